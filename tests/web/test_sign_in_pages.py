import pytest
from django.urls import reverse

from tests.web.test_components import Headings

PASSWORD = "a long enough password"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(django_user_model):
    return django_user_model.objects.create_user(email="sam@example.test", password=PASSWORD, name="Sam Example")


@pytest.fixture
def signed_in(client, person):
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def test_the_sign_in_page_offers_password_and_passkey(client):
    html = client.get(reverse("account_login")).content.decode()

    assert 'autocomplete="current-password"' in html
    assert 'id="passkey_login"' in html
    assert "Remember" not in html


def test_a_wrong_password_is_explained_and_the_address_kept(client):
    html = client.post(reverse("account_login"), {"login": "sam@example.test", "password": "no"}).content.decode()

    assert "<title>Error: Sign in" in html
    assert "There is a problem" in html
    assert 'value="sam@example.test"' in html


def test_the_page_asked_for_is_remembered(client):
    html = client.get(reverse("account_login"), {"next": "/help/"}).content.decode()

    assert '<input type="hidden" name="next" value="/help/">' in html


@pytest.mark.parametrize(
    "name",
    [
        "web:account",
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
    ],
)
def test_every_page_of_an_account_is_ours(signed_in, name):
    response = signed_in.get(reverse(name), follow=True)
    html = response.content.decode()

    assert response.status_code == 200
    assert Headings(html).levels.count(1) == 1
    assert 'class="tandem-header"' in html
    assert "style=" not in html
    assert response["Cache-Control"] == "no-store"
