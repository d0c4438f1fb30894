"""Reminding police of a rejection, on the day that triage set, where nothing came back."""

from datetime import datetime

from django.db import transaction

from casework import events as ledger
from casework.lifecycle import Status
from casework.models import CaseEvent, CaseFile
from charging import events
from charging.lifecycle import TriageResult
from charging.models import Triage
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
