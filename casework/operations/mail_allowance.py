"""The allowance of mails: no more leave than the mail service takes, however many workers send."""

from datetime import datetime

from django.db import transaction

from casework.models import MailAllowance
from casework.rules.mailing import pace, refilled

NAME = "mails"


def take_one(*, at: datetime) -> bool:
    """Take leave for one mail; false where none is left now. The row is held until the caller's transaction ends."""
    held = pace(at)
    with transaction.atomic():
        full = MailAllowance(name=NAME, tokens=held.burst, filled_at=at)
        MailAllowance.objects.bulk_create([full], ignore_conflicts=True)
        row = MailAllowance.objects.select_for_update().get(pk=NAME)
        tokens = refilled(row.tokens, row.filled_at, at, held)
        if tokens < 1:
            return False
        row.tokens, row.filled_at = tokens - 1, max(at, row.filled_at)
        row.save(update_fields=["tokens", "filled_at"])
    return True
