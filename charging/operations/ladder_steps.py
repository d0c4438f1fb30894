"""What every way onto the ladder shares: the step of the day, the grounds, and whom it is about."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from casework import events as ledger
from casework.lifecycle import Status
from casework.models import CaseEvent, CustodyBasis, Suspect
from charging import events
from charging.models import EscalatedAbout, Escalation, EscalationStep
from charging.operations import listing
from charging.permissions import disagreeing
from charging.rules import escalation as rules
from charging.rules.ladder import Rung, ladder_on
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when

NO_STEP = "There is no further step on the ladder."


def rung_at(step: int, at: datetime) -> Rung:
    """A step of the ladder of the day; raises Refused where there is none."""
    rung = ladder_on(local_date(at)).rung(step)
    if rung is None:
        raise Refused(Verdict.no("no_step", NO_STEP))
    return rung


def grounds_given(text: str) -> Verdict:
    """Police say why they do not agree."""
    return rules.words(text, "Say why you do not agree.", "grounds")


def require_not_raised(open_now: Escalation | None) -> None:
    """Raise Conflict naming who escalated it, where somebody has and it has not ended."""
    if open_now:
        first = open_now.steps.select_related("raised_by").order_by("step")[0]
        message = f"{first.raised_by} has escalated this already, {when(first.raised_at)}."
        raise Conflict(Verdict.no("already_done", message))


def about(row: Escalation) -> Sequence[Suspect]:
    """The suspects whom an escalation is about, as they stand now."""
    if row.suspect:
        return [row.suspect]
    if row.about == EscalatedAbout.REJECTION and row.contest:
        theirs, status = row.contest.triage.submission.suspects, Status.REJECTED
    elif row.plan:
        theirs, status = row.plan.consultation.submission.suspects, Status.ACTION_PLAN
    else:
        return []
    return list(theirs.filter(status=status).order_by("number"))


def raise_step(row: Escalation, rung: Rung, grounds: str, *, by: User, at: datetime) -> CaseEvent:
    """Take an escalation to a step, and say so; the caller holds the lock and has asked who may."""
    suspects = about(row)
    held = any(suspect.custody_basis == CustodyBasis.CUSTODY for suspect in suspects)
    rank = next(role for role in rung.raised_by if role in disagreeing.ranks_of(by, row.case_file))
    EscalationStep.objects.create(
        escalation=row,
        step=rung.step,
        raised_at=at,
        raised_by=by,
        rank=rank.value,
        grounds=grounds.strip(),
        due_at=rung.due(at, in_custody=held),
    )
    listing.keep_standings(row.case_file)
    said = events.EscalationRaised(escalation_id=row.pk, about=row.about, step=rung.step, rank=rank.value)
    return ledger.record(said, case_file=row.case_file, by=by, at=at, suspects=suspects)
