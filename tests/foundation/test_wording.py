"""Names in any direction leave the words around them where they are; times are written one way."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.wording import isolated, share, time_of_day, when

STEERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Nora Test", "Nora Test"),
        ("Zoë O'Test-Łódź", "Zoë O'Test-Łódź"),
        ("\u0646\u0648\u0631\u0627", "\u2068\u0646\u0648\u0631\u0627\u2069"),
        ("\u05e0\u05d5\u05e8\u05d4 Test", "\u2068\u05e0\u05d5\u05e8\u05d4 Test\u2069"),
        ("Nora\u202e tseT", "Nora tseT"),
        ("\u2069\u0646\u0648\u0631\u0627\u202e", "\u2068\u0646\u0648\u0631\u0627\u2069"),
        ("", ""),
    ],
)
def test_a_name_that_runs_from_right_to_left_stands_for_itself(typed, shown):
    assert isolated(typed) == shown


@given(st.text(alphabet=st.characters() | st.sampled_from(STEERING)))
def test_no_name_opens_or_closes_a_direction_for_what_follows_it(name):
    shown = isolated(name)
    inside = shown[1:-1] if shown.startswith("\u2068") else shown
    assert not set(inside) & set(STEERING)


def test_times_are_written_as_london_reads_them():
    assert when(datetime(2026, 7, 1, 8, 5, tzinfo=UTC)) == "1 July 2026, 9:05am"
    assert time_of_day(datetime(2026, 1, 1, 12, tzinfo=UTC)) == "midday"
    assert time_of_day(datetime(2026, 1, 1, 0, tzinfo=UTC)) == "midnight"
    assert time_of_day(datetime(2026, 1, 1, 13, 30, tzinfo=UTC)) == "1:30pm"


@pytest.mark.parametrize(
    ("part", "whole", "says"),
    [(13, 18, "72.2% (13 of 18)"), (0, 10, "0.0% (0 of 10)"), (8, 9, "88.9% (8 of 9, fewer than 10)"), (0, 0, "None")],
)
def test_a_share_says_of_how_many_and_that_they_are_few(part, whole, says):
    assert share(part, whole) == says
