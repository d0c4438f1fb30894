"""Background work of the case file: make documents, keep the outbox small."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from casework.operations import documents, drafts, outbox

MOST_BATCHES = 400
MOST_DOCUMENTS = 20


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


@shared_task
def make_documents(**_: Any) -> int:
    """Make the documents that were asked for, one transaction each; what is left after a fair share goes next time."""
    for made in range(MOST_DOCUMENTS):
        if documents.make_next(at=timezone.now()) is None:
            return made
    return MOST_DOCUMENTS


@shared_task
def prune_drafts(**_: Any) -> int:
    """Delete drafts that nobody touched for a long time."""
    return drafts.prune(at=timezone.now())
