"""Who may know of a case: lists, search, pages and files all say the same, and what is not visible does not exist."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Membership, Unit
from accounts.roles import Role
from casework.models import CaseFile
from casework.queries.search import cases
from foundation.periods import local_date
from tests import stories
from tests.factories import a_person, a_police_person

pytestmark = pytest.mark.django_db
POLICE_OF_SURREY = ("builder", "second_builder", "supervisor", "police_manager")
CPS_SOUTH_EAST = ("assistant", "prosecutor", "second_prosecutor", "legal_manager", "area_manager")
STRANGERS = ("outsider", "outside_prosecutor")
AN_UPLOAD = UUID(int=1)


def sees(person, case_file):
    """Say whether a person may know of a case, asking as the next request would."""
    return CaseFile.objects.visible_to(stories.fresh(person)).filter(pk=case_file.pk).exists()


def case_addresses(case_file, resolver=None, namespace=""):
    """Every address of a page about this case, the API apart; things in it have the key 1, uploads one of their own."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and not str(entry.pattern).startswith("api/"):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from case_addresses(case_file, entry, inner)
        elif isinstance(entry, URLPattern) and entry.name and "urn" in entry.pattern.converters:
            keys = {name: AN_UPLOAD if name == "key" else 1 for name in entry.pattern.converters}
            yield reverse(f"{namespace}{entry.name}", kwargs=keys | {"urn": case_file.slug})


def statuses(client, case_file):
    """Ask for every page of a case, both ways, and return what was answered."""
    addresses = list(case_addresses(case_file))
    assert len(addresses) > 20
    return {ask(address).status_code for address in addresses for ask in (client.get, client.post)}


@pytest.mark.parametrize(
    ("story", "seen_by"),
    [
        (stories.opened_case, POLICE_OF_SURREY),
        (stories.prepared_case, POLICE_OF_SURREY),
        (stories.submitted_case, POLICE_OF_SURREY + CPS_SOUTH_EAST),
        (stories.rejected_case, POLICE_OF_SURREY + CPS_SOUTH_EAST),
        (stories.charged_case, POLICE_OF_SURREY + CPS_SOUTH_EAST),
    ],
)
def test_a_case_is_seen_by_its_own_force_and_once_sent_by_its_own_area(cast, story, seen_by):
    told = story(cast)
    case_file = getattr(told, "case_file", told)

    everybody = POLICE_OF_SURREY + CPS_SOUTH_EAST + STRANGERS
    assert {name for name in everybody if sees(getattr(cast, name), case_file)} == set(seen_by)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_for_somebody_elsewhere_no_page_of_the_case_exists(cast, client, stranger):
    case_file = stories.submitted_case(cast).case_file
    client.force_login(getattr(cast, stranger))

    assert statuses(client, case_file) <= {404, 405}


def test_for_the_cps_no_page_exists_before_the_first_submission(cast, client):
    case_file = stories.prepared_case(cast).case_file
    client.force_login(cast.legal_manager)

    assert statuses(client, case_file) <= {404, 405}


def test_for_nobody_signed_in_every_page_of_the_case_leads_to_the_sign_in_page(cast, client):
    case_file = stories.submitted_case(cast).case_file

    for address in case_addresses(case_file):
        response = client.get(address)
        assert response.status_code == 405 or response["Location"].startswith(reverse("account_login"))


NOT_THEIRS = {
    "police_manager": ["casework:case_file_edit", "casework:suspect_add", "casework:material_add"],
    "prosecutor": ["casework:case_file_edit", "casework:flags_edit", "casework:person_add"],
    "assistant": ["charging:submission_prepare"],
    "area_manager": ["casework:material_add", "charging:submission_prepare"],
}


def test_a_page_that_is_visible_but_not_theirs_is_forbidden_with_the_reason(cast, client):
    case_file = stories.rejected_case(cast).case_file

    for person, names in NOT_THEIRS.items():
        client.force_login(getattr(cast, person))
        for address in [reverse(name, args=[case_file.slug]) for name in names]:
            for response in (client.get(address), client.post(address)):
                assert response.status_code == 403
                assert "Your role on this case does not let you" in response.content.decode()


