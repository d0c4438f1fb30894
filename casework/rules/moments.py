"""Days and times as answers keep them: ISO text, a time as clocks in London show it (2026-03-02T14:30)."""

from datetime import date, datetime

from foundation.periods import LONDON
from foundation.wording import day, when

MOMENTS = frozenset({"date", "datetime"})
"""The kinds of questions whose answers are days or times."""


def is_day(value: str) -> bool:
    """Whether a text is a day as it is kept."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_time(value: str) -> bool:
    """Whether a text is a day with a time as it is kept: to the minute, and of no other place."""
    try:
        return datetime.fromisoformat(value).isoformat(timespec="minutes") == value and "T" in value
    except ValueError:
        return False


def kept(instant: datetime) -> str:
    """Write an instant as it is kept."""
    return instant.astimezone(LONDON).replace(tzinfo=None).isoformat(timespec="minutes")


def read(value: str) -> date | str:
    """The day or the instant that is kept; a text from before there was a kind for it is returned as it is."""
    if is_time(value):
        return datetime.fromisoformat(value).replace(tzinfo=LONDON)
    return date.fromisoformat(value) if is_day(value) else value


def in_words(value: str) -> str:
    """Write what is kept as a reader should see it."""
    found = read(value)
    if isinstance(found, datetime):
        return when(found)
    return day(found) if isinstance(found, date) else found
