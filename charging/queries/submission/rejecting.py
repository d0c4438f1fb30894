"""What a file may be rejected for."""

from django.db.models import QuerySet

from charging.lifecycle import Stream
from charging.models import RejectionReason, Submission


def rejection_reasons_for(submission: Submission) -> QuerySet[RejectionReason]:
    """The coded reasons that may be given for a file; those about custody only where it is red."""
    rows = RejectionReason.objects.filter(valid_to__isnull=True).order_by("position")
    return rows if submission.stream == Stream.RED else rows.filter(priority_only=False)
