"""A case goes to another officer or unit: their list, the contacts and the ledger follow, wherever the file is."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from casework.models import CaseEvent, CaseFile
from casework.operations import building, handing_over, people
from casework.queries.contacts import contacts_of
from casework.queries.search import cases
from charging.queries.lists import worklist
from charging.queries.lists.facets import Chosen
from charging.queries.lists.worklist import Scope
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY, MONDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def hand_over(cast, case_file, **changes):
    """Give a case to the builder of the other unit, in that unit, unless told otherwise."""
    asked = {
        "officer": cast.second_builder,
        "police_unit": cast.organisations.other_unit,
        "expected_version": stories.fresh(case_file).version,
        "by": cast.builder,
        "at": FRIDAY_2PM,
    }
    return handing_over.hand_over(case_file=case_file, **(asked | changes))


def mine(person):
    """The cases on somebody's own list, in all queues."""
    desk = worklist.desk_of(stories.fresh(person), on=MONDAY)
    pages = [worklist.find(desk, queue, Chosen(), scope=Scope.MINE, size=100) for queue in desk.queues]
    return {row.case_file.pk for page in pages for row in worklist.rows_of(page, user=person, at=FRIDAY_2PM)}


@pytest.mark.parametrize("story", [stories.ready_case, stories.rejected_case, stories.action_plan_case])
def test_the_list_and_the_contacts_follow_wherever_the_file_is(cast, story):
    told = story(cast)
    case_file = getattr(told, "case_file", told)
    assert (case_file.pk in mine(cast.builder), case_file.pk in mine(cast.second_builder)) == (True, False)

    hand_over(cast, case_file)

    assert (case_file.pk in mine(cast.builder), case_file.pk in mine(cast.second_builder)) == (False, True)
    contacts = contacts_of(stories.fresh(case_file), reader=cast.supervisor, on=MONDAY)
    assert contacts[0].person == cast.second_builder
    standing = case_file.standings.first()
    assert (standing.officer, standing.police_unit) == (cast.second_builder, cast.organisations.other_unit)


def test_the_ledger_tells_from_whom_to_whom_and_names_nobody(cast):
    case_file = stories.ready_case(cast)

    entry = hand_over(cast, case_file)

    assert entry.type == "casework.case_handed_over"
    assert (entry.police_unit, entry.by_id) == ("45CA", cast.builder.pk)
    assert entry.details == {
        "from_officer_id": cast.builder.pk,
        "to_officer_id": cast.second_builder.pk,
        "from_unit": "45AD",
        "to_unit": "45CA",
    }
    assert hand_over(cast, case_file) is None


@pytest.mark.parametrize("where", ["officer", "police_unit"])
def test_whom_the_force_does_not_have_cannot_have_a_case(cast, where):
    case_file = stories.ready_case(cast)
    wrong = {"officer": cast.outsider, "police_unit": cast.organisations.other_force_unit}

    with nothing_changes(), pytest.raises(Refused) as refused:
        hand_over(cast, case_file, **{where: wrong[where]})

    assert [reason.where for reason in refused.value.verdict.reasons] == [where]


@pytest.mark.parametrize("who", ["police_manager", "prosecutor", "gone"])
def test_only_somebody_who_is_there_and_builds_files_is_given_one(cast, who):
    case_file = stories.ready_case(cast)
    User.objects.filter(pk=cast.second_builder.pk).update(is_active=False)
    officer = stories.fresh(cast.second_builder) if who == "gone" else getattr(cast, who)

    with nothing_changes(), pytest.raises(Refused):
        hand_over(cast, case_file, officer=officer)


def test_whoever_has_it_may_keep_it_while_only_the_unit_changes(cast):
    case_file = stories.ready_case(cast)
    cast.builder.memberships.all().delete()

    entry = hand_over(cast, case_file, officer=cast.builder, by=cast.supervisor)

    assert entry.details["to_officer_id"] == cast.builder.pk
    assert stories.fresh(case_file).police_unit == cast.organisations.other_unit


@pytest.mark.parametrize("who", ["police_manager", "prosecutor", "outsider"])
def test_who_does_not_build_in_the_force_hands_nothing_over(cast, who):
    case_file = stories.submitted_case(cast).case_file

    with nothing_changes(), pytest.raises(NotPermitted):
        hand_over(cast, case_file, by=getattr(cast, who))


def test_an_older_state_of_the_case_hands_nothing_over(cast):
    case_file = stories.ready_case(cast)

    with nothing_changes(), pytest.raises(Conflict):
        hand_over(cast, case_file, expected_version=case_file.version - 1)


# --- what else was put down wrongly when the case was opened -----------------------------------------------


def correct(cast, case_file, **changes):
    version = stories.fresh(case_file).version
    return building.change_case(
        case_file=case_file, changes=changes, expected_version=version, by=cast.builder, at=FRIDAY_9AM
    )


