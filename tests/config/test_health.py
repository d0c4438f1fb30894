"""What the health pages answer, and to whom they do not turn."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.db import OperationalError, connection

from accounts.roles import Role
from casework.models import Mail, MailKind, MailState
from config import health
from tests.factories import a_person


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    """Have every test look at the migrations afresh."""
    monkeypatch.setattr(health, "_seen_migrated", [])


def test_live_answers_without_a_database(client):
    answer = client.get("/health/live")
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_says_that_all_is_well(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": "ok",
        "redis": "ok",
        "migrations": "ok",
        "outbox_oldest_seconds": None,
        "outbox_parked": 0,
        "mail_stuck": 0,
        "mail_failed": 0,
    }


@pytest.mark.django_db
def test_mail_that_is_late_or_lost_is_reported_and_the_service_stays_ready(client, organisations):
    person = a_person("Bea Builder", Role.FILE_BUILDER, organisations.unit)
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    about = {"recipient": person, "kind": MailKind.INSTANT, "created_at": long_ago}
    Mail.objects.create(**about, next_attempt_at=long_ago)
    Mail.objects.create(**about, state=MailState.PERMANENT_FAILURE, trouble="refused", settled_at=long_ago)

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert (answer.json()["mail_stuck"], answer.json()["mail_failed"]) == (1, 1)


@pytest.mark.django_db
def test_without_redis_the_service_is_degraded_but_ready(client, monkeypatch):
    class Lost:
        def ping(self):
            raise redis.ConnectionError

    monkeypatch.setattr(health, "_redis_client", Lost)
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["redis"] == "degraded"


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["one to go"])
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "missing"


def test_a_lost_database_is_not_ready(client, monkeypatch):
    def lost(*_):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", lost)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["database"] == "down"


@pytest.mark.django_db
def test_the_age_of_the_oldest_owed_entry_counts_from_its_making(monkeypatch):
    at = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
    monkeypatch.setattr(health, "OLDEST_OWED", f"SELECT '{at - timedelta(seconds=90)}'::timestamptz")
    assert health._oldest_owed_seconds(at) == 90.0
