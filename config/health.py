"""Two pages for machines: is this process alive, and can it serve."""

from datetime import UTC, datetime
from functools import lru_cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.models.outbox import TRIES
from casework.queries import mails

OLDEST_OWED = "SELECT min(created_at) FROM casework_outboxentry WHERE delivered_at IS NULL"
PARKED = f"SELECT count(*) FROM casework_outboxentry WHERE delivered_at IS NULL AND attempts >= {TRIES}"
REDIS_SECONDS = 1.0


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs, asking nobody else: a restart would not mend a lost database."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is there and up to date, else 503.

    Without Redis we still serve: what is owed waits in the outbox, so its loss is only reported.
    """
    report: dict[str, object] = {
        "database": "down",
        "migrations": "unknown",
        "outbox_oldest_seconds": None,
        "outbox_parked": None,
        "mail_stuck": None,
        "mail_failed": None,
    }
    migrated = False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        report["database"] = "ok"
        migrated = _migrated()
        report["migrations"] = "ok" if migrated else "missing"
        if migrated:
            now = datetime.now(UTC)
            report["outbox_oldest_seconds"] = _oldest_owed_seconds(now)
            report["outbox_parked"] = _parked()
            # Mail that is late or lost keeps nobody from working: it is reported, no more.
            report["mail_stuck"], report["mail_failed"] = mails.stuck(now), mails.failed().count()
    except DatabaseError:
        # Half a transaction or a dead connection must not be kept for the next request.
        connection.close()
    report["redis"] = "ok" if _redis_answers() else "degraded"
    healthy = report["database"] == "ok" and migrated
    return JsonResponse(report, status=200 if healthy else 503)


def _migrated() -> bool:
    """Return whether every migration is applied; once true it stays true for this process's code."""
    if _seen_migrated:
        return True
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    _seen_migrated.append(True)
    return True


_seen_migrated: list[bool] = []


def _oldest_owed_seconds(at: datetime) -> float | None:
    """Return how long the oldest undelivered entry has waited; None when nothing is owed."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_OWED)
        (oldest,) = cursor.fetchone()
    return None if oldest is None else round((at - oldest).total_seconds(), 1)


def _parked() -> int | None:
    """Return how many entries failed so often that somebody should look."""
    with connection.cursor() as cursor:
        cursor.execute(PARKED)
        (number,) = cursor.fetchone()
    return int(number)


def _redis_answers() -> bool:
    try:
        return bool(_redis_client().ping())
    except redis.RedisError:
        return False


@lru_cache(maxsize=1)
def _redis_client() -> "redis.Redis":
    # Celery writes a socket's address as redis+socket://, redis-py as unix://.
    url = settings.REDIS_URL.replace("redis+socket://", "unix://", 1)
    return redis.Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)
