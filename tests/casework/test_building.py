"""Opening a case file and saying what it is about, by operation and by page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Organisation
from casework.models import CaseEvent, CaseFile
from casework.operations import building
from casework.operations.building import CaseDetails, UrnTaken
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import MONDAY, MONDAY_4PM, MONDAY_9AM, TUESDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def details(cast):
    return CaseDetails(
        urn="45ad 01234/26",
        police_unit=cast.organisations.unit,
        cps_area=cast.organisations.area,
        headline="Theft of tools",
        crime_reference="45/1/26",
        crime_recorded_on=date(2026, 2, 27),
    )


def test_a_urn_is_kept_in_one_spelling_however_it_was_typed(cast, details):
    entry = building.open_case_file(details=details, by=cast.builder, at=MONDAY_9AM)

    case_file = CaseFile.objects.get()
    assert (case_file.urn, case_file.reference, case_file.officer) == ("45AD0123426", "45AD 01234/26", cast.builder)
    assert (case_file.force.code, case_file.cps_area.code) == ("45", "south-east")
    assert (entry.urn, entry.details) == ("45AD0123426", {"urn": "45AD0123426"})
    assert list(CaseEvent.objects.values_list("type", flat=True)) == ["casework.case_opened", "casework.crime_recorded"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"urn": "45AD1234"}, "urn_shape"),
        ({"urn": ""}, "urn_shape"),
        ({"urn": "45AD1234526 "[::-1]}, "urn_shape"),
        ({"urn": "99AD1234526"}, "urn_force"),
        ({"urn": "46AA1234526"}, "another_force"),
        ({"urn": "45AD1234527"}, "urn_year"),
        ({"crime_recorded_on": MONDAY + timedelta(days=1)}, "future_date"),
    ],
)
def test_a_case_is_not_opened_with_what_cannot_be(cast, details, changes, code):
    with nothing_changes(), pytest.raises(Refused) as refusal:
        building.open_case_file(details=replace(details, **changes), by=cast.builder, at=MONDAY_9AM)

    assert code in [reason.code for reason in refusal.value.verdict.reasons]


def test_a_file_goes_only_to_an_area_that_takes_the_forces_files(cast, details):
    wessex = Organisation.objects.get(code="wessex")

    with nothing_changes(), pytest.raises(Refused, match="does not take files from"):
        building.open_case_file(details=replace(details, cps_area=wessex), by=cast.builder, at=MONDAY_9AM)


def test_a_urn_that_is_taken_is_refused_in_any_spelling_and_names_itself(cast, details):
    building.open_case_file(details=details, by=cast.builder, at=MONDAY_9AM)

    with nothing_changes(), pytest.raises(UrnTaken, match="45AD 01234/26 is open already"):
        building.open_case_file(details=replace(details, urn="45AD/01234/26"), by=cast.second_builder, at=MONDAY_4PM)


def test_a_case_is_opened_for_ones_own_force_alone(cast, details):
    theirs = replace(details, police_unit=cast.organisations.other_force_unit, urn="46AA0123426")

    with nothing_changes(), pytest.raises(NotPermitted, match="You cannot open a case file for Kent"):
        building.open_case_file(details=theirs, by=cast.builder, at=MONDAY_9AM)

    other_unit = replace(details, police_unit=cast.organisations.other_unit)
    assert building.open_case_file(details=other_unit, by=cast.builder, at=MONDAY_9AM).police_unit == "45CA"


def test_a_change_names_its_fields_and_raises_the_version(cast):
    case_file = stories.opened_case(cast)

    entry = building.change_case(
        case_file=case_file,
        changes={"summary": "New.", "headline": case_file.headline},
        expected_version=1,
        by=cast.builder,
        at=TUESDAY_9AM,
    )

    assert entry.details == {"fields": ["summary"]}
    assert (stories.fresh(case_file).summary, stories.fresh(case_file).version) == ("New.", 2)


def test_saving_what_is_there_already_records_nothing(cast):
    case_file = stories.opened_case(cast)
    same = {"headline": case_file.headline}

    with nothing_changes():
        assert not building.change_case(
            case_file=case_file, changes=same, expected_version=1, by=cast.builder, at=TUESDAY_9AM
        )


def test_a_form_filled_in_against_an_older_state_is_refused(cast):
    case_file = stories.opened_case(cast)
    changes = {"summary": "Mine."}
    building.change_case(case_file=case_file, changes=changes, expected_version=1, by=cast.builder, at=TUESDAY_9AM)

    with nothing_changes(), pytest.raises(Conflict, match="Someone else changed this"):
        building.change_case(
            case_file=case_file,
            changes={"summary": "Theirs."},
            expected_version=1,
            by=cast.second_builder,
            at=TUESDAY_9AM,
        )


@pytest.mark.parametrize("story", [stories.prepared_case, stories.submitted_case, stories.accepted_case])
def test_the_case_is_closed_to_edits_while_every_suspect_is_with_someone_else(cast, story):
    case_file = story(cast).case_file

    with nothing_changes(), pytest.raises(Refused, match="cannot be changed now"):
        building.change_case(
            case_file=case_file,
            changes={"summary": "Late."},
            expected_version=case_file.version,
            by=cast.builder,
            at=TUESDAY_9AM,
        )


@pytest.mark.parametrize("story", [stories.rejected_case, stories.action_plan_case])
def test_the_case_is_open_to_edits_again_once_it_is_back_with_police(cast, story):
    case_file = stories.fresh(story(cast).case_file)

    assert building.change_case(
        case_file=case_file,
        changes={"summary": "Mended."},
        expected_version=case_file.version,
        by=cast.builder,
        at=stories.FRIDAY_9AM,
    )


def test_flags_become_exactly_what_was_asked_with_an_event_for_each_that_moved(cast):
    case_file = stories.opened_case(cast)
    building.set_flags(case_file=case_file, codes={"hate", "stalking"}, by=cast.builder, at=MONDAY_9AM)

    moved = building.set_flags(case_file=case_file, codes={"hate", "rape"}, by=cast.second_builder, at=MONDAY_4PM)

    assert [(entry.type, entry.details["flag"]) for entry in moved] == [
        ("casework.flag_set", "rape"),
        ("casework.flag_cleared", "stalking"),
    ]
    live = case_file.flags.filter(cleared_at__isnull=True).values_list("code", flat=True)
    assert sorted(live) == ["hate", "rape"]
    assert case_file.flags.get(code="stalking").cleared_by == cast.second_builder
    with nothing_changes():
        assert building.set_flags(case_file=case_file, codes={"hate", "rape"}, by=cast.builder, at=MONDAY_4PM) == []


def typed(cast, **changes):
    """What somebody types into the page that opens a case."""
    answers = {
        "urn": "45AD 12345/25",
        "police_unit": cast.organisations.unit.pk,
        "cps_area": cast.organisations.area.pk,
        "headline": "Theft of tools from a shop",
        "crime_reference": "45/1234/26",
        "crime_recorded_on_day": "27",
        "crime_recorded_on_month": "2",
        "crime_recorded_on_year": "2025",
    }
    return answers | changes


def test_the_page_opens_a_case_and_goes_on_to_it(cast, client):
    client.force_login(cast.builder)

    response = client.post(reverse("casework:case_file_open"), typed(cast))

    assert response.status_code == 302
    assert response["Location"] == CaseFile.objects.get(urn="45AD1234525").get_absolute_url()


@pytest.mark.parametrize(
    ("wrong", "said", "kept"),
    [
        ({"urn": "45AD 1234"}, "Enter the URN as force, unit, 5 digits", 'value="45AD 1234"'),
        ({"urn": "46AA 12345/26"}, "The URN starts with 46", 'value="46AA 12345/26"'),
        ({"urn": "45AD 12345/89"}, "is in the future", 'value="45AD 12345/89"'),
        ({"urn": "<b>45AD</b>"}, "Enter the URN", "&lt;b&gt;45AD&lt;/b&gt;"),
        ({"headline": ""}, "Enter what the case is about", 'value="45AD 12345/25"'),
        ({"crime_recorded_on_month": "13"}, "must be a real date", 'value="13"'),
        ({"crime_recorded_on_day": "31", "crime_recorded_on_month": "2"}, "must be a real date", 'value="31"'),
        ({"crime_recorded_on_year": ""}, "must include a year", 'value="27"'),
        ({"crime_recorded_on_year": "26"}, "must have 4 numbers", 'value="26"'),
        ({"crime_recorded_on_year": "2099"}, "recorded today or earlier", 'value="2099"'),
    ],
)
def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(cast, client, wrong, said, kept):
    client.force_login(cast.builder)
    answers = typed(cast, **wrong)

    with nothing_changes():
        response = client.post(reverse("casework:case_file_open"), answers)

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert kept in html
    assert "There is a problem" in html
    assert answers["crime_reference"] in html


def test_the_page_says_that_a_urn_is_taken_beside_the_urn(cast, client):
    stories.opened_case(cast, urn="45AD1234525")
    client.force_login(cast.builder)

    response = client.post(reverse("casework:case_file_open"), typed(cast))

    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_urn"' in html
    assert "45AD 12345/25 is open already" in html
    assert 'href="/case-files/45AD1234525/"' in html


def test_a_urn_that_is_taken_leads_nobody_to_a_case_that_they_may_not_see(cast, client):
    case_file = stories.opened_case(cast, urn="45AD1234525")
    CaseFile.objects.filter(pk=case_file.pk).update(force=cast.organisations.other_force_unit.organisation)
    client.force_login(cast.builder)

    html = client.post(reverse("casework:case_file_open"), typed(cast)).content.decode()

    assert "45AD 12345/25 is open already" in html
    assert "/case-files/45AD1234525/" not in html
    assert case_file.headline not in html.replace('value="Theft of tools from a shop"', "")


def details_typed(case_file, **changes):
    """What somebody types into the page of the case's details."""
    return {
        "version": case_file.version,
        "headline": case_file.headline,
        "summary": "Mine.",
        "casework_type": "magistrates",
    } | changes


