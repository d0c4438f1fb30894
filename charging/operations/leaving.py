"""A suspect leaves what the CPS has of them, because police charged without waiting for it."""

from datetime import datetime

from accounts.models import User
from casework import events as ledger
from casework.lifecycle import WITHDRAW, Status
from casework.models import CaseFile, Suspect
from charging import events
from charging.lifecycle import SubmissionState
from charging.models import Consultation, Submission, Withdrawal


def leave(case_file: CaseFile, suspect: Suspect, *, reason: str, by: User, at: datetime) -> None:
    """Withdraw the file that the CPS has of a suspect, where it has nobody else's in it; an open review ends.

    A part of recording the charge, which holds the locks, before the suspect moves. Where others are in the same
    file, theirs goes on: nothing is to be decided about this one any more.
    """
    if Status(suspect.status) not in WITHDRAW.sources:
        return
    sent = Submission.objects.filter(state=SubmissionState.SENT, suspects=suspect, withdrawal__isnull=True)
    submission = sent.order_by("-pk").first()
    if submission is None or _others(submission, suspect):
        return
    review = Consultation.objects.select_for_update(of=("self",)).filter(submission=submission).first()
    Withdrawal.objects.create(submission=submission, reason=reason, at=at, by=by)
    if review and not review.completed_at:
        review.completed_at, review.completed_by = at, by
        review.save(update_fields=["completed_at", "completed_by"])
    said = events.SubmissionWithdrawn(submission_id=submission.pk, triaged=review is not None)
    ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


def _others(submission: Submission, suspect: Suspect) -> bool:
    waiting = submission.suspects.filter(status__in=[status.value for status in WITHDRAW.sources])
    return waiting.exclude(pk=suspect.pk).exists()
