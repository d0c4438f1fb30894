"""Police take a submission back before the CPS has decided."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, CaseFile, Suspect
from charging import events, permissions
from charging.lifecycle import SubmissionState, TriageResult
from charging.models import Consultation, Submission, Withdrawal
from charging.operations import direct, listing
from charging.operations.submission import lock_suspects, move
from charging.rules import transfers as rules
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when


@transaction.atomic
def withdraw(*, submission: Submission, reason: str, by: User, at: datetime) -> CaseEvent:
    """Take a submission back: its suspects are being built again, and an open review ends without a decision.

    Whoever was writing that review meets a Conflict that says who withdrew the file and when; nothing they typed is
    lost. Raises NotPermitted, Refused (no reason), Conflict (withdrawn, decided, sent back) or WrongStatus; then
    nothing has changed.
    """
    case_file = CaseFile.objects.lock(submission.case_file)
    permissions.may_withdraw(by, case_file).require_permission()
    row = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    row.case_file = case_file
    review = Consultation.objects.select_for_update(of=("self",)).filter(submission=row).first()
    _require_undecided(row, review)
    rules.reason(reason, message="Say why you withdraw the file.").require()
    suspects = _suspects_of(row)
    triaged = review is not None
    move(suspects, lifecycle.WITHDRAW, at)
    Withdrawal.objects.create(submission=row, reason=reason.strip(), at=at, by=by)
    if review:
        review.completed_at, review.completed_by = at, by
        review.save(update_fields=["completed_at", "completed_by"])
    direct.give_back(case_file, by=by, at=at)
    listing.keep_standings(case_file)
    said = events.SubmissionWithdrawn(submission_id=row.pk, triaged=triaged)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)


def _require_undecided(submission: Submission, review: Consultation | None) -> None:
    if submission.state != SubmissionState.SENT:
        raise Conflict(Verdict.no("not_sent", "This file has not been submitted."))
    earlier = Withdrawal.objects.filter(submission=submission).select_related("by").first()
    if earlier:
        raise Conflict(Verdict.no("already_done", f"{earlier.by} has withdrawn this file already, {when(earlier.at)}."))
    if review and review.completed_at:
        message = f"{review.completed_by} has decided about this file already, {when(review.completed_at)}."
        raise Conflict(Verdict.no("decided", message))
    triage = getattr(submission, "triage", None)
    if triage and triage.result == TriageResult.REJECT:
        message = f"{triage.by} has rejected this file already, {when(triage.at)}, so you have it again."
        raise Conflict(Verdict.no("rejected", message))


def _suspects_of(submission: Submission) -> Sequence[Suspect]:
    """The suspects of a submission whom the CPS still has; raises WrongStatus where it has none of them."""
    keys = set(submission.suspects.values_list("pk", flat=True))
    sent = [suspect for suspect in lock_suspects(submission.case_file) if suspect.pk in keys]
    there = [suspect for suspect in sent if lifecycle.Status(suspect.status) in lifecycle.WITHDRAW.sources]
    if not there:
        lifecycle.WITHDRAW.require(sent)
    return there