def test_after_a_conflict_both_texts_are_in_sight_and_saving_again_is_a_decision(cast, client):
    case_file = stories.opened_case(cast)
    first_read = details_typed(case_file)
    building.change_case(
        case_file=case_file, changes={"summary": "Theirs."}, expected_version=1, by=cast.second_builder, at=MONDAY_4PM
    )
    client.force_login(cast.builder)
    address = reverse("casework:case_file_edit", args=[case_file.slug])

    refused = client.post(address, first_read)

    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Mine." in html
    assert "Theirs." in html
    assert 'id="meanwhile"' in html
    assert 'name="version" value="2"' in html
    assert stories.fresh(case_file).summary == "Theirs."
    assert client.post(address, first_read | {"version": 2}).status_code == 302
    assert stories.fresh(case_file).summary == "Mine."


def test_a_refusal_that_is_nobody_elses_doing_does_not_blame_somebody_else(cast, client):
    case_file = stories.submitted_case(cast).case_file
    client.force_login(cast.builder)

    response = client.post(reverse("casework:case_file_edit", args=[case_file.slug]), details_typed(case_file))

    html = response.content.decode()
    assert response.status_code == 422
    assert "with the CPS" in html
    assert "Mine." in html
    assert 'id="meanwhile"' not in html


def test_the_page_of_flags_sets_and_clears_them(cast, client):
    case_file = stories.opened_case(cast)
    client.force_login(cast.builder)
    address = reverse("casework:flags_edit", args=[case_file.slug])

    client.post(address, {"flags": ["hate", "rape"]})
    client.post(address, {"flags": ["rape"]})
    nonsense = client.post(address, {"flags": ["nonsense"]})

    assert nonsense.status_code == 422
    assert list(case_file.flags.filter(cleared_at__isnull=True).values_list("code", flat=True)) == ["rape"]
