"""Machine clients: a token is issued once, ends, is revoked, and never allows more than its account."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from knox.models import AuthToken
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/case-files/"


@pytest.fixture
def issue(cast, capsys):
    """Return what issues a token by the command and reads what was printed."""

    def act(*options):
        call_command("issue_token", cast.builder.email, *options)
        return capsys.readouterr().out.strip()

    return act


def status_with(token):
    return APIClient().get(ADDRESS, headers={"Authorization": f"Token {token}"}).status_code


def test_a_token_opens_the_api_as_its_account(issue):
    assert status_with(issue("--days", "1")) == 200


def test_only_a_digest_is_kept(issue):
    token = issue()

    assert token not in AuthToken.objects.get().digest


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "two words", "\x00", "é" * 20])
def test_a_token_that_was_never_issued_is_401(cast, token):
    assert status_with(token) == 401


def test_an_ended_or_revoked_token_is_401(cast, issue):
    _, ended = AuthToken.objects.create(user=cast.builder, expiry=timedelta(seconds=-1))
    token = issue()

    assert status_with(ended) == 401
    assert "1 tokens" in issue("--revoke")
    assert status_with(token) == 401


def test_a_closed_account_has_no_use_of_its_token(cast, issue):
    token = issue()
    cast.builder.is_active = False
    cast.builder.save()

    assert status_with(token) == 401
    with pytest.raises(CommandError, match="no open account"):
        issue()


@pytest.mark.parametrize("days", ["0", "366"])
def test_a_token_lasts_from_a_day_to_a_year(issue, days):
    with pytest.raises(CommandError, match="--days"):
        issue("--days", days)


def test_a_session_alone_does_not_write_without_the_csrf_token(cast):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast.builder)

    assert client.get(ADDRESS).status_code == 200
    assert client.post(ADDRESS, {}, format="json").status_code == 403
