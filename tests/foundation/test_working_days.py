from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import Calendar, bundled

DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))
HOLIDAYS = st.frozensets(DAYS, max_size=40).map(Calendar)


def counted_one_by_one(calendar, start, end):
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


@given(HOLIDAYS, DAYS, st.integers(0, 400))
def test_counting_is_the_same_as_one_by_one(calendar, start, length):
    end = start + timedelta(days=length)

    assert calendar.working_days_between(start, end) == counted_one_by_one(calendar, start, end)
    assert calendar.working_days_between(end, start) == -calendar.working_days_between(start, end)


@given(HOLIDAYS, DAYS, st.integers(1, 200))
def test_adding_lands_on_the_working_day_with_that_number(calendar, start, days):
    day = calendar.add_working_days(start, days)

    assert calendar.is_working_day(day)
    assert counted_one_by_one(calendar, start, day) == days


@given(HOLIDAYS, DAYS, st.integers(1, 200))
def test_taking_away_lands_on_the_working_day_so_many_before(calendar, start, days):
    day = calendar.add_working_days(start, -days)
    between = (day + timedelta(days=n) for n in range((start - day).days))

    assert calendar.is_working_day(day)
    assert sum(calendar.is_working_day(each) for each in between) == days


@given(HOLIDAYS, DAYS)
def test_adding_nothing_changes_nothing(calendar, start):
    assert calendar.add_working_days(start, 0) == start


def test_the_bundled_holidays_are_those_of_england_and_wales():
    calendar = bundled()

    assert not calendar.is_working_day(date(2025, 8, 25))  # Summer bank holiday, not kept in Scotland then
    assert calendar.is_working_day(date(2025, 1, 2))  # a holiday in Scotland only
    assert calendar.add_working_days(date(2024, 12, 24), 1) == date(2024, 12, 27)
    assert bundled() is calendar
