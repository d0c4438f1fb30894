"""Time at the supervisor's gate, apart from time building; and what the gate shows of last time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from casework.operations import people
from casework.queries.case_page import told_ledger
from charging.operations import submission, triage
from charging.queries.submission.gate import gate_time_of, last_time, time_words
from charging.rules.gate import GateTime, Passage, gate_time
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_9AM, THURSDAY_9AM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_9AM

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IN, OUT = Passage.IN, Passage.OUT
MINUTES = st.integers(-500, 5_000)


def at(minutes):
    return START + timedelta(minutes=minutes)


@given(st.lists(st.tuples(MINUTES, st.sampled_from(Passage))), st.integers(0, 4_000))
def test_build_and_gate_are_all_of_the_time_whatever_happened(drawn, length):
    passages = [(at(minutes), passage) for minutes, passage in sorted(drawn, key=lambda each: each[0])]
    end = at(length)

    time = gate_time(START, end, passages)

    assert time.total == end - START
    assert time.build >= timedelta()
    assert time.gate >= timedelta()
    stood = sum(_stands(passages, at(minute)) for minute in range(length))
    assert time.gate == timedelta(minutes=stood)


def _stands(passages, moment):
    """Whether the file stood at the gate during the minute from a moment on, counted the slow way."""
    standing = False
    for when, passage in passages:
        if when <= moment:
            standing = passage is IN
    return standing


@pytest.mark.parametrize(
    ("passages", "gate", "visits", "at_gate"),
    [
        ([], 0, 0, False),
        ([(2, IN), (5, OUT)], 3, 1, False),
        ([(1, IN), (2, OUT), (4, IN), (7, OUT)], 4, 2, False),
        ([(1, IN), (2, OUT), (4, IN)], 7, 2, True),
        ([(1, IN), (3, IN), (5, OUT), (6, OUT)], 4, 1, False),
        ([(1, OUT)], 0, 0, False),
    ],
)
def test_time_at_the_gate_by_hand(passages, gate, visits, at_gate):
    rows = [(START + hours * HOUR, passage) for hours, passage in passages]

    assert gate_time(START, START + 10 * HOUR, rows) == GateTime((10 - gate) * HOUR, gate * HOUR, visits, at_gate)


@pytest.mark.parametrize(
    ("build", "gate", "visits", "words"),
    [
        (4 * DAY + 5 * HOUR, 3 * HOUR, 1, "Built in 4 days, 3 hours at the gate"),
        (DAY, timedelta(minutes=1), 1, "Built in 1 day, 1 minute at the gate"),
        (HOUR, timedelta(), 2, "Built in 1 hour, less than a minute at the gate, in 2 visits"),
    ],
)
def test_the_words(build, gate, visits, words):
    assert time_words(GateTime(build, gate, visits, False)) == words
    assert time_words(None) == ""


def rows_of(sent, reader):
    return list(told_ledger(sent.case_file, reader=reader))


@pytest.mark.django_db
def test_a_first_submission_counts_from_the_opening_of_the_file(cast):
    sent = stories.submitted_case(cast)

    time = gate_time_of(sent, rows_of(sent, cast.prosecutor), at=FRIDAY_2PM)

    assert (time.build, time.gate) == (TUESDAY_9AM - MONDAY_9AM, TUESDAY_2PM - TUESDAY_9AM)


@pytest.mark.django_db
def test_several_returns_are_all_time_at_the_gate_and_the_rest_is_building(cast):
    first = stories.prepared_case(cast)
    submission.send_back(submission=first, comments="No interview.", by=cast.supervisor, at=TUESDAY_2PM)
    second = stories.send_to_supervisor(cast, first.case_file, at=WEDNESDAY_9AM)
    submission.send_back(submission=second, comments="Still none.", by=cast.supervisor, at=WEDNESDAY_9AM + HOUR)
    third = stories.send_to_supervisor(cast, first.case_file, at=THURSDAY_9AM)
    rows = rows_of(third, cast.supervisor)
    waiting = gate_time_of(third, rows, at=THURSDAY_9AM + 2 * HOUR)
    assert (waiting.gate, waiting.passages, waiting.at_gate) == (8 * HOUR, 3, True)

    submission.sign_off(submission=third, comments="Good now.", by=cast.supervisor, at=FRIDAY_9AM)
    time = gate_time_of(third, rows_of(third, cast.supervisor), at=FRIDAY_2PM)

    assert time.gate == 5 * HOUR + HOUR + DAY
    assert time.total == FRIDAY_9AM - MONDAY_9AM
    returned = gate_time_of(first, rows_of(third, cast.supervisor), at=FRIDAY_2PM)
    assert (returned.build, returned.gate, returned.passages) == (DAY, 5 * HOUR, 1)


@pytest.mark.django_db
def test_after_a_rejection_police_time_starts_when_they_have_the_file_again(cast):
    rejected = stories.rejected_case(cast)
    again = stories.send_to_supervisor(cast, rejected.case_file, at=THURSDAY_9AM)
    submission.sign_off(submission=again, comments="Mended.", by=cast.supervisor, at=FRIDAY_9AM)

    time = gate_time_of(again, rows_of(again, cast.supervisor), at=FRIDAY_2PM)

    assert (time.build, time.gate) == (THURSDAY_9AM - WEDNESDAY_9AM, FRIDAY_9AM - THURSDAY_9AM)


@pytest.mark.django_db
def test_answers_to_a_plan_never_meet_the_gate(cast):
    reply = stories.answered_case(cast).submission

    assert gate_time_of(reply, rows_of(reply, cast.builder), at=FRIDAY_2PM) is None


@pytest.mark.django_db
def test_the_gate_shows_what_was_said_last_time_and_what_happened_since(cast, client):
    first = stories.prepared_case(cast)
    assert last_time(first, rows_of(first, cast.supervisor), []) is None
    submission.send_back(submission=first, comments="The interview is missing.", by=cast.supervisor, at=TUESDAY_2PM)
    suspect = first.case_file.suspects.get(number=1)
    changes = {"interview_summary": "No comment."}
    people.change_suspect(
        suspect=suspect, changes=changes, expected_version=suspect.version, by=cast.builder, at=WEDNESDAY_9AM
    )
    second = stories.send_to_supervisor(cast, first.case_file, at=WEDNESDAY_9AM)

    shown = last_time(second, rows_of(second, cast.supervisor), [suspect])
    assert shown.submission == first
    assert [(entry.says, entry.about) for entry in shown.changes] == [("Suspect details changed", str(suspect))]

    client.force_login(cast.supervisor)
    html = client.get(reverse("charging:submission_sign_off", args=[first.case_file.slug, second.pk])).content.decode()
    assert "The interview is missing." in html
    assert "Suspect details changed" in html
    assert "Police time so far" in html


@pytest.mark.django_db
def test_what_was_said_of_somebody_else_is_not_what_was_said_of_this_file(cast):
    first = stories.submitted_case(cast)
    stories.add_suspect(first.case_file, by=cast.builder, at=WEDNESDAY_9AM, family_name="Cedar", given_names="Test")
    later = stories.send_to_supervisor(cast, first.case_file, at=THURSDAY_9AM)
    assert [str(suspect) for suspect in later.suspects.all()] == ["Test Cedar"]
    assert last_time(later, rows_of(later, cast.supervisor), []) is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["builder", "prosecutor"])
def test_receipt_and_overview_show_both_times_to_both_agencies(cast, client, name):
    sent = stories.submitted_case(cast)
    triage.accept(
        submission=sent, review_type=triage.ReviewType.DAYS_28, casework_type="magistrates", by=cast.assistant,
        at=WEDNESDAY_9AM,
    )  # fmt: skip
    client.force_login(getattr(cast, name))

    for address in (
        sent.case_file.get_absolute_url(),
        reverse("charging:submission_receipt", args=[sent.case_file.slug, sent.pk]),
    ):
        assert "Built in 1 day, 5 hours at the gate" in client.get(address).content.decode()
