"""Finding an offence: by code, by words, by what people call it, and nearly so."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from casework.models.reference import OffenceCode
from casework.operations import reference_data
from casework.queries.offences import search
from casework.rules import offence_names, offence_wording

ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/London"))
FOLDER = settings.NODE_MODULES / reference_data.PACKAGE / "data"
KEPT = 12
"""One row in so many of the real list is kept here: the everyday ones, and enough others to be in the way."""


@pytest.fixture(scope="session")
def published():
    return json.loads((FOLDER / "offence-code.json").read_bytes())


@pytest.fixture(scope="module")
def some_offences(django_db_setup, django_db_blocker, published, tmp_path_factory):
    everyday = offence_names.everyday_codes()
    kept = [
        row
        for at, row in enumerate(published)
        if at % KEPT == 0 or offence_wording.parent_code(row["cjsCode"]) in everyday or row["cjsCode"][:4] == "TH68"
    ]
    file = tmp_path_factory.mktemp("offences") / "offence-code.json"
    file.write_text(json.dumps(kept))
    with django_db_blocker.unblock():
        reference_data.load_sheet(
            reference_data.OFFENCES, file, rows=reference_data.offence_rows, version="some", at=AT
        )
    yield
    with django_db_blocker.unblock():
        OffenceCode.objects.filter(version__version="some").delete()
        reference_data.OffenceWord.objects.all().delete()
        reference_data.ReferenceVersion.objects.filter(version="some").delete()


pytestmark = pytest.mark.usefixtures("some_offences")


def found(text, **options):
    return [match.code for match in search(text, on=ON, **options)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TH68010", "TH68010"),
        ("th68 010", "TH68010"),
        ("046/00", "TH68010"),
        ("shoplifting", "TH68010"),
        ("shop theft", "TH68010"),
        ("theft shop", "TH68010"),
        ("abh", "OF61102"),
        ("s20", "OF61131"),
        ("sec 20", "OF61131"),
        ("Section 20 wounding", "OF61131"),
        ("s.18", "OF61016"),
        ("common assault", "CJ88116"),
        ("assault emergency worker", "CJ88160"),
        ("twoc", "TH68050"),
        ("drink drive", "RT88007"),
        ("crim dam", "CD71039"),
        ("burglary dwelling", "TH68036"),
        ("pwits", "MD71230"),
        ("coercive control", "SC15004"),
        ("strangulation", "SC15005"),
        ("non-mol", "FL96001"),
        ("breach of restraining order", "SE20002"),
        ("attempted murder", "COML025A"),
        ("attempt robbery", "TH68023A"),
        ("burglery", "TH68036"),
        ("asault", "CJ88116"),
        ("theft from shpo", "TH68010"),
        ("crimnal damge", "CD71039"),
        ("theft of his mobile phone", "TH68020"),
        ("robery in leeds", "TH68023"),
    ],
)
def test_what_people_type_finds_the_offence_first(text, code):
    assert found(text)[0] == code


@pytest.mark.django_db
def test_the_beginning_of_a_code_finds_everyday_offences_before_their_variants():
    codes = found("th68", limit=10)
    assert len(codes) == 10
    assert all(code.startswith("TH68") and len(code) == 7 for code in codes)


@pytest.mark.django_db
def test_words_may_be_only_begun_and_in_any_order():
    assert "TH68036" in found("dwell burgl")[:5]
    assert set(found("dwell burgl")) == set(found("burgl dwell"))


@pytest.mark.django_db
def test_whole_offences_come_before_attempts_and_old_or_local_codes_last():
    codes = found("robbery")
    rank = {code: place for place, code in enumerate(codes)}
    assert rank["TH68023"] < rank["TH68023A"]
    assert rank["TH68023"] < rank["TH68022"]


@pytest.mark.django_db
def test_every_match_says_how_it_was_found():
    assert search("TH68010", on=ON)[0].why == "code"
    assert "shoplifting" in search("shoplifting", on=ON)[0].why
    assert "burglary" in search("burglery", on=ON)[0].why


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "' OR 1=1 --", ":* & |", "%", "\\", "xyzzy qqq", "\u00e9\u00e9", "\x00"]
)
def test_odd_texts_are_searched_without_failing(text):
    assert isinstance(search(text, on=ON), list)


@pytest.mark.django_db
def test_only_codes_in_force_on_the_day_are_found():
    OffenceCode.objects.filter(code="TH68010").update(valid_to=date(2026, 3, 1))
    assert "TH68010" not in found("shoplifting")
    assert search("shoplifting", on=date(2026, 2, 28))[0].code == "TH68010"


@pytest.mark.django_db
def test_the_longest_way_to_no_result_takes_four_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        search("theft of the golden fleece from colchis", on=ON)


def test_every_code_with_a_name_is_a_current_national_code(published):
    rows = {row["cjsCode"]: row for row in published}
    for code in offence_names.everyday_codes():
        title, counted = rows[code]["offenceTitle"], rows[code]["homeOfficeClassification"]
        assert not offence_wording.is_local(code), code
        assert not offence_wording.is_obsolete(title, counted), code


def test_the_ways_to_write_a_section_are_one():
    assert {offence_wording.normalise(text) for text in ("s20", "S.20", "s 20", "sec 20", "Section 20")} == {"s20"}


@given(st.text(max_size=60))
def test_normalising_a_wording_twice_changes_nothing(text):
    once = offence_wording.normalise(text)
    assert offence_wording.normalise(once) == once


letters = st.text("abcdefg", max_size=8)


@given(letters, letters)
def test_the_distance_of_two_words_is_symmetric_and_nought_only_for_equals(one, other):
    there = offence_wording.distance(one, other)
    assert there == offence_wording.distance(other, one)
    assert (there == 0) == (one == other)
    assert there <= max(len(one), len(other))


def test_two_swapped_letters_are_one_mistake():
    assert offence_wording.distance("shpo", "shop") == 1
