"""Reading notices. They are made by whoever relays the ledger to people."""

from datetime import datetime

from accounts.models import User
from casework.models import Notice


def mark_read(*, by: User, at: datetime) -> int:
    """Mark all of a person's own notices as read and return how many were not."""
    return Notice.objects.filter(recipient=by, read_at__isnull=True).update(read_at=at)
