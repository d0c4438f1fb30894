"""The incremental path and the rebuild are one statement: any history, in any order of arrival, agrees."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.models import Cell, FactEscalation, FactOpenMonth, FactSubmission, FactSuspect
from metrics.operations import delivery, refresh
from tests.metrics.histories import (
    after,
    authorised,
    challenged,
    charged,
    clock_vector,
    closed,
    consulted,
    escalated,
    escalation_closed,
    london,
    nfa,
    plan,
    received,
    reopened,
    resolved,
    step_answered,
    triaged,
    write,
)  # fmt: skip

pytestmark = [pytest.mark.django_db]
START = london("2025-01-01")
PLACES = [
    {"force": "01", "police_unit": "01AB", "cps_area": "LN", "cps_unit": "LN-M"},
    {"force": "01", "police_unit": "01CD", "cps_area": "LS", "cps_unit": "LS-M"},
    {"force": "45", "police_unit": "45EF", "cps_area": "TC", "cps_unit": ""},
]
LOOK = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KINDS = (received, triaged, resolved, consulted, plan, authorised, charged, nfa, closed, reopened)
DISAGREEING = (challenged, escalated, step_answered, escalation_closed)


def submission(case):
    """One of three submissions of a case."""
    return st.integers(case * 100 + 1, case * 100 + 3)


ON_THE_LADDER = {
    "escalation": lambda case: st.integers(case * 10 + 1, case * 10 + 2),
    "step": lambda _: st.integers(1, 4),
}
OF_ITS_OWN = {
    received: {"submission": submission, "basis": lambda _: st.sampled_from(["custody", "bail", ""])},
    triaged: {"submission": submission, "result": lambda _: st.sampled_from(["accept", "reject"])},
    challenged: {"submission": submission},
    resolved: {"submission": submission, "result": lambda _: st.sampled_from(["upheld", "overturned", "overtaken"])},
    escalated: ON_THE_LADDER,
    step_answered: ON_THE_LADDER | {"outcome": lambda _: st.sampled_from(["changed", "partly", "stands"])},
    escalation_closed: ON_THE_LADDER | {"outcome": lambda _: st.sampled_from(["withdrawn", "overtaken"])},
}


def state():
    """Everything that was worked out, without the keys of rows."""
    return {
        model.__name__: Counter(
            model.objects.order_by().values_list(*[f.name for f in model._meta.fields if f.name != "id"])
            if model is not FactSubmission
            else ((*row[:-1], tuple(row[-1])) for row in model.objects.values_list(
                *[f.name for f in model._meta.fields if f.name not in ("id", "reason_codes")], "reason_codes"))
        )
        for model in (FactSuspect, FactSubmission, FactOpenMonth, FactEscalation, Cell)
    }  # fmt: skip


@st.composite
def events(draw):
    """Up to a few dozen events in four cases, in no order and of no sense."""
    rows = []
    for number in range(draw(st.integers(1, 18))):
        kind = draw(st.sampled_from(KINDS + DISAGREEING))
        # Minutes of its own for every event: the order of two at one instant is that of arrival.
        at = START + timedelta(days=draw(st.integers(0, 90)), hours=draw(st.integers(0, 23)), minutes=number)
        case = draw(st.integers(1, 4))
        suspects = draw(st.sampled_from([[case * 10 + 1], [case * 10 + 2], [case * 10 + 1, case * 10 + 2]]))
        more = {"case": case, "suspects": suspects, "places": draw(st.sampled_from(PLACES)),
                "recorded": at + timedelta(days=draw(st.sampled_from([0, 0, 1, 20])))}  # fmt: skip
        more |= draw(st.fixed_dictionaries({name: choices(case) for name, choices in OF_ITS_OWN.get(kind, {}).items()}))
        rows.append(kind(at, **more))
    return rows


@contextmanager
def undone():
    """Give every history an empty ledger: rows cannot be deleted, so what an example wrote is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def arrive(rows):
    """Let events come in a few at a time, paid for as they come, then let the day change."""
    now = START
    for start in range(0, len(rows), 3):
        some = rows[start : start + 3]
        write(some)
        now = max(now, *(event.recorded_at for event in some))
        delivery.deliver_batch(now)
    end = london("2025-06-10")
    refresh.refresh_cases({event.case_id for event in rows if event.recorded_at > now}, end)
    delivery.restate_open_work(end)
    return end


@LOOK
@given(rows=events())
def test_incremental_equals_rebuild(rows):
    with undone():
        end = arrive(rows)
        step_by_step = state()
        refresh.rebuild(end)
        assert state() == step_by_step


@LOOK
@given(rows=events())
def test_police_and_cps_days_make_the_total_whatever_happened(rows):
    with undone():
        arrive(rows)
        for suspect in FactSuspect.objects.exclude(outcome=""):
            assert suspect.days_total == suspect.days_with_police + suspect.days_with_cps
            assert suspect.days_total == (suspect.outcome_on - suspect.first_received_on).days
            assert min(suspect.days_with_police, suspect.days_with_cps) >= 0


@LOOK
@given(rows=events())
def test_forces_and_areas_each_add_up_to_the_nation(rows):
    with undone():
        arrive(rows)
        sums = [set(_added_up(level)) for level in ("nation", "area", "force", "police_unit", "cps_unit")]
        assert all(part == sums[0] for part in sums)


def _added_up(level):
    cells = Cell.objects.filter(level=level).order_by()
    return cells.values_list("metric", "month", "segment", "value").annotate(Sum("numerator"), total=Sum("denominator"))


def test_the_order_of_arrival_and_a_second_delivery_change_nothing():
    write(clock_vector())
    refresh.refresh_cases([1], london("2025-06-01"))
    expected = state()
    refresh.refresh_cases([1], london("2025-06-01"))
    assert state() == expected


def test_a_late_event_moves_a_suspect_from_month_to_month():
    write([received("2025-01-10", submission=1)])
    delivery.deliver_batch(london("2025-01-10 12:00"))
    write([received("2024-12-30", submission=2, recorded="2025-01-11")])
    delivery.deliver_batch(london("2025-01-11 12:00"))
    months = Cell.objects.filter(metric="pcd-referrals", level="nation", segment="all").values_list("month", flat=True)
    assert [str(month) for month in months] == ["2024-12-01"]


def test_open_work_grows_older_with_the_day_and_the_month():
    write([received("2025-01-10")])
    delivery.deliver_batch(london("2025-01-10 12:00"))
    assert delivery.restate_open_work(london("2025-01-10 13:00")) == 0
    assert delivery.restate_open_work(london("2025-03-02 13:00")) == 1
    assert delivery.restate_open_work(london("2025-03-02 14:00")) == 0
    ages = FactOpenMonth.objects.order_by("month").values_list("age_days", flat=True)
    assert list(ages) == [21, 49, 51]


def test_what_was_delivered_is_not_owed_any_more():
    write(clock_vector())
    assert delivery.deliver_batch(after(london("2025-06-01"), 0)) == len(clock_vector())
    assert delivery.deliver_batch(after(london("2025-06-01"), 0)) == 0
