"""Settling a contest of a rejection, by a decision or because the file went on."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from casework import events as ledger
from casework.lifecycle import Status
from casework.models import CaseEvent, CaseFile, Suspect
from charging import events
from charging.lifecycle import ContestOutcome
from charging.models import Contest


def settle(
    contest: Contest, outcome: ContestOutcome, suspects: Sequence[Suspect], *, reason: str = "", by: User, at: datetime
) -> CaseEvent:
    """Write what came of a contest, and record it. The caller holds the lock on the case."""
    contest.outcome, contest.reason = outcome, reason
    contest.decided_at, contest.decided_by = at, by
    contest.save(update_fields=["outcome", "reason", "decided_at", "decided_by"])
    said = events.TriageChallengeResolved(
        submission_id=contest.triage.submission_id, contest_id=contest.pk, result=outcome.value
    )
    return ledger.record(said, case_file=contest.triage.submission.case_file, by=by, at=at, suspects=suspects)


def overtake(case_file: CaseFile, gone: Sequence[Suspect], *, by: User, at: datetime) -> None:
    """Close a contest whose rejection stands for nobody any more, because the file went on before it was decided.

    Every operation that moves suspects on from a rejection calls this after it moved them, and before it records
    that. The caller holds the lock on the case.
    """
    rows = Contest.objects.filter(outcome="", triage__submission__case_file=case_file)
    for row in rows.select_related("triage__submission"):
        row.triage.submission.case_file = case_file
        theirs = row.triage.submission.suspects
        if not theirs.filter(status=Status.REJECTED).exists():
            keys = set(theirs.values_list("pk", flat=True))
            settle(row, ContestOutcome.OVERTAKEN, [each for each in gone if each.pk in keys], by=by, at=at)
