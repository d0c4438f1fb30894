"""How long somebody stays signed in: a while without doing anything, and so many hours at the longest."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session

REMEMBERED_FOR = timedelta(hours=12)
"""How long after its end a session still says whose it was, so that what they then send is kept for them."""


def end_of(*, began: datetime, at: datetime) -> datetime:
    """When a session ends, if nothing more is done in it from now on."""
    return min(at + timedelta(minutes=settings.SESSION_IDLE_MINUTES), last_end_of(began))


def last_end_of(began: datetime) -> datetime:
    """When a session ends at the latest, whatever is done in it."""
    return began + timedelta(hours=settings.SESSION_LONGEST_HOURS)


def go_on(*, key: str, until: datetime, at: datetime) -> None:
    """Move the end of a session that has not ended."""
    Session.objects.filter(session_key=key, expire_date__gt=at).update(expire_date=until)


def forget_ended(*, at: datetime) -> int:
    """Delete the sessions that ended 12 hours ago or more, and return how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=at - REMEMBERED_FOR).delete()
    return deleted
