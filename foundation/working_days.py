"""Working-day arithmetic for England and Wales: Monday to Friday, less bank holidays."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from govuk_bank_holidays.bank_holidays import BankHolidays

DAYS_IN_WEEK = 7
WORKING_DAYS_IN_WEEK = 5


@dataclass(frozen=True)
class Calendar:
    """The working days left by a set of holidays."""

    holidays: frozenset[date]

    @cached_property
    def _weekday_holidays(self) -> list[date]:
        return sorted(day for day in self.holidays if day.weekday() < WORKING_DAYS_IN_WEEK)

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on this day."""
        return day.weekday() < WORKING_DAYS_IN_WEEK and day not in self.holidays

    def working_days_between(self, start: date, end: date) -> int:
        """Count working days after `start` up to and including `end`.

        The day after the event is day 1. Negative when `end` is before `start`.
        """
        weekdays = _weekdays_up_to(end) - _weekdays_up_to(start)
        holidays = bisect_right(self._weekday_holidays, end) - bisect_right(self._weekday_holidays, start)
        return weekdays - holidays

    def add_working_days(self, start: date, days: int) -> date:
        """Return the working day that is `days` after `start`, or before it when negative.

        Nought returns `start` itself, working day or not.
        """
        return self._forward(start, days) if days >= 0 else self._back(start, -days)

    def _forward(self, start: date, days: int) -> date:
        """Leap by what is missing: a leap of n days never holds more than n working days."""
        day, missing = start, days
        while missing:
            day += timedelta(days=missing)
            missing = days - self.working_days_between(start, day)
        return day

    def _back(self, start: date, days: int) -> date:
        """The same backwards, counting from the eve so that `start` itself never counts."""
        eve = start - timedelta(days=1)
        day, missing = eve, days
        while missing:
            day -= timedelta(days=missing)
            missing = days - self.working_days_between(day, eve)
        return day + timedelta(days=1)


def _weekdays_up_to(day: date) -> int:
    """Count Mondays to Fridays from 1 January of year 1, which was a Monday."""
    weeks, rest = divmod(day.toordinal(), DAYS_IN_WEEK)
    return weeks * WORKING_DAYS_IN_WEEK + min(rest, WORKING_DAYS_IN_WEEK)


@cache
def bundled() -> Calendar:
    """Return the calendar of the GOV.UK bank holidays that ship with the service; asks no network."""
    known = BankHolidays(use_cached_holidays=True)
    holidays = known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return Calendar(frozenset(holiday["date"] for holiday in holidays))
