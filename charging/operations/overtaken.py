"""Closing what is about a decision that stands no more: nobody can answer it in its own terms."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from casework import events as ledger
from casework.models import Suspect
from charging import events
from charging.models import (
    Escalation,
    EscalationOutcome,
    UnusedAuthority,
    UnusedOutcome,
    VictimReview,
    VictimReviewOutcome,
)


def overtake(suspects: Sequence[Suspect], *, by: User, at: datetime) -> None:
    """Close what is open about decisions that are made again; a part of the operation that does so."""
    for suspect in suspects:
        by_charge(suspect, by=by, at=at)
        _escalations(suspect, by=by, at=at)
        _victims(suspect, by=by, at=at)


def by_charge(suspect: Suspect, *, by: User, at: datetime) -> None:
    """Close what police said of an authority, which they use after all or which is decided again."""
    said = UnusedAuthority.objects.filter(suspect=suspect, outcome="")
    said.update(outcome=UnusedOutcome.OVERTAKEN, decided_at=at, decided_by=by)


def _escalations(suspect: Suspect, *, by: User, at: datetime) -> None:
    for row in Escalation.objects.filter(suspect=suspect, outcome="").select_related("case_file"):
        row.outcome, row.closed_at, row.closed_by = EscalationOutcome.OVERTAKEN, at, by
        row.save(update_fields=["outcome", "closed_at", "closed_by"])
        said = events.EscalationClosed(
            escalation_id=row.pk, about=row.about, step=row.steps.count(), outcome=row.outcome.value
        )
        ledger.record(said, case_file=row.case_file, by=by, at=at, suspects=[suspect])


def _victims(suspect: Suspect, *, by: User, at: datetime) -> None:
    for row in VictimReview.objects.filter(suspect=suspect, outcome="").select_related("case_file"):
        row.outcome, row.decided_at, row.decided_by = VictimReviewOutcome.OVERTAKEN, at, by
        row.save(update_fields=["outcome", "decided_at", "decided_by"])
        said = events.VictimReviewDecided(
            request_id=row.pk,
            decision_id=row.decision_id,
            stage=str(row.stage),
            outcome=row.outcome.value,
            in_time=at < row.due_at,
        )
        ledger.record(said, case_file=row.case_file, by=by, at=at, suspects=[suspect])
