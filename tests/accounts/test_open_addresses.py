"""Of allauth's pages only those that we use answer; before the second factor only those that add one."""

import pytest
from django.urls import get_resolver, reverse

from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
VALUES = {"key": "abc-def", "uidb36": "1", "pk": 1, "provider_id": "agency"}
USED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "openid_connect_login",
    "openid_connect_callback",
}
ENROLMENT = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}


def addresses_of_allauth():
    """Every address that allauth would offer, by name, whether we offer it or not."""
    known = get_resolver("allauth.urls").reverse_dict
    for name in filter(lambda key: isinstance(key, str), known):
        for forms, *_ in known.getlist(name):
            template, parameters = forms[0]
            yield name, "/accounts/" + template % {parameter: VALUES[parameter] for parameter in parameters}


def is_used(name):
    return name in USED or name.startswith("mfa_")


@pytest.fixture
def password_alone(client, person):
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


@pytest.fixture
def fully_signed_in(client, person):
    client.force_login(person)
    return client


def test_the_walk_finds_what_must_be_shut():
    names = {name for name, _ in addresses_of_allauth()}

    assert {"account_email", "account_signup", "account_set_password", "socialaccount_connections"} <= names


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["client", "password_alone", "fully_signed_in"])
def test_nothing_else_of_allauth_answers(request, who, method):
    client = request.getfixturevalue(who)
    open_still = [
        (name, address)
        for name, address in addresses_of_allauth()
        if not is_used(name) and getattr(client, method)(address).status_code != 404
    ]
    assert open_still == []


def test_before_the_second_factor_only_the_pages_that_add_one_answer(password_alone):
    to_enrolment = reverse("mfa_activate_totp")
    answering = set()
    for name, address in addresses_of_allauth():
        if is_used(name) and password_alone.get(address).headers.get("Location") != to_enrolment:
            answering.add(name)
    assert answering == ENROLMENT


def test_nobody_adds_an_address_to_an_account(person, password_alone):
    sent = {"email": "somebody.else@example.test", "action_add": ""}

    assert password_alone.post("/accounts/email/", sent).status_code == 404
    assert not person.emailaddress_set.exists()


def test_before_the_second_factor_public_pages_and_sign_out_lead_where_they_should(password_alone):
    assert password_alone.get(reverse("web:help"))["Location"] == reverse("mfa_activate_totp")
    assert password_alone.post(reverse("account_logout")).status_code == 302
    assert password_alone.get("/")["Location"].startswith(reverse("account_login"))


def test_whoever_has_no_password_here_is_not_given_one(cast, client):
    cast.builder.set_unusable_password()
    cast.builder.save()
    client.force_login(cast.builder)

    answer = client.get(reverse("account_change_password"), follow=True)

    assert answer.redirect_chain == [(reverse("web:account"), 302)]
    assert "its password is changed there" in answer.content.decode()
    assert reverse("account_change_password") not in answer.content.decode()