def test_an_address_that_names_no_case_is_not_found(cast, client):
    stories.opened_case(cast)
    client.force_login(cast.builder)

    for slug in ("45AD9999926", "nonsense", "45AD", "45AD1234526X", "45AD 1234526", "%00", "a" * 300):
        assert client.get(f"/case-files/{slug}/details/").status_code == 404


def test_the_spelling_of_an_address_does_not_matter(cast, client):
    case_file = stories.opened_case(cast)
    client.force_login(cast.builder)

    assert client.get(f"/case-files/{case_file.slug.lower()}/details/").status_code == 200


def test_an_area_sees_what_it_was_sent_and_not_what_another_was(cast):
    ours = stories.submitted_case(cast, urn=stories.a_urn(1)).case_file
    theirs = stories.submitted_case(cast, urn=stories.a_urn(2)).case_file
    CaseFile.objects.filter(pk=theirs.pk).update(cps_area=cast.organisations.other_area)

    assert (sees(cast.prosecutor, ours), sees(cast.prosecutor, theirs)) == (True, False)
    assert (sees(cast.outside_prosecutor, ours), sees(cast.outside_prosecutor, theirs)) == (False, True)


def test_a_membership_that_ended_gives_nothing_at_the_next_request(cast, client):
    case_file = stories.opened_case(cast)
    client.force_login(cast.builder)
    address = reverse("casework:case_file_edit", args=[case_file.slug])
    assert client.get(address).status_code == 200

    Membership.objects.filter(user=cast.builder).update(valid_to=local_date(timezone.now()))

    assert client.get(address).status_code == 404
    assert "has no role in a unit" in client.get("/").content.decode()
    assert not sees(cast.builder, case_file)


def test_a_membership_counts_from_its_first_day_until_the_day_before_its_last(cast):
    case_file = stories.opened_case(cast)
    today, day = local_date(timezone.now()), timedelta(days=1)
    for start, end, visible in [
        (today, None, True),
        (today + day, None, False),
        (today - day, today, False),
        (today - day, today + day, True),
    ]:
        Membership.objects.filter(user=cast.builder).update(valid_from=start, valid_to=end)
        assert sees(cast.builder, case_file) is visible


def test_an_account_that_was_closed_sees_nothing_whatever_its_memberships(cast):
    case_file = stories.opened_case(cast)
    cast.builder.is_active = False
    cast.builder.save()

    assert not sees(cast.builder, case_file)


def test_somebody_who_works_in_two_places_sees_the_cases_of_both(cast):
    surrey = stories.opened_case(cast)
    both = a_police_person("Bo Both", "46AA")
    assert not sees(both, surrey)

    Membership.objects.create(
        user=both, unit=cast.organisations.unit, role=Role.FILE_BUILDER, valid_from=date(2020, 1, 1)
    )

    kent = stories.building.open_case_file(
        details=stories.building.CaseDetails(
            urn="46AA1234526",
            police_unit=cast.organisations.other_force_unit,
            cps_area=cast.organisations.area,
            headline="Damage",
        ),
        by=stories.fresh(both),
        at=stories.MONDAY_9AM,
    )
    assert sees(both, surrey)
    assert set(CaseFile.objects.visible_to(stories.fresh(both))) == {surrey, CaseFile.objects.get(pk=kent.case_id)}


def test_a_cps_role_gives_no_police_view_of_what_was_never_sent(cast):
    secondee = a_person("Sid Secondee", Role.PROSECUTOR, Unit.objects.get(code="south-east-mc"))
    unsent = stories.opened_case(cast)

    assert not sees(secondee, unsent)


@pytest.mark.parametrize("story", [stories.ready_case, stories.submitted_case])
def test_a_list_a_search_and_a_page_never_disagree(cast, client, story):
    told = story(cast)
    case_file = getattr(told, "case_file", told)

    for name in POLICE_OF_SURREY + CPS_SOUTH_EAST + STRANGERS:
        person = getattr(cast, name)
        client.force_login(person)
        visible = sees(person, case_file)
        assert (client.get(case_file.get_absolute_url()).status_code == 200) is visible
        assert cases(case_file.reference, user=person).exists() is visible
        assert cases("alder", user=person).exists() is visible
        page = client.post("/search/", {"q": case_file.slug}, follow=True).content.decode()
        assert (f'href="{case_file.get_absolute_url()}"' in page) is visible
