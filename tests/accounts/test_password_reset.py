"""A new password comes by e-mail where there is a mail server, else from the service desk."""

import re
import runpy

import pytest
from django.core import mail
from django.urls import reverse

from config.embedded import ROOT
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/password/reset/"
NEW = "another long enough password"


def mail_settings():
    return runpy.run_path(str(ROOT / "config" / "settings.py"))


def test_without_a_mail_server_it_is_not_offered_and_help_says_whom_to_ask(client):
    signing_in = client.get(reverse("account_login")).content.decode()

    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"email": "x@example.test"}).status_code == 404
    assert "Forgotten" not in signing_in
    assert "password_helptext" not in signing_in
    assert "ask your service desk" in client.get(reverse("web:help")).content.decode()


def test_without_a_mail_server_nothing_is_written_into_the_log(monkeypatch):
    monkeypatch.delenv("EMAIL_HOST", raising=False)

    assert mail_settings()["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"


def test_the_environment_names_the_mail_server(monkeypatch):
    for name, value in {"EMAIL_HOST": "mail.example.test", "EMAIL_PORT": "25", "EMAIL_USE_TLS": "0"}.items():
        monkeypatch.setenv(name, value)
    read = mail_settings()

    assert read["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"], read["EMAIL_USE_TLS"]) == ("mail.example.test", 25, False)


@pytest.mark.usefixtures("with_mail")
def test_with_a_mail_server_a_link_leads_to_a_new_password(client, person):
    assert ADDRESS in client.get(reverse("account_login")).content.decode()
    assert ADDRESS in client.get(reverse("web:help")).content.decode()

    asked = client.post(ADDRESS, {"email": person.email}, follow=True)
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    done = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)

    person.refresh_from_db()
    assert "on its way" in asked.content.decode()
    assert "Your password is changed" in done.content.decode()
    assert person.check_password(NEW)
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


@pytest.mark.usefixtures("with_mail")
def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, person):
    def answer(email):
        return client.post(ADDRESS, {"email": email}, follow=True).content.decode()

    unknown = answer("nobody@example.test")

    assert mail.outbox == []
    assert "on its way" in unknown
    assert answer(person.email) == unknown
    assert person.check_password(PASSWORD)
