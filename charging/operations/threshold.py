"""Looking again at a charge under the Threshold Test: the Full Code Test is met, not yet, or not met."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, CaseFile
from charging import events
from charging.models import ThresholdOutcome, ThresholdReview
from charging.operations import listing
from charging.permissions.reviewing import may_look_again
from foundation.clocks import end_of
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when


@dataclass(frozen=True, kw_only=True)
class SecondLook:
    """What came of looking again; a day that is moved says to when."""

    outcome: ThresholdOutcome
    reason: str
    next_on: date | None = None


@transaction.atomic
def look_again(*, review: ThresholdReview, look: SecondLook, by: User, at: datetime) -> CaseEvent:
    """Carry out the review that a Threshold Test charge forces, before or after police charged.

    Where the test is not met the reason says what follows: the prosecutor discontinues or asks police not to charge.
    Raises NotPermitted, Refused with every gap, or Conflict naming who did it already; then nothing has changed.
    """
    case_file = CaseFile.objects.lock(review.case_file)
    rows = ThresholdReview.objects.select_for_update(of=("self",)).select_related("done_by", "suspect")
    row = rows.get(pk=review.pk)
    row.case_file = case_file
    may_look_again(by, row).require_permission()
    if row.done_at:
        done = (
            f"{row.done_by} has looked at this charge again already, {when(row.done_at)}: {row.get_outcome_display()}."
        )
        raise Conflict(Verdict.no("already_done", done))
    for_second_look(look, today=local_date(at)).require()
    row.done_at, row.done_by, row.outcome, row.reason = at, by, look.outcome, look.reason.strip()
    row.save(update_fields=["done_at", "done_by", "outcome", "reason"])
    moved = look.next_on if look.outcome is ThresholdOutcome.MOVED else None
    if moved:
        ThresholdReview.objects.create(
            case_file=case_file,
            decision_id=row.decision_id,
            suspect=row.suspect,
            prosecutor_id=row.prosecutor_id,
            opened_at=at,
            due_at=end_of(moved),
        )
    listing.keep_standings(case_file)
    said = events.ThresholdReviewDone(
        review_id=row.pk, decision_id=row.decision_id, outcome=look.outcome.value, next_due_on=moved
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[row.suspect])


def for_second_look(look: SecondLook, *, today: date) -> Verdict:
    """Say what is missing from a second look."""
    verdict = Verdict.ok()
    if not look.reason.strip():
        words = "why, and what follows" if look.outcome is ThresholdOutcome.NOT_MET else "why"
        verdict &= Verdict.no("no_reason", f"Say {words}.", "reason")
    if look.outcome is ThresholdOutcome.MOVED and (look.next_on is None or look.next_on <= today):
        verdict &= Verdict.no(
            "no_next_day", "Enter a day after today by which the charge is looked at again.", "next_on"
        )
    return verdict
