"""Notices over the API: one's own, and when one is mailed about them."""

import pytest

from casework.models import Notice, NoticePreference
from charging.operations import notices
from tests import questions, stories
from tests.clock import FRIDAY_2PM

pytestmark = pytest.mark.django_db
ADDRESS, READ, PREFERENCE = "notices/", "notices/read/", "notices/preference/"
CHOSEN = {"choice": "instant", "digest_at": "17:30", "working_days_only": False}


@pytest.fixture
def told(cast):
    case_file = stories.accepted_case(cast).case_file
    questions.ask(case_file, by=cast.prosecutor)
    notices.deliver(at=FRIDAY_2PM)
    return case_file


def test_everybody_lists_their_own_and_nobody_elses(callers, told):
    rows = callers["builder"].get(ADDRESS)["results"]

    assert [(row["kind"], row["urn"], row["urgent"], row["read_at"]) for row in rows] == [
        ("question", told.slug, False, None),
        ("sending", told.slug, False, None),
    ]
    assert rows[0]["thread"] == told.threads.get().pk
    assert callers["outsider"].get(ADDRESS)["results"] == []


def test_what_was_read_is_marked_and_left_out_where_only_new_ones_are_wanted(cast, callers, told):
    stories.send_to_supervisor(cast, stories.ready_case(cast, urn=stories.a_urn(2)))
    notices.deliver(at=FRIDAY_2PM)
    assert callers["builder"].post(READ, {"kind": "question"}, status=200) == {"marked": 1}
    assert [row["kind"] for row in callers["builder"].get(ADDRESS, new="true")["results"]] == ["sending"]
    assert [row["kind"] for row in callers["builder"].get(ADDRESS, kind="question")["results"]] == ["question"]
    newest = max(row["id"] for row in callers["builder"].get(ADDRESS)["results"])
    assert callers["builder"].post(READ, {"upto": newest}, status=200) == {"marked": 1}
    assert Notice.objects.filter(recipient=cast.supervisor, read_at__isnull=True).exists()


def test_a_preference_is_read_chosen_and_kept(cast, callers):
    assert callers["builder"].get(PREFERENCE) == {
        "choice": "digest",
        "digest_at": "08:00",
        "working_days_only": True,
    }
    assert callers["builder"].put(PREFERENCE, CHOSEN, status=200) == CHOSEN
    assert callers["builder"].get(PREFERENCE) == CHOSEN
    assert NoticePreference.objects.get().person == cast.builder


@pytest.mark.parametrize(
    "wrong", [{}, CHOSEN | {"choice": "hourly"}, CHOSEN | {"digest_at": "25:00"}, CHOSEN | {"person": 1}]
)
def test_a_preference_of_the_wrong_shape_is_refused(callers, wrong):
    callers["builder"].put(PREFERENCE, wrong, status=400)
    assert not NoticePreference.objects.exists()
