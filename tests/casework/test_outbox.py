"""The outbox forgets what was delivered long ago, and nothing that is owed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from casework import tasks
from casework.models import OutboxEntry
from casework.operations import outbox
from config.celery import app
from tests.clock import MONDAY_9AM as NOW

LONG_AGO = NOW - outbox.KEPT_FOR - timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def entry(*, delivered_at):
    return OutboxEntry.objects.create(
        event_id=uuid4(), case_id=1, subscriber="metrics", created_at=LONG_AGO, delivered_at=delivered_at
    )


def test_only_what_was_delivered_long_ago_is_deleted():
    kept = {entry(delivered_at=None).pk, entry(delivered_at=NOW - outbox.KEPT_FOR).pk, entry(delivered_at=NOW).pk}
    entry(delivered_at=LONG_AGO)
    assert outbox.prune(at=NOW) == 1
    assert set(OutboxEntry.objects.values_list("pk", flat=True)) == kept
    assert outbox.prune(at=NOW) == 0


def test_one_batch_deletes_no_more_than_it_may():
    newest = [entry(delivered_at=LONG_AGO) for _ in range(3)][-1]
    assert outbox.prune(at=NOW, limit=2) == 2
    assert OutboxEntry.objects.get() == newest


def test_the_task_goes_on_until_nothing_is_left(monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 2)
    batches = iter([2, 2, 1])
    monkeypatch.setattr(outbox, "prune", lambda **_: next(batches))
    assert tasks.prune_outbox() == 5
    assert list(batches) == []


def test_beat_prunes_once_a_day():
    planned = app.conf.beat_schedule["prune-outbox"]
    assert planned["task"] == tasks.prune_outbox.name
    assert planned["schedule"].is_due(NOW - timedelta(days=2)).is_due
