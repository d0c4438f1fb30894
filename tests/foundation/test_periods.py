from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.periods import LONDON, Month, local_date, month_of, week_of
from foundation.working_days import Calendar

MONTHS = st.builds(Month, st.integers(1990, 2060), st.integers(1, 12))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2024, 3, 31, 0, 30, tzinfo=UTC), date(2024, 3, 31)),
        (datetime(2024, 6, 30, 23, 30, tzinfo=UTC), date(2024, 7, 1)),
    ],
)
def test_an_instant_falls_on_its_london_day(instant, day):
    assert local_date(instant) == day
    assert month_of(instant) == Month(day.year, day.month)


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2024, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("month", "frozen"), [(Month(2025, 1), date(2025, 3, 14)), (Month(2025, 2), date(2025, 4, 11))]
)
def test_a_month_freezes_six_weeks_after_its_end(month, frozen):
    assert month.freezes_at == datetime(frozen.year, frozen.month, frozen.day, 23, 59, 59, tzinfo=LONDON)


def test_a_month_is_provisional_ten_working_days_after_its_end():
    assert Month(2025, 1).provisional_on(Calendar(frozenset())) == date(2025, 2, 14)


def test_a_month_is_written_and_read():
    assert Month(2025, 1).label == "January 2025"
    assert str(Month.parse("2025-01")) == "2025-01"
    with pytest.raises(ValueError, match="month"):
        Month.parse("2025-13")
    with pytest.raises(ValueError, match="not a month"):
        Month(2025, 0)


def test_a_range_holds_both_ends():
    assert [str(m) for m in Month.range(Month(2024, 11), Month(2025, 2))] == [
        "2024-11",
        "2024-12",
        "2025-01",
        "2025-02",
    ]


@given(MONTHS)
def test_months_are_half_open_and_leave_no_gap(month):
    assert month.start in month
    assert month.end not in month
    assert month.end - timedelta(microseconds=1) in month
    assert month.next.start == month.end
    assert month.next.plus(-1) == month
    assert month < month.next


@given(MONTHS, st.integers(-500, 500))
def test_moving_there_and_back_returns(month, distance):
    assert month.plus(distance).plus(-distance) == month


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_a_week_is_seven_days_from_a_monday_with_the_day_in_it(day):
    first, last = week_of(day)
    assert (first.weekday(), (last - first).days) == (0, 6)
    assert first <= day <= last
