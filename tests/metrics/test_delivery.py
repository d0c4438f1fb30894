"""Delivery to the figures: whoever comes late takes nothing back, and one bad case stops nobody else's."""

import logging
from datetime import timedelta

import pytest

from casework.models import OutboxEntry
from casework.models.outbox import LATE, SOON, TRIES
from metrics.models import FactOpenMonth, FactSuspect
from metrics.operations import delivery, refresh
from tests.metrics.histories import authorised, london, received, write

pytestmark = pytest.mark.django_db
BEFORE, AFTER = london("2025-01-20 23:59"), london("2025-02-03 00:01")


@pytest.fixture
def decided(db):
    """Write a case that another worker has just refreshed, with an event recorded after we read the clock."""
    write([received("2025-01-05"), authorised("2025-02-03 00:00")])
    assert delivery.deliver_batch(AFTER) == 2


@pytest.mark.parametrize(
    "late",
    [
        lambda: refresh.refresh_cases([1], BEFORE),
        lambda: refresh.rebuild(BEFORE),
        lambda: delivery.restate_open_work(BEFORE),
    ],
    ids=["refresh", "rebuild", "restate"],
)
def test_an_older_instant_takes_no_fact_back(decided, late):
    late()
    assert FactSuspect.objects.get().outcome == "charge"
    assert list(FactOpenMonth.objects.values_list("month__month", "standing")) == [(1, False)]


def test_restating_with_one_instant_leaves_alone_what_a_worker_did_between_two_batches(monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 1)
    write([received("2025-01-05", case=case, suspects=[case * 10]) for case in (1, 2)])
    refresh.refresh_cases([1, 2], london("2025-01-06"))
    usual, at = refresh.refresh_cases, london("2025-01-20")

    def with_a_worker_between(case_ids, instant):
        if 2 in case_ids:
            write([authorised(at + timedelta(hours=1), case=2, suspects=[20])])
            usual([2], at + timedelta(hours=2))
        return usual(case_ids, instant)

    monkeypatch.setattr(refresh, "refresh_cases", with_a_worker_between)
    assert delivery.restate_open_work(at) == 2
    assert FactSuspect.objects.get(case_id=2).outcome == "charge"
    assert list(FactOpenMonth.objects.values_list("case_id", "age_days")) == [(1, 15)]


def test_open_work_never_grows_younger(db):
    write([received("2025-01-05")])
    delivery.deliver_batch(AFTER)
    facts = list(FactOpenMonth.objects.values_list("month", "stated_on", "age_days", "standing"))
    refresh.refresh_cases([1], BEFORE)
    refresh.rebuild(BEFORE)
    assert list(FactOpenMonth.objects.values_list("month", "stated_on", "age_days", "standing")) == facts


@pytest.fixture
def second_of_three_is_bad(monkeypatch):
    """Write three cases, the second of which cannot be refreshed."""
    write([received("2025-01-05", case=case, suspects=[case * 10]) for case in (1, 2, 3)])
    usual = refresh.lay_out_steps

    def fails(case_ids, at):
        if 2 in case_ids:
            raise KeyError("Mr Alder of 1 Test Street")
        usual(case_ids, at)

    monkeypatch.setattr(refresh, "lay_out_steps", fails)
    return monkeypatch


def owed():
    return {entry.case_id: entry for entry in OutboxEntry.objects.filter(delivered_at__isnull=True)}


def test_a_bad_case_is_put_off_and_the_others_are_delivered(second_of_three_is_bad, caplog):
    with caplog.at_level(logging.ERROR):
        assert delivery.deliver_batch(AFTER) == 3
    assert set(FactSuspect.objects.values_list("case_id", flat=True)) == {1, 3}
    (bad,) = owed().values()
    assert (bad.case_id, bad.attempts, bad.failed_at, bad.error) == (2, 1, AFTER, "KeyError")
    assert str(bad.event_id) in caplog.text
    assert "Alder" not in caplog.text
    assert delivery.deliver_batch(AFTER) == 0


def test_a_case_that_keeps_failing_is_parked_and_delivered_once_it_can_be(second_of_three_is_bad):
    at = AFTER
    for _ in range(TRIES):
        delivery.deliver_batch(at)
        at += SOON
    assert [entry.case_id for entry in OutboxEntry.objects.parked()] == [2]
    assert delivery.deliver_batch(at) == 0
    second_of_three_is_bad.undo()
    assert delivery.deliver_batch(at + LATE) == 1
    assert owed() == {}
    assert FactSuspect.objects.filter(case_id=2).exists()
