"""The figures: a full rebuild against hand-written SQL, cells against the ledger, and how fresh they are."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench.results import Result, percentile, say, timed
from casework.events import OUTBOX_TABLE
from casework.models import CaseEvent, CaseFile
from charging.lifecycle import SubmissionState
from charging.models import Submission
from charging.operations import triage
from charging.queries.submission.streams_now import usual_review
from foundation.periods import Month, local_date
from metrics.models import Cell, FactSuspect
from metrics.operations import delivery, refresh
from metrics.queries import pages
from metrics.queries.places import NATION

BY_HAND = Path(__file__).with_name("by_hand.sql").read_text()
EVENTS, WAIT_SECONDS, FRESH_SECONDS = 40, 20.0, 2.0


def measure_rebuild(cases: int) -> Iterator[Result]:
    """Rebuild everything, do the same by hand, and compare; then read one dashboard both ways."""
    rebuild = timed(lambda: refresh.rebuild(timezone.now()))
    with transaction.atomic():
        by_hand, from_ledger = _by_hand()
        _agree()
        transaction.set_rollback(True)
    year = pages.Choice(NATION, Month(local_date(timezone.now()).year, local_date(timezone.now()).month))
    pages.scorecard(year)
    from_cells = percentile([timed(lambda: pages.scorecard(year)) for _ in range(15)], 0.5)
    say(f"  by hand {by_hand:.1f} s; a dashboard: {from_cells * 1000:.1f} ms from cells, {from_ledger:.1f} s without")
    yield Result("full rebuild of facts and cells", cases, rebuild, "s", 120)
    yield Result("full rebuild against hand-written SQL", cases, rebuild / by_hand, "times", 2)
    ratio = from_ledger / from_cells
    yield Result("dashboard from cells against the ledger", cases, ratio, "times faster", 200, at_least=True)


def _by_hand() -> tuple[float, float]:
    """Seconds for everything by hand, and for the part of it that a dashboard without cells would need."""
    total = facts = 0.0
    with connection.cursor() as cursor:
        for setting in refresh.FOR_BULK:
            cursor.execute(setting)
        for statement in filter(str.strip, BY_HAND.split(";\n")):
            spent = timed(partial(cursor.execute, statement))
            total += spent
            facts += 0 if "INDEX" in statement or "hand_cell" in statement else spent
        facts += timed(lambda: cursor.execute(DASHBOARD))
    return total, facts


DASHBOARD = """
SELECT date_trunc('month', outcome_on), count(*), count(*) FILTER (WHERE outcome = 'charging.charge_authorised'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY outcome_on - first_on), sum(police_days), sum(cps_days)
  FROM hand_suspect GROUP BY 1 ORDER BY 1
"""


def _agree() -> None:
    """Both ways must have the same suspects and charges, or the comparison says nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE outcome = 'charging.charge_authorised'),"
            " sum(police_days) FILTER (WHERE outcome = 'charging.charge_authorised') FROM hand_suspect"
        )
        suspects, charged, days = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM hand_cell")
        say(f"  {cursor.fetchone()[0]:,} cells by hand, {Cell.objects.count():,} by the service")
    ours = FactSuspect.objects.filter(outcome="charge")
    theirs = (suspects, charged, int(days or 0))
    with_police = ours.aggregate(days=Sum("days_with_police"))["days"]
    found = (FactSuspect.objects.count(), ours.count(), int(with_police or 0))
    if theirs != found:
        say(f"  Written by hand the figures differ: {theirs} against {found}")


def measure_freshness(cases: int, seed: int) -> Iterator[Result]:
    """Accept files at triage: by the refresh operation in this process, then with a real worker and beat."""
    while delivery.deliver_batch(timezone.now()):
        continue
    waiting = untriaged(seed)
    half = max(1, min(len(waiting), 2 * EVENTS) // 2)
    by_operation = [_refreshed(row) for row in waiting[:half]]
    yield Result("event to figures by the operation, p95", cases, percentile(by_operation, 0.95), "s", FRESH_SECONDS)
    with _worker_and_beat():
        _delivered(accept(waiting[half]), WAIT_SECONDS)  # the first one waits for both to start
        by_worker = [_delivered(accept(row), WAIT_SECONDS) for row in waiting[half + 1 : 2 * half]]
    yield Result("event to figures with worker and beat, p95", cases, percentile(by_worker, 0.95), "s", FRESH_SECONDS)


def untriaged(seed: int) -> list[Submission]:
    """Files for a charging decision that wait for triage, in an order of chance."""
    rows = list(Submission.objects.filter(state=SubmissionState.SENT, triage=None, purpose="charging").order_by("id"))
    Random(seed).shuffle(rows)
    return rows


def accept(waiting: Submission) -> CaseEvent:
    """Accept a file at triage, as an assistant of its Area."""
    case_file = CaseFile.objects.get(pk=waiting.case_file_id)
    assistant = User.objects.filter(
        memberships__role=Role.CASEWORK_ASSISTANT, memberships__unit__organisation_id=case_file.cps_area_id
    )[0]
    return triage.accept(
        submission=waiting,
        review_type=usual_review(waiting),
        casework_type="crown",
        by=assistant,
        at=timezone.now(),
    )


def _refreshed(waiting: Submission) -> float:
    accept(waiting)
    return timed(lambda: delivery.deliver_batch(timezone.now()))


def _delivered(event: CaseEvent, most: float) -> float:
    """Wait until the figures have been told of an event; facts, cells and this mark are one transaction."""
    began = monotonic()
    with connection.cursor() as cursor:
        while monotonic() - began < most:
            cursor.execute(
                f"SELECT delivered_at FROM {OUTBOX_TABLE} WHERE subscriber = 'metrics' AND event_id = %s", [event.pk]
            )
            if cursor.fetchone()[0] is not None:
                return monotonic() - began
            sleep(0.01)
    return most


@contextmanager
def _worker_and_beat() -> Iterator[None]:
    """A worker and a beat of our own, on a Redis database that nobody else listens to."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
    broker = settings.REDIS_URL + ("?virtual_host=7" if "socket" in settings.REDIS_URL else "/7")
    more = {"DATABASE_URL": url, "REDIS_URL": broker, "SECRET_KEY": settings.SECRET_KEY, "OWNER_DATABASE_URL": url}
    quiet = subprocess.DEVNULL
    with TemporaryDirectory() as folder:
        celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config"]
        commands = (
            [*celery, "worker", "--concurrency", "1", "--loglevel", "error", "--without-gossip", "--without-mingle"],
            [*celery, "beat", "--loglevel", "error", "--schedule", f"{folder}/beat", "--pidfile="],
        )
        running = [
            subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | more, stdout=quiet, stderr=quiet)
            for command in commands
        ]
        try:
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()
