"""Keeping what somebody searches for: the address of the results then holds a key, and never a name."""

from datetime import datetime

from accounts.models import User
from casework.models import ReadKind, Search
from casework.operations import reading
from casework.operations.reading import Look
from casework.permissions import may_search


def ask(*, text: str, by: User, at: datetime) -> Search:
    """Keep who searches for what, and when; the key of it is the address of the results.

    Raises NotPermitted; then nothing is kept.
    """
    may_search(by).require_permission()
    return Search.objects.create(text=text, by=by, at=at)


def look(*, search: Search, found: int, by: User, at: datetime) -> None:
    """Note that somebody looked at results, their own or shared with them, and how many they were shown of."""
    seen = Look(kind=ReadKind.SEARCHED, thing="search", thing_id=str(search.pk), details={"found": found})
    reading.note_once(seen, by=by, at=at)
