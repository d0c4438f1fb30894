"""Reporting months as half-open spans [start, end) of London time; the only place that buckets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from foundation.working_days import Calendar

LONDON = ZoneInfo("Europe/London")
FREEZE_AFTER = timedelta(days=42)
PROVISIONAL_AFTER_WORKING_DAYS = 10
MONTHS_IN_YEAR = 12


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in London; months sort by time."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= MONTHS_IN_YEAR:
            raise ValueError(f"{self.month} is not a month")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2025-01". Raises ValueError for anything else."""
        day = date.fromisoformat(f"{text}-01")
        return cls(day.year, day.month)

    @classmethod
    def range(cls, first: "Month", last: "Month") -> Iterator["Month"]:
        """Yield every month from `first` to `last`, both included."""
        while first <= last:
            yield first
            first = first.next

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def label(self) -> str:
        """ "January 2025"."""
        return f"{self.first_day:%B %Y}"

    def plus(self, months: int) -> "Month":
        """Return the month so many months later, or earlier when negative."""
        year, month = divmod(self.year * MONTHS_IN_YEAR + self.month - 1 + months, MONTHS_IN_YEAR)
        return Month(year, month + 1)

    @property
    def next(self) -> "Month":
        """Return the month after."""
        return self.plus(1)

    @property
    def first_day(self) -> date:
        """Return the 1st."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Return the 28th to 31st."""
        return self.next.first_day - timedelta(days=1)

    @property
    def start(self) -> datetime:
        """Return the first instant of the month in London."""
        return datetime.combine(self.first_day, time.min, LONDON)

    @property
    def end(self) -> datetime:
        """Return the first instant that is no longer in the month."""
        return self.next.start

    def __contains__(self, moment: date | datetime) -> bool:
        return month_of(moment) == self

    @property
    def freezes_at(self) -> datetime:
        """Return the last second in which the month's figures may still be disputed."""
        return datetime.combine(self.last_day + FREEZE_AFTER, time(23, 59, 59), LONDON)

    def provisional_on(self, calendar: Calendar) -> date:
        """Return the day on which the month's figures are first published."""
        return calendar.add_working_days(self.last_day, PROVISIONAL_AFTER_WORKING_DAYS)


def local_date(instant: datetime) -> date:
    """Return the date in London at an aware instant. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone")
    return instant.astimezone(LONDON).date()


def month_of(moment: date | datetime) -> Month:
    """Return the month that a date, or an aware instant, falls in."""
    day = local_date(moment) if isinstance(moment, datetime) else moment
    return Month(day.year, day.month)


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of the week that a day is in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
