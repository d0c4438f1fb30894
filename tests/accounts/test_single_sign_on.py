"""Single sign-on, through the whole dance with a real provider: known people come in, nobody else does."""

import runpy
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.urls import reverse

from accounts.models import User
from config.embedded import ROOT
from tests.accounts import oidc_provider

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/agency/login/"


@pytest.fixture
def provider(settings, monkeypatch):
    """Run a provider, and name it in the environment as an operator would."""
    with oidc_provider.running() as running:
        variables = {"SERVER_URL": running.issuer, "CLIENT_ID": oidc_provider.CLIENT, "NAME": "Surrey sign-on"}
        for name, value in (variables | {"CLIENT_SECRET": oidc_provider.SECRET}).items():
            monkeypatch.setenv(f"OIDC_{name}", value)
        read = runpy.run_path(str(ROOT / "config" / "settings.py"))
        settings.SOCIALACCOUNT_PROVIDERS = read["SOCIALACCOUNT_PROVIDERS"]
        settings.CONTENT_SECURITY_POLICY = read["CONTENT_SECURITY_POLICY"]
        yield running


def at_the_provider(address):
    """Follow the browser to the provider's page, and return where it sends the browser back to."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 302
    return answer.headers["Location"].removeprefix("http://testserver")


def dance(client, query=""):
    """Go to the provider and come back; returns what the service answers in the end."""
    return client.get(at_the_provider(client.post(LOGIN + query)["Location"]), follow=True)


def is_refused(client, answer):
    page = answer.content.decode()
    signed_in = get_user(client).is_authenticated
    return answer.status_code == 403 and "Ask your manager to tell the service desk" in page and not signed_in


def test_the_sign_in_page_offers_it_and_the_browser_may_go_there(client, provider):
    page = client.get(reverse("account_login"))

    assert "Continue with Surrey sign-on" in page.content.decode()
    assert LOGIN in page.content.decode()
    assert f"form-action 'self' {provider.issuer}" in page["Content-Security-Policy"]


def test_somebody_known_signs_in_and_is_known_by_issuer_and_subject_from_then_on(cast, client, provider):
    provider.person["email"] = cast.builder.email.upper()

    answer = dance(client)

    assert answer.status_code == 200
    assert get_user(client) == cast.builder
    assert SocialAccount.objects.get().uid == f"{provider.issuer} s-1"
    client.post(reverse("account_logout"))
    provider.person = {"sub": "s-1", "email": "new.name@example.test", "email_verified": False}
    dance(client)
    assert get_user(client) == cast.builder


def test_a_password_that_somebody_had_stays_theirs(client, person, provider):
    before, provider.person["email"] = person.password, person.email

    dance(client)

    assert User.objects.get(pk=person.pk).password == before


def test_somebody_unknown_is_refused_and_no_account_is_made(cast, client, provider):
    people = User.objects.count()

    assert is_refused(client, dance(client))
    assert User.objects.count() == people
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_an_address_that_the_provider_has_not_verified_counts_for_nothing(cast, client, provider, verified):
    provider.person |= {"email": cast.builder.email, "email_verified": verified}

    assert is_refused(client, dance(client))


@pytest.mark.parametrize("known_already", [False, True])
def test_a_closed_account_stays_closed(cast, client, provider, known_already):
    provider.person["email"] = cast.builder.email
    if known_already:
        dance(client)
        client.post(reverse("account_logout"))
    User.objects.filter(pk=cast.builder.pk).update(is_active=False)

    assert is_refused(client, dance(client))


def test_an_address_that_was_given_to_somebody_else_does_not_bring_the_account_with_it(cast, client, provider):
    provider.person["email"] = cast.builder.email
    dance(client)
    client.post(reverse("account_logout"))
    provider.person = provider.person | {"sub": "s-2"}

    assert is_refused(client, dance(client))
    assert SocialAccount.objects.count() == 1


def test_the_token_and_the_page_about_the_person_must_name_the_same_subject(cast, client, provider):
    provider.person["email"] = cast.builder.email
    provider.says = {"sub": "somebody else"}

    assert is_refused(client, dance(client))


@pytest.mark.parametrize("says", [{"iss": "https://elsewhere.test"}, {"aud": "another"}, {"exp": 1}])
def test_a_token_from_elsewhere_for_another_or_too_old_is_refused(cast, client, provider, says):
    provider.person["email"] = cast.builder.email
    provider.says = says

    assert dance(client).status_code == 401
    assert not get_user(client).is_authenticated


def test_nobody_ties_a_second_identity_to_their_account(cast, client, provider):
    client.force_login(cast.builder)

    assert dance(client, "?process=connect").status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_is_refused(client, provider):
    answer = client.get(f"{LOGIN}callback/", {"code": "x", "state": "made up"})

    assert answer.status_code == 401
    assert "could not be checked" in answer.content.decode()


def test_changing_one_s_mind_leads_back_to_the_sign_in_page(client, provider):
    state = urlsplit(client.post(LOGIN)["Location"]).query.split("state=")[1].split("&")[0]

    answer = client.get(f"{LOGIN}callback/", {"error": "access_denied", "state": state}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("account_login")


@pytest.mark.parametrize("moment", ["going", "coming back"])
def test_a_provider_that_is_away_is_said_to_be_away(client, provider, moment):
    back = at_the_provider(client.post(LOGIN)["Location"])
    provider.is_down = True

    answer = client.post(LOGIN) if moment == "going" else client.get(back)

    assert answer.status_code in {401, 503}
    assert "could not be checked" in answer.content.decode()


def test_without_a_provider_there_is_nothing_to_go_to(client):
    assert "agency account" not in client.get(reverse("account_login")).content.decode().lower()
    assert client.post(LOGIN).status_code == 404
