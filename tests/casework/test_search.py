"""Finding a case by a reference, a name or words, in any spelling, and never more than the reader may see."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import CaseFile, ReadEntry, ReadKind, Search
from casework.operations import aliases, people
from casework.operations import search as operations
from casework.queries.search import cases, read
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_9AM

pytestmark = pytest.mark.django_db
ANYTHING = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def two(cast):
    """Make two cases of Surrey with different suspects."""
    return [
        stories.ready_case(cast, urn="45AD1234526", names=(("Alder", "Test"),)),
        stories.ready_case(
            cast, urn="45AD1234625", names=(("O'Birch-Elm", "Zoë Jane"), ("Alderton", "Mohammed"), ("Mac Ash", "Lee"))
        ),
    ]


FOUND = [
    ("45AD1234526", [0]),
    ("45ad 12345/26", [0]),
    (" 45AD/12345/26 ", [0]),
    ("45-ad-12345-26", [0]),
    ("45AD1234", [0, 1]),
    ("45AD", [0, 1]),
    ("45AD12346", [1]),
    ("45AD1234526B", []),
    ("45CA", []),
    ("99XX", []),
    ("45/1234/26", [0, 1]),
    ("45 1234 26", [0, 1]),
    ("alder", [0, 1]),
    ("ALDERT", [1]),
    ("Alder ", [0, 1]),
    ("alderton mohammed", [1]),
    ("mohammed alderton", [1]),
    ("moh ald", [1]),
    ("test alderton", []),
    ("o'birch-elm", [1]),
    ("O\N{RIGHT SINGLE QUOTATION MARK}BIRCH ELM", [1]),
    ("obirch", [1]),
    ("o birch", [1]),
    ("birch", [1]),
    ("elm", [1]),
    ("obirchelm", [1]),
    ("zoe birch", [1]),
    ("ZOË", [1]),
    ("macash", [1]),
    ("mac ash lee", [1]),
    ("wensum", [0, 1]),
    ("tools", [0, 1]),
    ("tool theft", [0, 1]),
    ("theft of a fence", []),
    ("nobody", []),
    ("a", []),
    ("", []),
    ("  ", []),
    ("/", []),
    ("%", []),
    ("%%", []),
    ("al_er", []),
    ("ald%", [0, 1]),
    ("٤٥", []),
    ("²²", []),
    ("' OR 1=1 --", []),
    ("alder | birch", []),
    ("!alder", [0, 1]),
    ("the", []),
]  # fmt: skip


def test_what_is_typed_finds_exactly_what_it_says(cast, two):
    for typed, found in FOUND:
        assert (typed, set(cases(typed, user=cast.builder))) == (typed, {two[number] for number in found})


def test_nothing_of_it_is_found_by_another_force_or_by_the_cps_before_it_was_sent(cast, two):
    for typed, _ in FOUND:
        for stranger in (cast.outsider, cast.outside_prosecutor, cast.prosecutor):
            assert not cases(typed, user=stranger).exists()


@pytest.mark.parametrize(
    "typed",
    [
        "45AD 771/26",
        "45ad771 26",
        "45AD 00771/2026",
        "45AD007712026",
        "45-ad-771-2026",
        "45AD 0771/26",
        "45.AD.00771.26",
    ],
)
def test_a_urn_is_found_without_its_zeros_and_with_the_whole_year(cast, two, typed):
    case_file = stories.opened_case(cast, urn="45AD 771/26")

    assert case_file.urn == "45AD0077126"
    assert list(cases(typed, user=cast.builder)) == [case_file]


def test_a_case_is_found_once_however_many_of_its_suspects_match(cast):
    case_file = stories.ready_case(cast, names=(("Alder", "Test"), ("Alderton", "Test")))

    assert list(cases("alder", user=cast.builder)) == [case_file]


ASN = "2645AD0100000123456"


@pytest.mark.parametrize(
    "typed", ["{asn}", "26/45AD/01/123456{letter}", "26 45ad 01 00000123456 {small}", "26/45AD/01"]
)
def test_an_asn_is_found_in_any_spelling(cast, typed):
    from casework.rules.identifiers import asn_check_letter

    letter = asn_check_letter(f"{ASN}A")
    case_file = stories.ready_case(cast, asn=f"{ASN}{letter}", names=stories.NAMES[:1])
    stories.ready_case(cast, urn=stories.a_urn(2))

    asked = typed.format(asn=f"{ASN}{letter}", letter=letter, small=letter.lower())
    assert list(cases(asked, user=cast.builder)) == [case_file]


def test_another_name_finds_the_suspect_until_it_is_taken_away(cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.get(number=1)
    aliases.add(suspect=suspect, name=aliases.OtherName(family_name="Tiny"), by=cast.builder, at=FRIDAY_9AM)

    assert list(cases("tiny", user=cast.builder)) == [case_file]
    aliases.remove(alias=suspect.aliases.get(), by=cast.builder, at=FRIDAY_2PM)
    assert not cases("tiny", user=cast.builder).exists()


def test_a_name_that_was_changed_is_found_by_the_new_one_only(cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.get(number=1)
    people.change_suspect(
        suspect=suspect, changes={"family_name": "Rowan"}, expected_version=1, by=cast.builder, at=FRIDAY_9AM
    )

    assert list(cases("rowan test", user=cast.builder)) == [case_file]
    assert not cases("alder", user=cast.builder).exists()


@ANYTHING
@given(st.data())
def test_any_spelling_of_a_urn_finds_it(cast, data):
    case_file = CaseFile.objects.first() or stories.opened_case(cast)
    spelt = "".join(
        data.draw(st.sampled_from(["", " ", "/", "  ", "-", " / "]))
        + data.draw(st.sampled_from([letter.lower(), letter.upper()]))
        for letter in case_file.urn
    )

    assert list(cases(spelt, user=cast.builder)) == [case_file]


NAME = st.text(alphabet="aàÁäbcdefgoöØlłnñsßuü' -\u2019", min_size=2, max_size=12).filter(
    lambda name: len(re.sub(r"[^\w]", "", name)) > 1
)


@ANYTHING
@given(family=NAME, given_names=NAME, upper=st.booleans(), turned=st.booleans())
def test_a_name_is_found_as_it_is_written_in_any_case_and_order(cast, family, given_names, upper, turned):
    case_file = CaseFile.objects.first() or stories.opened_case(cast)
    facts = {"family_name": family, "given_names": given_names, "custody_basis": "bail"}
    people.add_suspect(case_file=case_file, facts=facts, by=cast.builder, at=MONDAY_9AM)
    typed = f"{given_names} {family}" if turned else f"{family} {given_names}"

    if len(read(typed).words) < 9:
        assert list(cases(typed.upper() if upper else typed, user=cast.builder)) == [case_file]


@ANYTHING
@given(st.one_of(st.text(max_size=300), st.text(alphabet="&|!():*<->'\\ \x00%_@\"ab1", max_size=60)))
def test_whatever_is_typed_is_no_error(cast, typed):
    list(cases(typed, user=cast.builder)[:5])


@pytest.mark.parametrize("typed", ["😀" * 200, "x" * 10_000, "\x00", "\ud800", "a" + "\u0301" * 5_000, "\u202eredlA"])
def test_odd_text_is_no_error(cast, two, typed):
    list(cases(typed, user=cast.builder))
    assert set(cases("\u202ealder", user=cast.builder)) == set(two)


def test_looking_takes_as_many_queries_whatever_is_found(cast, two):
    def queries(typed):
        with CaptureQueriesContext(connection) as caught:
            list(cases(typed, user=cast.builder))
        return len(caught)

    assert {queries(typed) for typed in ("alder", "45AD", "nobody", "theft")} == {2}


# --- the page ----------------------------------------------------------------------------------------------


def results_of(client, typed):
    """Ask the box of the header, and return the page of results."""
    response = client.post(reverse("casework:search"), {"q": typed})
    assert response.status_code == 302
    return client.get(response["Location"])


def test_the_address_of_results_holds_no_name(cast, client):
    stories.ready_case(cast)
    client.force_login(cast.builder)

    response = client.post(reverse("casework:search"), {"q": "Alder"})

    kept = Search.objects.get()
    assert response["Location"] == f"/search/{kept.pk}/"
    assert (kept.text, kept.by) == ("Alder", cast.builder)


def test_the_page_shows_what_was_found_with_its_status_in_the_readers_words(cast, client):
    stories.submitted_case(cast)

    for person, words in [(cast.builder, "Waiting for CPS triage"), (cast.assistant, "Triage needed")]:
        client.force_login(person)
        html = results_of(client, "alder").content.decode()
        assert "45AD 12345/26" in html
        assert words in html
        assert "1 case found" in html


def test_a_shared_address_searches_again_as_whoever_opens_it_and_both_are_noted(cast, client):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    address = client.post(reverse("casework:search"), {"q": "alder"})["Location"]

    seen = {}
    for name in ("builder", "outsider", "assistant"):
        client.force_login(getattr(cast, name))
        seen[name] = case_file.get_absolute_url() in client.get(address).content.decode()

    assert seen == {"builder": True, "outsider": False, "assistant": False}
    noted = ReadEntry.objects.filter(kind=ReadKind.SEARCHED).order_by("id")
    assert [(look.by_id, look.details["found"]) for look in noted] == [
        (cast.builder.pk, 1),
        (cast.outsider.pk, 0),
        (cast.assistant.pk, 0),
    ]
    assert {look.thing_id for look in noted} == {str(Search.objects.get().pk)}


def test_an_address_that_nobody_was_given_is_not_there(cast, client):
    client.force_login(cast.builder)

    assert client.get("/search/5f0f2a3e-0000-4000-8000-000000000000/").status_code == 404
    assert client.get("/search/1/").status_code == 404


def test_coming_back_within_minutes_is_one_look(cast, client):
    client.force_login(cast.builder)
    address = client.post(reverse("casework:search"), {"q": "alder"})["Location"]
    for asked in ("", "?status=building", "?page=2"):
        client.get(address + asked)

    assert ReadEntry.objects.filter(kind=ReadKind.SEARCHED).count() == 1


@pytest.mark.parametrize("typed", ["nobody", "<script>alert(1)</script>", "' & | ! ( ) : *", "45AD 12345/26"])
def test_the_page_survives_whatever_is_typed_and_echoes_it_harmlessly(cast, client, typed):
    client.force_login(cast.builder)

    response = results_of(client, typed)

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "45AD\x001234526", "x" * 500])
def test_what_cannot_be_searched_for_is_said_beside_the_box_and_not_kept(cast, client, typed):
    client.force_login(cast.builder)

    response = client.post(reverse("casework:search"), {"q": typed})

    assert response.status_code == 422
    assert not Search.objects.exists()


@pytest.mark.parametrize("page", ["0", "-1", "nonsense", "99999999999999999999", "²"])
def test_a_page_number_that_makes_no_sense_is_no_error(cast, client, page):
    client.force_login(cast.builder)
    search = operations.ask(text="45AD", by=cast.builder, at=FRIDAY_9AM)

    assert client.get(reverse("charging:search_results", args=[search.pk]), {"page": page}).status_code == 200


def test_only_who_may_see_cases_has_a_box_in_the_header(cast, client):
    client.force_login(cast.builder)
    assert 'id="site-search"' in client.get(reverse("web:help")).content.decode()

    cast.builder.memberships.all().delete()
    assert 'id="site-search"' not in client.get(reverse("web:help")).content.decode()
    assert client.post(reverse("casework:search"), {"q": "alder"}).status_code == 403


@pytest.mark.parametrize("typed", ["\x00", "", "x" * 500, "(((", "a & b | !c", "'"])
def test_the_search_for_an_offence_survives_whatever_is_typed(cast, client, typed):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    page = reverse("casework:offence_add", args=[case_file.slug, case_file.suspects.first().pk])

    assert client.get(reverse("casework:offence_search"), {"q": typed}).status_code == 200
    assert client.get(page, {"q": typed}).status_code == 200
