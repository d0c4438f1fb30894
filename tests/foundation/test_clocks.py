"""When something is due, compared with a calendar that is gone through step by step."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foundation.clocks import ClockUnit, Pause, Span, deadline, due_day, end_of, last_day, months_after
from foundation.periods import LONDON, local_date
from foundation.working_days import Calendar, bundled

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SPRING, AUTUMN = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 28, 9, tzinfo=UTC)
EASTER = datetime(2026, 4, 2, 16, tzinfo=UTC)
NO_HOLIDAYS = Calendar(frozenset())

anchors = st.sampled_from([SPRING, AUTUMN, LEAP_DAY, EASTER, datetime(2027, 12, 30, 23, 30, tzinfo=UTC)])
starts = st.builds(lambda anchor, minutes: anchor + minutes * MINUTE, anchors, st.integers(-4000, 4000))
pieces = st.tuples(st.integers(-6000, 12000), st.integers(0, 6000))
open_pieces = st.one_of(st.none(), st.integers(-2000, 30000))
by_days = st.sampled_from([ClockUnit.DAYS, ClockUnit.WORKING_DAYS])


def pauses_of(start, ended, open_from):
    """Make pauses from minutes after a start; they overlap, touch and lie before it as they come."""
    pauses = [Pause(start + begins * MINUTE, start + (begins + lasts) * MINUTE) for begins, lasts in ended]
    return pauses if open_from is None else [*pauses, Pause(start + open_from * MINUTE, None)]


def stands_still(moment, pauses):
    return any(pause.starts <= moment and (pause.ends is None or moment < pause.ends) for pause in pauses)


def goes_on_for_ever(moment, pauses):
    return any(pause.ends is None and pause.starts <= moment for pause in pauses)


def hours_minute_by_minute(start, hours, pauses):
    """Let the minutes go by one at a time; None once they will never go on."""
    left, moment = hours * 60, start
    while left:
        if goes_on_for_ever(moment, pauses):
            return None
        left -= not stands_still(moment, pauses)
        moment += MINUTE
    return moment


def days_one_by_one(start, days, pauses, *, counts):
    """Go from midnight to midnight in London; None once they will never go on. What ends it is the next midnight."""
    day, left = local_date(start), days
    while True:
        day += timedelta(days=1)
        midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), LONDON).astimezone(UTC)
        if left and goes_on_for_ever(midnight - MINUTE, pauses):
            return None
        # A minute before its midnight nothing that counts in whole minutes has begun to stand still.
        left -= counts(day) and not stands_still(midnight - MINUTE, pauses)
        if not left:
            return midnight


@given(starts, st.integers(1, 96), st.lists(pieces, max_size=4), open_pieces)
@example(SPRING, 24, [], None)
@example(AUTUMN, 24, [], None)
@example(AUTUMN, 24, [(600, 120), (660, 30), (720, 60)], None)
def test_hours_are_those_that_really_pass(start, hours, ended, open_from):
    pauses = pauses_of(start, ended, open_from)

    found = deadline(start, Span(hours, ClockUnit.HOURS), NO_HOLIDAYS, pauses)

    assert found == hours_minute_by_minute(start, hours, pauses)


@given(starts, by_days, st.integers(1, 30), st.lists(pieces, max_size=4), open_pieces)
@example(SPRING, ClockUnit.DAYS, 28, [(0, 1440)], None)
@example(EASTER, ClockUnit.WORKING_DAYS, 2, [(0, 5760)], None)
def test_a_day_counts_unless_the_clock_stood_still_as_it_ended(start, unit, days, ended, open_from):
    pauses, calendar = pauses_of(start, ended, open_from), bundled()
    counts = calendar.is_working_day if unit is ClockUnit.WORKING_DAYS else lambda _: True

    found = deadline(start, Span(days, unit), calendar, pauses)

    assert found == days_one_by_one(start, days, pauses, counts=counts)


@given(starts, st.integers(1, 24), st.lists(pieces, max_size=4), open_pieces)
def test_months_are_as_many_days_as_they_have_from_their_start(start, months, ended, open_from):
    pauses, first = pauses_of(start, ended, open_from), local_date(start)
    last = first
    while (last.year * 12 + last.month) - (first.year * 12 + first.month) < months or last.day < min(
        first.day, days_in_month_of(last)
    ):
        last += timedelta(days=1)

    found = deadline(start, Span(months, ClockUnit.MONTHS), NO_HOLIDAYS, pauses)

    assert found == days_one_by_one(start, (last - first).days, pauses, counts=lambda _: True)


def days_in_month_of(day):
    return max(n for n in range(28, 32) if (day.replace(day=1) + timedelta(days=n - 1)).month == day.month)


@given(starts, st.sampled_from(ClockUnit), st.integers(1, 40), st.lists(pieces, max_size=4), st.randoms())
def test_neither_the_order_of_pauses_nor_the_zone_they_are_told_in_matters(start, unit, amount, ended, random):
    pauses, span = pauses_of(start, ended, None), Span(amount, unit)
    told = [Pause(each.starts.astimezone(LONDON), each.ends.astimezone(LONDON)) for each in pauses]
    random.shuffle(told)

    assert deadline(start.astimezone(LONDON), span, bundled(), told) == deadline(start, span, bundled(), pauses)


@given(starts, st.sampled_from(ClockUnit), st.integers(1, 40), st.lists(pieces, max_size=4))
def test_a_pause_never_brings_a_deadline_forward(start, unit, amount, ended):
    span = Span(amount, unit)

    assert deadline(start, span, bundled(), pauses_of(start, ended, None)) >= deadline(start, span, bundled())


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 2, 28), 6, date(2026, 8, 28)),
        (date(2026, 12, 15), 3, date(2027, 3, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_with_the_day_of_the_same_number_or_its_last(start, months, last):
    assert months_after(start, months) == last
    assert last_day(start, Span(months, ClockUnit.MONTHS), NO_HOLIDAYS) == last


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        (datetime(2026, 3, 28, 20, tzinfo=LONDON), 24, datetime(2026, 3, 29, 21, tzinfo=LONDON)),
        (datetime(2026, 10, 24, 20, tzinfo=LONDON), 24, datetime(2026, 10, 25, 19, tzinfo=LONDON)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON), 3, datetime(2026, 10, 25, 3, 30, tzinfo=LONDON)),
        (datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON), 3, datetime(2026, 10, 25, 4, 30, tzinfo=LONDON)),
    ],
)
def test_a_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer(since, hours, until):
    assert deadline(since, Span(hours, ClockUnit.HOURS), NO_HOLIDAYS) == until.astimezone(UTC)


@pytest.mark.parametrize(
    "day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25), date(2028, 2, 29)]
)
def test_a_day_is_kept_until_its_midnight_in_london(day):
    assert due_day(end_of(day)) == day
    assert local_date(end_of(day)) == day + timedelta(days=1)
    assert local_date(end_of(day).astimezone(UTC) - timedelta(microseconds=1)) == day


def test_a_night_of_23_hours_that_is_stood_still_is_a_day():
    start = datetime(2026, 3, 20, 9, tzinfo=LONDON)
    pause = Pause(datetime(2026, 3, 28, 12, tzinfo=LONDON), datetime(2026, 3, 29, 12, tzinfo=LONDON))

    assert deadline(start, Span(28, ClockUnit.DAYS), NO_HOLIDAYS, [pause]) == end_of(date(2026, 4, 18))


def test_a_limit_in_hours_does_not_end_with_a_day():
    with pytest.raises(ValueError, match="instant"):
        last_day(date(2026, 3, 1), Span(24, ClockUnit.HOURS), NO_HOLIDAYS)


@pytest.mark.parametrize("unit", ClockUnit)
def test_a_moment_without_a_zone_is_refused(unit):
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        deadline(noon.replace(tzinfo=None), Span(1, unit), NO_HOLIDAYS)
    with pytest.raises(ValueError, match="time zone"):
        deadline(noon, Span(1, unit), NO_HOLIDAYS, [Pause(noon.replace(tzinfo=None), None)])


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(1, ClockUnit.HOURS), "1 hour"),
        (Span(28, ClockUnit.DAYS), "28 days"),
        (Span(1, ClockUnit.WORKING_DAYS), "1 working day"),
        (Span(6, ClockUnit.MONTHS), "6 months"),
    ],
)
def test_a_span_reads_as_it_is_said(span, words):
    assert str(span) == words
