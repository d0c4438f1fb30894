"""Finding a case by URN in any spelling or by a family name."""

import pytest
from django.urls import reverse

from casework.queries.search import cases
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    """Make two cases of Surrey with different suspects."""
    return [
        stories.ready_case(cast, urn="45AD1234526", names=(("Alder", "Test"),)),
        stories.ready_case(cast, urn="45AD1234625", names=(("O'Birch-Elm", "Test"), ("Alderton", "Test"))),
    ]


FOUND = [
    ("45AD1234526", [0]),
    ("45ad 12345/26", [0]),
    (" 45AD/12345/26 ", [0]),
    ("45AD1234", [0, 1]),
    ("45", [0, 1]),
    ("45AD12346", [1]),
    ("45CA", []),
    ("99", []),
    ("alder", [0, 1]),
    ("ALDERT", [1]),
    ("Alder ", [0, 1]),
    ("o'birch-elm", [1]),
    ("Birch", []),
    ("Test", []),
    ("a", []),
    ("", []),
    ("  ", []),
    ("/", []),
    ("%", []),
    ("%%", []),
    ("al_er", []),
    ("ald%", []),
    ("٤٥", []),
    ("²²", []),
    ("' OR 1=1 --", []),
]


def test_what_is_typed_finds_exactly_what_it_says(cast, two):
    for typed, found in FOUND:
        assert (typed, set(cases(typed, user=cast.builder))) == (typed, {two[number] for number in found})


def test_a_case_is_found_once_however_many_of_its_suspects_match(cast):
    case_file = stories.ready_case(cast, names=(("Alder", "Test"), ("Alderton", "Test")))

    assert list(cases("alder", user=cast.builder)) == [case_file]


def test_the_newest_case_comes_first(cast):
    older = stories.ready_case(cast, urn=stories.a_urn(2), at=stories.MONDAY_9AM)
    newer = stories.ready_case(cast, urn=stories.a_urn(1), at=stories.TUESDAY_9AM)

    assert list(cases("alder", user=cast.builder)) == [newer, older]


def test_the_page_shows_what_was_found_with_its_status_in_the_readers_words(cast, client):
    stories.submitted_case(cast)

    for person, words in [(cast.builder, "Waiting for CPS triage"), (cast.assistant, "Triage needed")]:
        client.force_login(person)
        html = client.get(reverse("casework:search"), {"q": "alder"}).content.decode()
        assert "45AD 12345/26" in html
        assert words in html


@pytest.mark.parametrize("typed", ["", "nobody", "<script>alert(1)</script>", "\x00", "x" * 500, "45AD\x001234526"])
def test_the_page_survives_whatever_is_typed_and_echoes_it_harmlessly(cast, client, typed):
    client.force_login(cast.builder)

    response = client.get(reverse("casework:search"), {"q": typed})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "nonsense", "99999999999999999999", "²"])
def test_a_page_number_that_makes_no_sense_is_no_error(cast, client, page):
    client.force_login(cast.builder)

    assert client.get(reverse("casework:search"), {"q": "45", "page": page}).status_code == 200


@pytest.mark.parametrize("typed", ["\x00", "", "x" * 500, "(((", "a & b | !c", "'"])
def test_the_search_for_an_offence_survives_whatever_is_typed(cast, client, typed):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    page = reverse("casework:offence_add", args=[case_file.slug, case_file.suspects.first().pk])

    assert client.get(reverse("casework:offence_search"), {"q": typed}).status_code == 200
    assert client.get(page, {"q": typed}).status_code == 200
