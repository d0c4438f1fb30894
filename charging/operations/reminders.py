"""Telling people that a day has come: of a rejection where nothing came back, of a charge to look at again."""

from datetime import datetime

from django.db import transaction

from casework import events as ledger
from casework.lifecycle import Status
from casework.models import CaseEvent, CaseFile
from charging import events
from charging.lifecycle import TriageResult
from charging.models import ThresholdReview, Triage
from foundation.clocks import DAY
from foundation.periods import local_date


def remind(*, at: datetime, limit: int) -> int:
    """Remind police of the rejections that are due, so many at most, and return how many were.

    Running it twice reminds nobody twice: the row says when it was done.
    """
    due = Triage.objects.filter(
        result=TriageResult.REJECT, remind_on__lte=local_date(at), reminded_at__isnull=True
    ).filter(submission__suspects__status=Status.REJECTED)
    keys = due.order_by("remind_on", "pk").values_list("pk", flat=True).distinct()[:limit]
    return sum(_remind_of(triage, at) is not None for triage in Triage.objects.filter(pk__in=list(keys)))


@transaction.atomic
def _remind_of(triage: Triage, at: datetime) -> CaseEvent | None:
    """Remind police of one rejection; None where it is done, or the file is not theirs any more."""
    case_file = CaseFile.objects.lock(triage.submission.case_file)
    row = Triage.objects.select_for_update(of=("self",)).select_related("submission").get(pk=triage.pk)
    waiting = row.submission.suspects.filter(status=Status.REJECTED).order_by("number")
    sent_again = case_file.submissions.filter(pk__gt=row.submission_id, sent_at__isnull=False).exists()
    if row.reminded_at or row.result != TriageResult.REJECT or sent_again or not waiting.exists():
        return None
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    said = events.ResponseReminded(submission_id=row.submission_id)
    return ledger.record(said, case_file=case_file, by=None, at=at, suspects=waiting)


def remind_of_second_looks(*, at: datetime, limit: int) -> int:
    """Tell the CPS of the Threshold Test charges whose last day has come, so many at most, and return how many.

    Running it twice tells nobody twice: the row says when it was done.
    """
    due = ThresholdReview.objects.filter(done_at=None, reminded_at=None, due_at__lte=at + DAY)
    found = due.order_by("due_at", "pk").select_related("case_file")[:limit]
    return sum(_tell_of(review, at) is not None for review in list(found))


@transaction.atomic
def _tell_of(review: ThresholdReview, at: datetime) -> CaseEvent | None:
    """Tell of one charge; None where it was looked at or told of meanwhile."""
    case_file = CaseFile.objects.lock(review.case_file)
    row = ThresholdReview.objects.select_for_update(of=("self",)).select_related("suspect").get(pk=review.pk)
    if row.done_at or row.reminded_at:
        return None
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    said = events.ThresholdReviewDue(review_id=row.pk, decision_id=row.decision_id, prosecutor_id=row.prosecutor_id)
    return ledger.record(said, case_file=case_file, by=None, at=at, suspects=[row.suspect])
