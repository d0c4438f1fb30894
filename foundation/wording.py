"""Words that pages and refusals share: when something was, and names that may be written in any direction."""

import unicodedata
from datetime import date, datetime, time

from foundation.clocks import due_day, ends_a_day
from foundation.percentiles import percentage
from foundation.periods import LONDON, local_date

STEERING = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
FIRST_STRONG, POP = "\u2068", "\u2069"
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def isolated(text: str) -> str:
    """Return a name that leaves the words around it where they are, whatever direction it is written in.

    What HTML's <bdi> does, for a page's title, an option, a message, a PDF too: a name with letters that run from
    right to left stands in Unicode isolates, and characters that only steer direction are left out of every name.
    Other names are returned as they are.
    """
    if text.isascii():
        return text
    plain = text.translate(STEERING)
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in plain):
        return f"{FIRST_STRONG}{plain}{POP}"
    return plain


def day(on: date) -> str:
    """Write "3 January 2025"."""
    return f"{on.day} {on:%B %Y}"


def when(instant: datetime) -> str:
    """Write "3 January 2025, 9:05am", the time in London."""
    return f"{day(local_date(instant))}, {time_of_day(instant)}"


def ends(deadline: datetime) -> str:
    """Write when something is late, the first instant at which it is: "end of 3 January 2025", or the moment.

    Where it ends with a day it is named by that day, never by the midnight that is the next day's already.
    """
    return f"end of {day(due_day(deadline))}" if ends_a_day(deadline) else when(deadline)


def in_time_until(deadline: datetime) -> str:
    """Write it for a sentence, after "by" or "until": "the end of 3 January 2025", or the moment."""
    return f"the {ends(deadline)}" if ends_a_day(deadline) else when(deadline)


def time_of_day(instant: datetime) -> str:
    """Write "9:05am", "midday" and "midnight", the time in London."""
    return clock_words(instant.astimezone(LONDON).time())


def clock_words(moment: time) -> str:
    """Write a time of day as "9:05am", "midday" and "midnight"."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "midday" if moment.hour else "midnight"
    return f"{moment.hour % 12 or 12}:{moment:%M}{'pm' if moment.hour >= 12 else 'am'}"


FEW = 10
"""Below so many, a share moves a long way with a single one."""


def share(part: int, whole: int) -> str:
    """Write "72.2% (13 of 18)"; below ten of them say that they are few, and of nothing that there is no share."""
    if not whole:
        return "None"
    few = ", fewer than 10" if whole < FEW else ""
    return f"{percentage(part, whole)}% ({part:,} of {whole:,}{few})"
