"""The one place that works out when something is due: hours, calendar days, working days and months, with pauses.

A limit that is told in days or months ends with a day: it is late from the midnight in London after that day. A
limit in hours ends at an instant, and hours are those that really pass, also where the clocks change. Every
deadline is therefore one thing: the first instant at which it is too late.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from foundation.periods import LONDON, MONTHS_IN_YEAR, local_date
from foundation.working_days import Calendar

NOTHING = timedelta()


class ClockUnit(StrEnum):
    """What a limit is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


UNIT_NOUNS = {
    ClockUnit.HOURS: "hour",
    ClockUnit.DAYS: "day",
    ClockUnit.WORKING_DAYS: "working day",
    ClockUnit.MONTHS: "month",
}


@dataclass(frozen=True)
class Span:
    """How long something may take. A day that starts a limit is not counted: the day after it is day 1."""

    amount: int
    unit: ClockUnit

    def __str__(self) -> str:
        noun = UNIT_NOUNS[self.unit]
        return f"{self.amount} {noun}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True)
class Pause:
    """Time that does not count, half-open; `ends` is None while it goes on."""

    starts: datetime
    ends: datetime | None


def months_after(day: date, months: int) -> date:
    """The day with the same number so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(start: date, span: Span, calendar: Calendar) -> date:
    """The last day on which something is in time, for a limit told in days or months. Raises ValueError for hours."""
    match span.unit:
        case ClockUnit.DAYS:
            return start + timedelta(days=span.amount)
        case ClockUnit.WORKING_DAYS:
            return calendar.add_working_days(start, span.amount)
        case ClockUnit.MONTHS:
            return months_after(start, span.amount)
    raise ValueError("A limit in hours ends at an instant, not with a day")


def end_of(day: date) -> datetime:
    """The first instant after a day in London."""
    return datetime.combine(day + timedelta(days=1), time.min, LONDON)


def due_day(deadline: datetime) -> date:
    """The last day in London on which a deadline that `end_of` gave is kept."""
    return local_date(deadline - timedelta(microseconds=1))


def deadline(start: datetime, span: Span, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime | None:
    """The first instant at which it is too late; None while a pause goes on that began before then.

    Pauses put off an hour's limit by their length, and a limit in days by the whole days that they took. Overlapping
    pauses count once, and what lies before `start` does not count.
    """
    known = _joined(pauses, start)
    ends = _unpaused(start, span, calendar, NOTHING)
    stood = NOTHING
    for pause in known:
        if pause.starts >= ends:
            break
        if pause.ends is None:
            return None
        stood += pause.ends - pause.starts
        ends = _unpaused(start, span, calendar, stood)
    return ends


def _unpaused(start: datetime, span: Span, calendar: Calendar, stood: timedelta) -> datetime:
    if span.unit is ClockUnit.HOURS:
        # In UTC, because hours added to London time are added to what the clock on the wall says.
        return start.astimezone(UTC) + timedelta(hours=span.amount) + stood
    return end_of(last_day(local_date(start), span, calendar) + timedelta(days=stood.days))


def _joined(pauses: Iterable[Pause], start: datetime) -> list[Pause]:
    """The pauses after a start, in order, with those that overlap made one."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda each: each.starts):
        begins = max(pause.starts, start).astimezone(UTC)
        ends = pause.ends.astimezone(UTC) if pause.ends else None
        if ends is not None and ends <= begins:
            continue
        last = joined[-1] if joined else None
        if last is None or (last.ends is not None and last.ends < begins):
            joined.append(Pause(begins, ends))
        elif last.ends is not None:
            joined[-1] = Pause(last.starts, None if ends is None else max(last.ends, ends))
    return joined
