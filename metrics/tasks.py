"""Background work of the figures: deliver what is owed, let open work age."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from metrics.operations import delivery

MOST_BATCHES = 20


@shared_task
def refresh_figures(**_: Any) -> int:
    """Deliver owed events to the figures until none is left, or a fair share is done; the next beat goes on."""
    delivered = 0
    for _round in range(MOST_BATCHES):
        count = delivery.deliver_batch(timezone.now())
        delivered += count
        if count < delivery.BATCH:
            break
    return delivered


@shared_task
def restate_open_work(**_: Any) -> int:
    """Restate open work after the day has changed; does nothing when it was done today."""
    return delivery.restate_open_work(timezone.now())
