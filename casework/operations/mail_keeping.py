"""Forgetting mails: who was told of how much, and when, is nobody's business for ever."""

from datetime import datetime, timedelta

from django.db import transaction

from casework.models import Mail
from casework.models.mail import UNDER_WAY

KEPT_FOR = timedelta(days=90)
BATCH = 2_000


@transaction.atomic
def prune(*, at: datetime, limit: int = BATCH) -> int:
    """Delete mails written more than 90 days ago, at most `limit`, and return how many.

    One that was sent again stays as long as the newer one, without which it would look as if nobody had.
    """
    old = Mail.objects.filter(created_at__lt=at - KEPT_FOR, sent_again_as__isnull=True).exclude(state__in=UNDER_WAY)
    keys = list(old.order_by("id").values_list("pk", flat=True)[:limit])
    Mail.objects.filter(pk__in=keys).delete()
    return len(keys)
