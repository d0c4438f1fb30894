"""How far away something is that has to be done, in words that never rest on a colour."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework.lifecycle import Status
from casework.models import Standing
from charging.lifecycle import DECIDE_WITHIN, STREAM_NAMES, Stream
from foundation.clocks import due_day, end_of
from foundation.periods import local_date

SOON = 3
HOUR, DAY = 3600, 86400
DUE_BY_DAY = frozenset({Status.REJECTED, Status.ACTION_PLAN})
"""Late from the midnight after the day that was agreed; everything else has its hour."""


@dataclass(frozen=True)
class Due:
    """Words and the colour of their tag; no words where nothing is due, no colour where it is far away."""

    words: str = ""
    colour: str = ""

    @property
    def is_pressing(self) -> bool:
        """Whether it is late, or will be today."""
        return self.colour in {"red", "orange"}


def counted(number: int, noun: str) -> str:
    """Write "1 day", "2 days"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def due_on(day: date, today: date) -> Due:
    """Say how far away a day is."""
    left = (day - today).days
    if left < 0:
        return Due(f"Overdue by {counted(-left, 'day')}", "red")
    if left == 0:
        return Due("Due today", "orange")
    return Due(f"{counted(left, 'day')} left", "yellow") if left <= SOON else Due(f"in {counted(left, 'day')}")


def due_by(deadline: datetime, at: datetime) -> Due:
    """Say how far away a deadline is: by the day where it ends with one, else by the hour."""
    if end_of(due_day(deadline)) == deadline:
        return due_on(due_day(deadline), local_date(at))
    left = int((deadline - at).total_seconds())
    if abs(left) >= DAY:
        return due_on(local_date(deadline), local_date(at))
    hours = counted(abs(left) // HOUR, "hour") if abs(left) >= HOUR else "less than an hour"
    return Due(f"{hours[0].upper()}{hours[1:]} left" if left >= 0 else f"Overdue by {hours}", "red")


def decision_due(stream: Stream, since: datetime, at: datetime) -> Due:
    """Say how long the CPS still has for a decision on a file that it has had since an instant.

    Red is counted in hours, and what is late by days is said in days.
    """
    limit = DECIDE_WITHIN[stream]
    if limit.days:
        return due_on(local_date(since) + limit, local_date(at))
    left = int((since + limit - at).total_seconds())
    if left >= 0:
        return Due(f"{counted(left // HOUR, 'hour')} left" if left >= HOUR else "Less than an hour left", "red")
    late = -left
    if late < HOUR:
        return Due("Overdue by less than an hour", "red")
    return Due(f"Overdue by {counted(late // DAY, 'day') if late >= DAY else counted(late // HOUR, 'hour')}", "red")


def due_of(standing: Standing, at: datetime) -> Due:
    """Say when what an open suspect waits for is due; at the supervisor's gate nothing is, the CPS's clock is still."""
    if standing.due_at is None or standing.status == Status.WITH_SUPERVISOR:
        return Due()
    if standing.status in DUE_BY_DAY:
        return due_on(local_date(standing.due_at - timedelta(seconds=1)), local_date(at))
    stream = Stream(standing.stream)
    return decision_due(stream, standing.due_at - DECIDE_WITHIN[stream], at)


def waited(since: datetime, at: datetime) -> str:
    """Say how long something has waited: in days, on the first day in hours."""
    days = (local_date(at) - local_date(since)).days
    if days:
        return counted(days, "day")
    hours = int((at - since).total_seconds()) // HOUR
    return counted(hours, "hour") if hours else "Less than an hour"


def stream_name(stream: str) -> str:
    """The short name of a stream; empty for none."""
    return STREAM_NAMES[Stream(stream)] if stream else ""


def still_to_answer(pending: int, items: int) -> str:
    """Say how many items of a plan wait for an answer."""
    if not pending:
        return "Every item is answered"
    return (
        f"{counted(items, 'item')} still to answer"
        if pending == items
        else f"{pending} of {items} items still to answer"
    )
