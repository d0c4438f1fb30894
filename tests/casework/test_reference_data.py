"""Loading the national lists: dated rows, safe to repeat, one-off holidays kept."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import AreaForce, Organisation, OrganisationKind, Unit
from accounts.operations import reference_data as organisations
from casework.models.reference import (
    BEGINNING,
    BankHoliday,
    CodeListEntry,
    Court,
    OffenceCode,
    OffenceWord,
    ReferenceVersion,
)
from casework.operations import reference_data
from casework.operations.reference_rows import entry_rows, offence_rows

AT = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/London"))
DAY = AT.date()

pytestmark = pytest.mark.django_db


def offence(code, title, **more):
    return {
        "cjsCode": code,
        "offenceTitle": title,
        "offenceCategory": "CE",
        "homeOfficeClassification": "046/00",
        "notifiableToHo": True,
        "recordableOnPnc": True,
        **more,
    }


SHOP, BIKE, ROBBERY = (
    offence("TH68010", "Theft from a shop"),
    offence("TH68006", "Theft of pedal cycle"),
    offence("TH68023", "Robbery", offenceCategory="CI"),
)


@pytest.fixture
def load(tmp_path):
    def load(*rows, version="1", days=0):
        file = tmp_path / "offence-code.json"
        file.write_text(json.dumps(rows))
        at = AT + timedelta(days=days)
        return reference_data.load_sheet(reference_data.OFFENCES, file, rows=offence_rows, version=version, at=at)

    return load


def titles(on):
    return set(OffenceCode.objects.on(on).values_list("title", flat=True))


def test_the_first_list_holds_from_the_beginning(load):
    loaded = load(SHOP, BIKE)
    assert (loaded.rows, loaded.added, loaded.changed, loaded.ended) == (2, 2, 0, 0)
    assert set(OffenceCode.objects.values_list("valid_from", "valid_to")) == {(BEGINNING, None)}


def test_loading_the_same_again_touches_nothing(load, django_assert_num_queries):
    load(SHOP, BIKE)
    with django_assert_num_queries(1):
        assert not load(SHOP, BIKE).is_new


def test_a_changed_row_ends_and_its_successor_begins_the_same_day(load):
    load(SHOP)
    loaded = load({**SHOP, "offenceTitle": "Theft from shops"}, version="2", days=1)
    assert (loaded.added, loaded.changed, loaded.ended) == (0, 1, 0)
    assert titles(DAY) == {"Theft from a shop"}
    assert titles(DAY + timedelta(days=1)) == {"Theft from shops"}


def test_a_row_that_disappears_ends_and_stays_readable(load):
    load(SHOP, BIKE)
    loaded = load(SHOP, version="2", days=1)
    assert (loaded.added, loaded.changed, loaded.ended) == (0, 0, 1)
    assert "Theft of pedal cycle" in titles(DAY)
    assert "Theft of pedal cycle" not in titles(DAY + timedelta(days=1))


def test_a_row_that_comes_back_begins_anew(load):
    load(SHOP, BIKE)
    load(SHOP, version="2", days=1)
    load(SHOP, BIKE, version="3", days=3)
    on_each_day = ["Theft of pedal cycle" in titles(DAY + timedelta(days=days)) for days in range(5)]
    assert on_each_day == [True, False, False, True, True]


def test_two_versions_in_one_day_leave_the_last_one_in_force(load):
    load(SHOP)
    load(SHOP, BIKE, version="2")
    load(SHOP, {**BIKE, "offenceTitle": "Theft of a bicycle"}, version="3")
    load(SHOP, version="4")
    load(SHOP, {**BIKE, "offenceTitle": "Theft of bicycles"}, version="5")
    assert titles(DAY) == {"Theft from a shop", "Theft of bicycles"}
    assert OffenceCode.objects.filter(code="TH68006").count() == 1


def test_a_new_row_begins_on_the_day_it_is_loaded(load):
    load(SHOP)
    load(SHOP, ROBBERY, version="2", days=1)
    robbery = OffenceCode.objects.get(code="TH68023")
    assert (robbery.valid_from, robbery.mode_of_trial) == (DAY + timedelta(days=1), "indictable")
    assert robbery.version.version == "2"


def test_a_better_name_is_added_in_place(load, monkeypatch):
    load(SHOP, BIKE)
    monkeypatch.setattr("casework.operations.reference_rows.phrases_of_codes", lambda: {"TH68010": ("nicking",)})
    loaded = load(SHOP, BIKE)
    assert (loaded.is_new, loaded.added, loaded.changed, loaded.ended) == (True, 0, 0, 0)
    shop = OffenceCode.objects.get(code="TH68010")
    assert "nicking" in shop.search_text
    assert shop.search_words is not None
    assert OffenceWord.objects.filter(word="nicking").exists()


def test_codes_without_a_title_are_left_out(load):
    load(SHOP, offence("01XX001", " "))
    assert OffenceCode.objects.count() == 1


def test_a_list_code_published_twice_is_kept_once_with_both_variants():
    published = [
        {"cjsCode": "G", "description": "Guilty", "spiCode": "1"},
        {"cjsCode": "G", "description": "Guilty", "spiCode": "6"},
    ]
    [entry] = entry_rows("plea")(published)
    assert entry["extra"] == {"spiCode": "1", "variants": [{"spiCode": "6"}]}


def test_a_bank_holiday_added_by_hand_is_kept():
    funeral = date(2026, 9, 21)
    BankHoliday.objects.create(on=funeral, name="State funeral", source="Proclamation")
    reference_data.load_bank_holidays()
    again = reference_data.load_bank_holidays()
    assert BankHoliday.objects.get(on=funeral).name == "State funeral"
    assert BankHoliday.objects.filter(on=date(2026, 12, 25)).exists()
    assert not again.is_new


UNITS = [
    {"secondLevelCode": "45", "thirdLevelCode": "GU", "thirdLevelName": "GUILDFORD POLICE STATION CJU"},
    {"secondLevelCode": "45", "thirdLevelCode": "00", "thirdLevelName": "MS A PERSON LIAISON OFFICER"},
    {"secondLevelCode": "45", "thirdLevelCode": "AA", "thirdLevelName": "HISTORIC CODE NORTH SURREY"},
    {"secondLevelCode": "80", "thirdLevelCode": "KS", "thirdLevelName": "KINROSS"},
]


@pytest.fixture
def units():
    return [{**unit, "topLevelName": "Police Service", "bottomLevelCode": "00"} for unit in UNITS]


def test_every_force_has_an_area_and_london_forces_have_two(units):
    organisations.load(published_units=units, on=DAY)
    forces = Organisation.objects.filter(kind=OrganisationKind.FORCE)
    assert forces.count() == 44
    assert Organisation.objects.filter(kind=OrganisationKind.CPS_AREA).count() == 14
    assert not forces.filter(area_links=None).exists()
    for london in ("01", "48"):
        areas = AreaForce.objects.filter(force__code=london).values_list("area__code", flat=True)
        assert set(areas) == {"london-north", "london-south"}


def test_units_in_use_are_loaded_under_the_code_that_a_urn_begins_with(units):
    organisations.load(published_units=units, on=DAY)
    police = Unit.objects.filter(organisation__kind=OrganisationKind.FORCE)
    assert [(unit.code, unit.name) for unit in police] == [("45GU", "Guildford Police Station CJU")]
    assert set(Unit.objects.filter(organisation__code="wessex").values_list("kind", flat=True)) == {
        "magistrates",
        "crown",
        "rasso",
        "complex",
    }


def test_a_unit_that_disappears_ends_and_returns_when_published_again(units):
    organisations.load(published_units=units, on=DAY)
    organisations.load(published_units=[], on=DAY)
    assert not Unit.objects.on(DAY).filter(code="45GU").exists()
    organisations.load(published_units=units, on=DAY)
    assert Unit.objects.on(DAY).filter(code="45GU").exists()


def test_loading_organisations_again_changes_nothing(units, django_assert_max_num_queries):
    first = organisations.load(published_units=units, on=DAY)
    with django_assert_max_num_queries(12):
        assert organisations.load(published_units=units, on=DAY) == first


def test_the_command_says_when_the_lists_are_not_installed(tmp_path):
    with pytest.raises(CommandError, match="npm ci"):
        call_command("load_reference_data", node_modules=tmp_path)


@pytest.mark.slow
def test_the_command_loads_the_installed_lists_and_can_be_repeated(capsys):
    # More than a second: it writes all thirty thousand national rows.
    call_command("load_reference_data")
    first = capsys.readouterr().out
    assert OffenceCode.objects.count() > 30_000
    assert Court.objects.filter(kind="crown").count() > 100
    assert CodeListEntry.objects.filter(list="hearing_type").count() == 50
    assert ReferenceVersion.objects.count() == 8
    assert "added" in first
    call_command("load_reference_data")
    assert capsys.readouterr().out.count("nothing new") == 9
    assert (settings.NODE_MODULES / reference_data.PACKAGE).exists()
