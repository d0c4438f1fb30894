"""Background work about people: forget sessions that ended."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.operations import sessions


@shared_task
def forget_ended_sessions(**_: Any) -> int:
    """Delete the rows of sessions that ended long ago."""
    return sessions.forget_ended(at=timezone.now())
