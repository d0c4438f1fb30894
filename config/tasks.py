"""Background work of the whole service: every night, look for what must never be."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from charging.operations import stuck
from config.invariants import everything, findings

logger = logging.getLogger(__name__)


@shared_task
def look_for_what_must_never_be(**_: Any) -> int:
    """Write an error to the log for each thing that must not be, and return how many there were.

    All of it, with the work that is stuck, is kept for the page on which it is put right.
    """
    now = timezone.now()
    found = list(findings(at=now))
    for finding in found:
        logger.error("%s: %d. %s", finding.title, finding.count, "; ".join(finding.lines))
    stuck.keep(everything(found, at=now), at=now)
    return len(found)
