"""One click to be a demo person, and only in the demo world."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from accounts.models import Organisation
from accounts.operations.demo import employ
from accounts.roles import Role
from tests.clock import MONDAY
from tests.factories import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(organisations):
    """Employ two demo people."""
    return employ([organisations.force], {Role.FILE_BUILDER: 1, Role.SUPERVISOR: 1}, since=LONG_AGO)


def sign_in(client, person):
    return client.post(reverse("accounts:demo_sign_in", args=[person.pk]))


def test_a_demo_person_is_signed_in_with_one_click_and_needs_no_second_factor(client, demo, settings):
    settings.DEMO = True

    response = sign_in(client, demo[0])

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == str(demo[0].pk)
    assert client.get("/").status_code == 200


def test_outside_the_demo_world_the_address_does_not_exist_and_nobody_is_offered(client, demo, settings):
    settings.DEMO = False

    assert sign_in(client, demo[0]).status_code == 404
    assert SESSION_KEY not in client.session
    assert demo[0].name not in client.get(reverse("account_login")).content.decode()


def test_somebody_real_is_never_signed_in_with_one_click(client, cast, settings):
    settings.DEMO = True

    assert sign_in(client, cast.builder).status_code == 404
    assert SESSION_KEY not in client.session


def test_a_closed_demo_account_stays_closed(client, demo, settings):
    settings.DEMO = True
    demo[0].is_active = False
    demo[0].save()

    assert sign_in(client, demo[0]).status_code == 404


def test_a_link_signs_nobody_in(client, demo, settings):
    settings.DEMO = True

    assert client.get(reverse("accounts:demo_sign_in", args=[demo[0].pk])).status_code == 405


def test_the_sign_in_page_offers_every_demo_person_in_the_demo_world(client, demo, settings):
    settings.DEMO = True

    html = client.get(reverse("account_login")).content.decode()

    assert [person.name for person in demo if person.name not in html] == []


def test_demo_people_have_no_password_and_an_address_that_cannot_exist(demo):
    assert not [person for person in demo if person.has_usable_password()]
    assert {person.email.rsplit(".", 1)[1] for person in demo} == {"invalid"}
    assert all(person.is_demo for person in demo)


def test_employing_again_adds_only_whoever_is_missing(organisations, demo):
    more = employ([organisations.force], {Role.FILE_BUILDER: 2, Role.SUPERVISOR: 1}, since=MONDAY)

    assert len(more) == 1
    assert not Organisation.objects.filter(pk=organisations.other_force.pk, units__memberships__isnull=False).exists()
