"""Background work of the whole service: every night, look for what must never be."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from config.invariants import findings

logger = logging.getLogger(__name__)


@shared_task
def look_for_what_must_never_be(**_: Any) -> int:
    """Write an error to the log for each thing that was found, and return how many there were."""
    found = list(findings(at=timezone.now()))
    for finding in found:
        logger.error("%s: %d. %s", finding.title, finding.count, "; ".join(finding.lines))
    return len(found)
