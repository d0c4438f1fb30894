"""Too many requests: counted for all processes together, and answered like every refusal."""

import pytest
from django.core.cache import cache, caches
from django.db import connection
from rest_framework.throttling import UserRateThrottle

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_a_minute(monkeypatch):
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min"})


@pytest.mark.usefixtures("two_a_minute")
def test_too_many_requests_are_refused_in_the_shape_of_every_refusal(callers):
    caller = callers["builder"]
    caller.get("case-files/")
    caller.get("case-files/")

    answer = caller.client.get("/api/v1/case-files/")

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer.json()["code"] == "throttled"
    assert [set(reason) for reason in answer.json()["reasons"]] == [{"code", "message", "where"}]
    assert answer.json()["detail"] == answer.json()["reasons"][0]["message"]
    callers["supervisor"].get("case-files/")


def test_what_is_counted_is_seen_by_every_process_and_needs_no_redis(callers):
    callers["builder"].get("case-files/")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache WHERE cache_key LIKE '%%throttle_user%%'")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'shared_cache'")
        assert cursor.fetchone() == ("u",)


def test_charts_are_kept_apart():
    caches["charts"].set("chart-x", "svg")

    assert cache.get("chart-x") is None
