"""The one place that works out when something is due: hours, calendar days, working days and months, with pauses.

A limit that is told in days or months ends with a day: it is late from the midnight in London after that day. A
limit in hours ends at an instant, and hours are those that really pass, also where the clocks change. Every
deadline is therefore one thing: the first instant at which it is too late.

While a clock stands still no hour passes, and a day that ends meanwhile is not counted.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from foundation.periods import LONDON, MONTHS_IN_YEAR, local_date
from foundation.working_days import Calendar

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST_MOMENT = timedelta(microseconds=1)


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


def days_after(day: date, days: int) -> date:
    """The calendar day so many days later, or earlier where negative."""
    return day + days * DAY


def last_day(start: date, span: Span, calendar: Calendar) -> date:
    """The last day on which something is in time, for a limit told in days or months. Raises ValueError for hours."""
    match span.unit:
        case ClockUnit.DAYS:
            return days_after(start, span.amount)
        case ClockUnit.WORKING_DAYS:
            return calendar.add_working_days(start, span.amount)
        case ClockUnit.MONTHS:
            return months_after(start, span.amount)
    raise ValueError("A limit in hours ends at an instant, not with a day")


def start_of(day: date) -> datetime:
    """The first instant of a day in London."""
    return datetime.combine(day, time.min, LONDON)


def day_before(day: date, span: Span, calendar: Calendar) -> date:
    """The day so long before another, for a reminder told in days or working days. Raises ValueError for others."""
    match span.unit:
        case ClockUnit.DAYS:
            return day - timedelta(days=span.amount)
        case ClockUnit.WORKING_DAYS:
            return calendar.add_working_days(day, -span.amount)
    raise ValueError("A reminder before a day is told in days or working days")


def end_of(day: date) -> datetime:
    """The first instant after a day in London."""
    return start_of(days_after(day, 1))


def due_day(deadline: datetime) -> date:
    """The last day in London on which a deadline that `end_of` gave is kept."""
    return local_date(_utc(deadline) - LAST_MOMENT)


def ends_a_day(deadline: datetime) -> bool:
    """Whether a deadline is the end of a day in London, so that it is told by that day."""
    return end_of(due_day(deadline)) == deadline


def days_until(deadline: datetime, at: datetime) -> int:
    """Calendar days in London from an instant to the last day in time; 0 on that day, negative after it.

    The only way in which days of lateness are counted.
    """
    return (due_day(deadline) - local_date(at)).days


def deadline(start: datetime, span: Span, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime | None:
    """The first instant at which it is too late; None while a pause goes on that began before then.

    A pause that begins only when it is too late changes nothing. Pauses that overlap count once, and what lies
    before the count begins does not. Raises ValueError for an instant without a time zone.
    """
    first_day = local_date(start)
    if span.unit is ClockUnit.HOURS:
        # In UTC, because hours added to London time are added to what the clock on the wall says.
        counted_from, ends = start.astimezone(UTC), start.astimezone(UTC) + span.amount * HOUR
    else:
        counted_from, ends = end_of(first_day).astimezone(UTC), end_of(last_day(first_day, span, calendar))
    for pause in _joined(pauses, counted_from):
        if pause.starts >= ends:
            break
        if pause.ends is None:
            return None
        ends = _put_off(ends, span.unit, calendar, pause.starts, pause.ends)
    return ends


def _put_off(ends: datetime, unit: ClockUnit, calendar: Calendar, paused: datetime, resumed: datetime) -> datetime:
    """Move a deadline on by what a pause took of it that began before it."""
    if unit is ClockUnit.HOURS:
        return ends + (resumed - paused)
    # A day ends with its midnight: those that ended during the pause run from the day on which it began to the day
    # before it ended.
    first, after, last = local_date(paused), local_date(resumed), due_day(ends)
    if unit is ClockUnit.WORKING_DAYS:
        stood = calendar.working_days_between(days_after(first, -1), days_after(after, -1))
        return end_of(calendar.add_working_days(last, stood))
    return end_of(days_after(last, (after - first).days))


def _joined(pauses: Iterable[Pause], since: datetime) -> list[Pause]:
    """The pauses after an instant, in order and in UTC, with those that overlap or touch made one.

    In UTC, because two moments of the same zone are compared by what the clock on the wall says.
    """
    joined: list[Pause] = []
    for begins, ends in sorted(((_utc(each.starts), each.ends) for each in pauses), key=lambda pair: pair[0]):
        pause = Pause(max(begins, since), _utc(ends) if ends else None)
        if pause.ends is not None and pause.ends <= pause.starts:
            continue
        last = joined[-1] if joined else None
        if last is None or (last.ends is not None and last.ends < pause.starts):
            joined.append(pause)
        elif last.ends is not None:
            joined[-1] = Pause(last.starts, None if pause.ends is None else max(last.ends, pause.ends))
    return joined


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone")
    return instant.astimezone(UTC)
