"""How far away something is, in words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from charging.lifecycle import Purpose, Stream
from charging.queries.clocks.due import clock_due, due_by, due_on, gone_by, running_due, waited
from charging.rules.clocks import decision
from foundation.clocks import end_of
from foundation.periods import LONDON
from foundation.wording import ends, in_time_until
from tests.clock import TUESDAY_9AM

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY - timedelta(days=2), "Overdue by 2 days"),
        (TODAY - timedelta(days=1), "Overdue by 1 day"),
        (TODAY, "Due today"),
        (TODAY + timedelta(days=1), "Due tomorrow"),
        (TODAY + timedelta(days=12), "Due in 12 days"),
    ],
)
def test_a_day_is_said_by_how_far_away_it_is(day, words):
    assert due_on(day, TODAY).words == words


@pytest.mark.parametrize(
    ("stream", "after", "words"),
    [
        (Stream.RED, timedelta(minutes=30), "Charging decision due within 3 hours · CPS"),
        (Stream.RED, timedelta(hours=2, minutes=1), "Charging decision due within 1 hour · CPS"),
        (Stream.RED, timedelta(hours=3), "Charging decision overdue by less than an hour · CPS"),
        (Stream.RED, timedelta(hours=5), "Charging decision overdue by 2 hours · CPS"),
        (Stream.RED, timedelta(days=2, hours=4), "Charging decision overdue by 2 days · CPS"),
        (Stream.GREEN_PRIORITY, timedelta(0), "Charging decision due in 5 days · CPS"),
        (Stream.GREEN_PRIORITY, timedelta(days=4), "Charging decision due tomorrow · CPS"),
        (Stream.GREEN_PRIORITY, timedelta(days=5, hours=1), "Charging decision due today · CPS"),
        (Stream.GREEN, timedelta(days=16), "Charging decision due in 12 days · CPS"),
        (Stream.GREEN, timedelta(days=30), "Charging decision overdue by 2 days · CPS"),
    ],
)
def test_a_decision_is_due_by_its_stream(stream, after, words):
    clock = decision(stream, Purpose.CHARGING, TUESDAY_9AM)

    assert running_due(clock, TUESDAY_9AM + after).words == words


def test_early_advice_has_no_target():
    clock = decision(Stream.EARLY_ADVICE, Purpose.EARLY_ADVICE, TUESDAY_9AM)

    assert clock.deadline is None
    assert running_due(clock, TUESDAY_9AM + timedelta(days=90)).words == ""


def test_days_are_calendar_days_though_the_clocks_go_forward():
    clock = decision(Stream.GREEN, Purpose.CHARGING, datetime(2026, 3, 1, 23, 30, tzinfo=LONDON))

    assert "due today" in running_due(clock, datetime(2026, 3, 29, 12, tzinfo=LONDON)).words


@pytest.mark.parametrize(
    ("left", "words", "pressing"),
    [
        (timedelta(hours=20), "Detention ends in more than 3 hours · police", False),
        (timedelta(hours=3, seconds=1), "Detention ends in more than 3 hours · police", False),
        (timedelta(hours=3), "Detention ends within 3 hours · police", True),
        (timedelta(hours=2, minutes=1), "Detention ends within 3 hours · police", True),
        (timedelta(hours=1, minutes=59), "Detention ends within 2 hours · police", True),
        (timedelta(minutes=59), "Detention ends within 1 hour · police", True),
        (timedelta(0), "Detention expired less than an hour ago · police", True),
        (timedelta(hours=-5), "Detention expired 5 hours ago · police", True),
        (timedelta(hours=-30), "Detention expired 1 day ago · police", True),
    ],
)
def test_hours_in_custody_are_said_in_bands(left, words, pressing):
    due = clock_due("detention_extended", TUESDAY_9AM, TUESDAY_9AM - left)

    assert (due.words, due.is_pressing) == (words, pressing)


@pytest.mark.parametrize(("days", "said"), [(57, False), (56, True), (0, True), (-3, True)])
def test_a_statutory_limit_is_said_from_eight_weeks_before_it(days, said):
    ends = end_of(TUESDAY_9AM.date() + timedelta(days=days))

    assert bool(clock_due("summary_limit", ends, TUESDAY_9AM).words) is said


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("bail_inspector", "Bail ends in 4 days · police"),
        ("summary_limit", "Statutory time limit ends in 4 days · police"),
        ("respond_by", "Resubmission due in 4 days · police"),
        ("action_items", "Action plan answers due in 4 days · police"),
        ("lay_charge_first", "Charge due in 4 days · police"),
        ("second_triage", "Second triage due in 4 days · CPS"),
        ("at_gate", ""),
    ],
)
def test_a_row_says_what_is_due_when_and_whose_turn_it_is(code, words):
    assert clock_due(code, end_of(TODAY + timedelta(days=4)), TUESDAY_9AM + timedelta(days=7)).words == words


def test_what_ran_out_says_so():
    assert clock_due("bail_first", end_of(TODAY), end_of(TODAY) + timedelta(days=2)).words == (
        "Bail expired 3 days ago · police"
    )


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0.5, "Less than an hour"), (1, "1 hour"), (5.9, "5 hours"), (18, "18 hours"), (24, "1 day"), (49, "2 days")],
)
def test_until_a_day_and_a_night_have_gone_by_it_is_told_in_hours(hours, words):
    assert waited(TUESDAY_9AM, TUESDAY_9AM + timedelta(hours=hours)) == words


MINUTE = timedelta(minutes=1)
NIGHTS = (datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC))
"""Two days before the clocks go forward, and back."""
minutes = st.builds(lambda night, away: night + away * MINUTE, st.sampled_from(NIGHTS), st.integers(0, 5 * 24 * 60))


def days_gone_by(since, until):
    """The midnights on the wall of a clock in London between two moments, hour by hour."""
    found, moment = 0, since.replace(minute=0)
    while (moment := moment + timedelta(hours=1)) <= until:
        found += moment.astimezone(LONDON).time() == time.min
    return found


@given(minutes, minutes)
@example(datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 23, 30, tzinfo=UTC))
@example(datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 3, 29, 23, tzinfo=UTC))
def test_every_way_of_saying_it_counts_the_days_of_the_calendar(one, other):
    since, at = min(one, other), max(one, other)
    days = days_gone_by(since, at)
    day = since.astimezone(LONDON).date()

    late = f"overdue by {days} day{'' if days == 1 else 's'}"
    expected = late if days else "due today"
    assert due_on(day, at.astimezone(LONDON).date()).words.lower() == expected
    assert due_by(end_of(day), at).words.lower() == expected
    assert clock_due("respond_by", end_of(day), at).words == f"Resubmission {expected} · police"
    hours = (at - since) // timedelta(hours=1)
    by_hour = "less than an hour" if hours == 0 else f"{hours} hour{'' if hours == 1 else 's'}"
    assert gone_by(since, at) == (late.removeprefix("overdue by ") if days and hours >= 24 else by_hour)


@given(minutes, minutes)
def test_what_is_still_to_come_is_as_many_days_away_as_the_calendar_says(one, other):
    at, day = min(one, other), max(one, other).astimezone(LONDON).date()
    days = days_gone_by(at, max(one, other))

    words = {0: "Due today", 1: "Due tomorrow"}.get(days, f"Due in {days} days")
    assert due_by(end_of(day), at).words == due_on(day, at.astimezone(LONDON).date()).words == words


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 25)])
def test_what_ends_with_a_day_is_named_by_that_day(day):
    named = f"{day.day} {day:%B} 2026"

    assert ends(end_of(day)) == f"end of {named}"
    assert in_time_until(end_of(day).astimezone(UTC)) == f"the end of {named}"
    assert ends(end_of(day) - timedelta(hours=1)) == f"{named}, 11:00pm"


def test_24_hours_of_the_day_with_25_are_no_day_yet():
    since = datetime(2026, 10, 25, 0, 10, tzinfo=LONDON)

    assert gone_by(since, datetime(2026, 10, 25, 23, 30, tzinfo=LONDON)) == "24 hours"
