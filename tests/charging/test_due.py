"""How far away something is, in words."""

from datetime import date, datetime, timedelta

import pytest

from charging.lifecycle import Stream
from charging.queries.due import decision_due, due_on, waited
from foundation.periods import LONDON
from tests.clock import TUESDAY_9AM

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY - timedelta(days=2), "Overdue by 2 days"),
        (TODAY - timedelta(days=1), "Overdue by 1 day"),
        (TODAY, "Due today"),
        (TODAY + timedelta(days=1), "1 day left"),
        (TODAY + timedelta(days=12), "in 12 days"),
    ],
)
def test_a_day_is_said_by_how_far_away_it_is(day, words):
    assert due_on(day, TODAY).words == words


@pytest.mark.parametrize(
    ("stream", "after", "words"),
    [
        (Stream.RED, timedelta(minutes=30), "2 hours left"),
        (Stream.RED, timedelta(hours=2, minutes=1), "Less than an hour left"),
        (Stream.RED, timedelta(hours=3, minutes=1), "Overdue by less than an hour"),
        (Stream.RED, timedelta(hours=5), "Overdue by 2 hours"),
        (Stream.RED, timedelta(days=2, hours=4), "Overdue by 2 days"),
        (Stream.GREEN_PRIORITY, timedelta(0), "in 5 days"),
        (Stream.GREEN_PRIORITY, timedelta(days=5, hours=1), "Due today"),
        (Stream.GREEN, timedelta(days=16), "in 12 days"),
        (Stream.GREEN, timedelta(days=30), "Overdue by 2 days"),
    ],
)
def test_a_decision_is_due_by_its_stream(stream, after, words):
    assert decision_due(stream, TUESDAY_9AM, TUESDAY_9AM + after).words == words


def test_days_are_calendar_days_though_the_clocks_go_forward():
    late_evening = datetime(2026, 3, 1, 23, 30, tzinfo=LONDON)
    assert decision_due(Stream.GREEN, late_evening, datetime(2026, 3, 29, 12, tzinfo=LONDON)).words == "Due today"


@pytest.mark.parametrize(
    ("hours", "words"), [(0.5, "Less than an hour"), (1, "1 hour"), (5.9, "5 hours"), (24, "1 day"), (49, "2 days")]
)
def test_the_first_day_is_told_in_hours(hours, words):
    assert waited(TUESDAY_9AM, TUESDAY_9AM + timedelta(hours=hours)) == words