def another_area(cast):
    """Let Surrey send to Wessex too."""
    cast.organisations.force.area_links.create(area=cast.organisations.other_area, valid_from=date(2020, 1, 1))
    return cast.organisations.other_area


def test_the_area_can_be_corrected_until_it_has_the_file_and_only_then_sees_it(cast):
    case_file, area = stories.ready_case(cast), another_area(cast)

    correct(cast, case_file, cps_area=area)

    told = CaseEvent.objects.get(case_id=case_file.pk, type="casework.cps_area_corrected")
    assert told.details == {"from_area": "south-east", "to_area": "wessex"}
    assert case_file.standings.first().cps_area == area
    CaseFile.objects.filter(pk=case_file.pk).update(first_submitted_at=MONDAY_9AM)
    assert list(cases("alder", user=cast.outside_prosecutor)) == [case_file]
    assert not cases("alder", user=cast.prosecutor).exists()


def test_an_area_that_has_the_file_keeps_it(cast):
    case_file, area = stories.rejected_case(cast).case_file, another_area(cast)

    with nothing_changes(), pytest.raises(Refused) as refused:
        correct(cast, case_file, cps_area=area)

    assert refused.value.verdict.reasons[0].code == "sent_already"


def test_an_area_that_takes_no_files_of_the_force_is_refused(cast):
    case_file = stories.ready_case(cast)

    with nothing_changes(), pytest.raises(Refused):
        correct(cast, case_file, cps_area=cast.organisations.other_area)


def test_the_day_on_which_the_crime_was_recorded_is_corrected_in_the_ledger_too(cast):
    case_file = stories.ready_case(cast)

    correct(cast, case_file, crime_recorded_on=date(2026, 2, 20))

    told = CaseEvent.objects.filter(case_id=case_file.pk, type="casework.crime_recorded").order_by("seq")
    assert [event.details["recorded_on"] for event in told] == ["2026-02-27", "2026-02-20"]
    with nothing_changes(), pytest.raises(Refused):
        correct(cast, case_file, crime_recorded_on=date(2027, 1, 1))


# --- the pages ----------------------------------------------------------------------------------------------


def test_the_page_is_reached_from_the_case_and_offers_those_of_the_force_alone(cast, client):
    case_file = stories.ready_case(cast)
    client.force_login(cast.supervisor)
    address = reverse("casework:case_hand_over", args=[case_file.slug])
    assert f'href="{address}"' in client.get(case_file.get_absolute_url()).content.decode()

    offered = client.get(address).context["form"].fields

    assert cast.second_builder in offered["officer"].queryset
    assert not {cast.outsider, cast.prosecutor, cast.police_manager} & set(offered["officer"].queryset)
    assert cast.organisations.other_force_unit not in offered["police_unit"].queryset


def test_the_page_hands_the_case_over_and_the_timeline_says_so(cast, client):
    case_file = stories.ready_case(cast)
    client.force_login(cast.supervisor)
    address = reverse("casework:case_hand_over", args=[case_file.slug])
    sent = {
        "version": case_file.version,
        "officer": cast.second_builder.pk,
        "police_unit": cast.organisations.other_unit.pk,
    }

    html = client.post(address, sent, follow=True).content.decode()

    assert "Officer in the case changed, and police unit from 45AD to 45CA" in html
    assert stories.fresh(case_file).officer == cast.second_builder
    late = client.post(address, sent | {"officer": cast.builder.pk})
    assert late.status_code == 422
    assert "Bob Builder" in late.content.decode()


def test_the_page_of_details_shows_the_area_until_it_was_sent(cast, client):
    case_file, sent = stories.ready_case(cast), stories.rejected_case(cast, urn=stories.a_urn(2)).case_file
    client.force_login(cast.builder)

    shown = [
        "cps_area" in client.get(reverse("casework:case_file_edit", args=[each.slug])).context["form"].fields
        for each in (case_file, sent)
    ]

    assert shown == [True, False]


def test_strangers_learn_nothing_of_it(cast, client):
    case_file = stories.ready_case(cast)
    for who, status in [("outsider", 404), ("prosecutor", 404), ("police_manager", 403)]:
        client.force_login(getattr(cast, who))
        address = reverse("casework:case_hand_over", args=[case_file.slug])
        assert [client.get(address).status_code, client.post(address, {}).status_code] == [status, status]


def test_a_suspect_added_later_is_on_the_new_officers_list(cast):
    case_file = stories.ready_case(cast)
    hand_over(cast, case_file)
    facts = {"family_name": "Cedar", "given_names": "Test", "custody_basis": "bail"}
    people.add_suspect(case_file=case_file, facts=facts, by=cast.second_builder, at=FRIDAY_2PM)

    assert {row.officer_id for row in case_file.standings.all()} == {cast.second_builder.pk}
