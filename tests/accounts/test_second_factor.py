"""A password alone opens nothing but the page that adds a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests import stories
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, person):
    """Sign in with a password alone."""
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def test_after_a_password_alone_every_page_leads_to_adding_a_second_factor(cast, signed_in):
    case_file = stories.opened_case(cast)
    names = ("charging:worklist", "casework:search", "casework:notices", "accounts:cover", "metrics:dashboard")

    for address in [*(reverse(name) for name in names), case_file.get_absolute_url()]:
        response = signed_in.get(address)
        assert (response.status_code, response["Location"]) == (302, reverse("mfa_activate_totp"))


def test_after_a_password_alone_nothing_can_be_changed(cast, signed_in):
    case_file = stories.opened_case(cast)

    response = signed_in.post(reverse("casework:flags_edit", args=[case_file.slug]), {"flags": ["rape"]})

    assert response["Location"] == reverse("mfa_activate_totp")
    assert not case_file.flags.exists()


def test_after_a_password_alone_the_api_is_no_way_round(cast, signed_in):
    stories.opened_case(cast)

    response = signed_in.get("/api/v1/case-files/")

    assert response.status_code in {302, 401, 403}
    assert b"45AD" not in response.content


def test_the_page_that_adds_the_second_factor_is_open(signed_in):
    assert signed_in.get(reverse("mfa_activate_totp"), follow=True).status_code == 200


def test_somebody_who_has_a_second_factor_is_let_through(person, signed_in):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert signed_in.get("/").status_code == 200


def test_a_password_alone_does_not_sign_in_somebody_who_has_a_second_factor(client, person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})

    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert client.get("/")["Location"].startswith(reverse("account_login"))


def test_single_sign_on_carries_its_own_strength(cast, client):
    client.force_login(cast.builder)

    assert client.get("/").status_code == 200


def test_a_closed_account_is_not_signed_in(client, person):
    person.is_active = False
    person.save()

    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert client.get("/")["Location"].startswith(reverse("account_login"))
