"""Background work of the case file: keep the outbox small."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from casework.operations import outbox

MOST_BATCHES = 400


@shared_task
def prune_outbox(**_: Any) -> int:
    """Delete what was delivered long ago, in short transactions; what is left after a fair share goes tomorrow."""
    deleted = 0
    for _round in range(MOST_BATCHES):
        count = outbox.prune(at=timezone.now())
        deleted += count
        if count < outbox.BATCH:
            break
    return deleted
