"""Contested rejections and escalations in the figures: as the ledger tells of them, counted again by hand."""

import re
from collections import Counter, defaultdict

import pytest
from django.urls import reverse

from casework.models import CaseEvent
from foundation.periods import Month, local_date
from metrics.catalogue import BY_ID
from metrics.models import FactEscalation, FactSubmission
from metrics.operations import refresh
from metrics.queries.figures import load
from tests.metrics.histories import (
    challenged,
    escalated,
    escalation_closed,
    london,
    received,
    resolved,
    step_answered,
    triaged,
    write,
)  # fmt: skip

pytestmark = pytest.mark.django_db
LATER = london("2025-06-15")
STEPS = {1: "dis-escalations-first-step", 2: "dis-escalations-second-step", 3: "dis-escalations-third-step"}


def rejected(number, *rest, on="2025-01-06", **more):
    """A submission of a case of its own that was received and rejected, and what came after."""
    who = {"case": number, "suspects": [number * 10], **more}
    return [received("2025-01-03", number, **who), triaged(on, number, "reject", ["TR06"], **who), *rest]


def of(number, make, at, **more):
    """An event about the submission of a case, or its escalation."""
    return make(at, number, case=number, suspects=[number * 10], **more)


def refresh_all(rows):
    write(rows)
    refresh.refresh_cases({event.case_id for event in rows}, LATER)


@pytest.mark.parametrize(
    ("rest", "contest", "settled"),
    [
        ([], "", None),
        ([(challenged, "2025-01-08", {})], "open", None),
        ([(challenged, "2025-01-08", {}), (resolved, "2025-02-03", {"result": "upheld"})], "upheld", "2025-02-03"),
        ([(challenged, "2025-01-08", {}), (resolved, "2025-01-09", {})], "overturned", "2025-01-09"),
        (
            [(challenged, "2025-01-08", {}), (resolved, "2025-01-10", {"result": "overtaken"})],
            "overtaken",
            "2025-01-10",
        ),
        (
            [
                (challenged, "2025-01-08", {}),
                (resolved, "2025-01-10", {"result": "upheld"}),
                (resolved, "2025-02-20", {}),
            ],
            "overturned",
            "2025-01-10",
        ),
    ],
)
def test_a_contest_stands_as_it_was_decided_last_and_is_placed_where_it_was_decided_first(rest, contest, settled):
    refresh_all(rejected(1, *(of(1, make, at, **more) for make, at, more in rest)))
    found = FactSubmission.objects.get()
    assert (found.contest, found.contest_settled_on and str(found.contest_settled_on)) == (contest, settled)
    assert (found.contested_on is not None) == bool(rest)
    assert found.accepted == (contest == "overturned")


@pytest.mark.parametrize(
    ("rest", "outcome", "days"),
    [
        ([], "open", None),
        ([(step_answered, "2025-01-13", {"outcome": "changed"})], "changed", 3),
        ([(step_answered, "2025-01-13", {"outcome": "partly"})], "partly", 3),
        ([(step_answered, "2025-01-13", {}), (escalation_closed, "2025-01-20", {})], "stands", 3),
        ([(escalation_closed, "2025-01-20", {})], "withdrawn", 10),
        ([(escalation_closed, "2025-01-20", {"outcome": "overtaken"})], "overtaken", 10),
        ([(escalated, "2025-01-17", {"step": 2})], "gone_on", 7),
        ([(escalated, "2025-01-17", {"step": 2}), (escalation_closed, "2025-01-20", {"step": 2})], "gone_on", 7),
    ],
)
def test_a_step_ends_with_its_answer_or_else_with_the_next_step_or_the_escalation(rest, outcome, days):
    refresh_all([of(1, escalated, "2025-01-10"), *(of(1, make, at, **more) for make, at, more in rest)])
    found = FactEscalation.objects.get(step=1)
    assert (found.outcome, found.days) == (outcome, days)
    assert (found.force, found.cps_area, found.segment) == ("01", "LN", "unknown")


def test_a_step_is_told_apart_by_the_custody_basis_of_the_receipt_before_it():
    who = {"case": 1, "suspects": [10]}
    refresh_all([
        received("2025-01-03", 1, basis="bail", **who),
        received("2025-01-09", 2, basis="custody", **who),
        of(1, escalated, "2025-01-10"),
        received("2025-01-12", 3, basis="bail", **who),
    ])  # fmt: skip
    assert FactEscalation.objects.get().segment == "custody"


def contested(number, month):
    """What became of every second rejection: decided, overtaken or open, in its month or the next."""
    if number % 2 == 0:
        return []
    result = ("upheld", "overturned", "overtaken", "")[number // 2 % 4]
    decided = [of(number, resolved, f"2025-{month + number % 3:02d}-12", result=result)] if result else []
    return [of(number, challenged, f"2025-{month:02d}-08"), *decided]


def up_the_ladder(number, month):
    """None to four steps, each answered in some way or not at all."""
    rows = []
    for step in range(1, number % 5):
        rows.append(of(number, escalated, f"2025-{month:02d}-{10 + 2 * step}", step=step))
        outcome = ("changed", "stands", "partly", "")[(number + step) % 4]
        if outcome:
            rows.append(of(number, step_answered, f"2025-{month:02d}-{11 + 2 * step}", step=step, outcome=outcome))
    return rows


def many():
    """Thirty rejections over three months, contested and escalated in every way, by turns."""
    rows = []
    for number in range(1, 31):
        month = number % 3 + 1
        rows += rejected(number, on=f"2025-{month:02d}-06") + contested(number, month) + up_the_ladder(number, month)
    return [*rows, of(7, escalation_closed, "2025-02-25", step=2)]


def month_of(event):
    day = local_date(event.at)
    return Month(day.year, day.month)


def by_hand():
    """Count the five metrics from the ledger's rows one by one: numerator and denominator by metric and month."""
    told = defaultdict(list)
    for event in CaseEvent.objects.order_by("at", "seq"):
        told[event.type.removeprefix("charging.")].append(event)
    found = defaultdict(Counter)
    contested = {e.details["submission_id"] for e in told["triage_challenged"] + told["triage_challenge_resolved"]}
    for event in told["triage_completed"]:
        found["dis-contested-rejections", month_of(event)]["all"] += 1
        found["dis-contested-rejections", month_of(event)]["part"] += event.details["submission_id"] in contested
    for event in told["triage_challenge_resolved"]:
        if event.details["result"] != "overtaken":
            found["dis-contests-overturned", month_of(event)]["all"] += 1
            found["dis-contests-overturned", month_of(event)]["part"] += event.details["result"] == "overturned"
    answers = {
        (e.details["escalation_id"], e.details["step"]): e.details["outcome"] for e in told["escalation_answered"]
    }
    for event in told["escalation_raised"]:
        key = (STEPS[min(3, event.details["step"])], month_of(event))
        found[key]["all"] += 1
        found[key]["part"] += answers.get((event.details["escalation_id"], event.details["step"])) in {
            "changed",
            "partly",
        }
    return {key: (counts["part"], counts["all"]) for key, counts in found.items()}


def test_the_figures_are_those_of_counting_the_ledger_by_hand():
    refresh_all(many())
    metrics = [metric for name, metric in BY_ID.items() if name.startswith("dis-")]
    figures = load(metrics, "nation", [""], (Month(2025, 1), Month(2025, 6)))
    counted = {(name, month): (found.numerator, found.denominator) for (name, _, month), found in figures.items()}
    assert len(metrics) == 5
    assert counted == by_hand()
    assert {name for name, _ in counted} == {metric.id for metric in metrics}


@pytest.mark.parametrize("reader", ["builder", "prosecutor"])
def test_both_agencies_read_how_many_there_were_of_each_outcome_and_open_the_cases(client, cast, reader):
    here = {"force": "45", "police_unit": "45AD", "cps_area": "south-east", "cps_unit": "south-east-mc"}
    rows = []
    for number, outcome in enumerate(["changed", "stands", "stands", ""], start=1):
        who = {"case": number, "suspects": [number * 10], "places": here}
        rows.append(escalated("2025-01-10", number, **who))
        if outcome:
            rows.append(step_answered("2025-01-13", number, outcome=outcome, **who))
    refresh_all(rows)
    client.force_login(getattr(cast, reader))
    address = reverse("metrics:list", args=["dis-escalations-first-step"])
    text = client.get(address, {"until": "2025-01"}).content.decode()
    told = dict(zip(*(iter(_terms(text)),) * 2, strict=True))
    assert told == {"Not answered yet": "1", "Changed": "1", "Stands": "2"}
    assert text.count("/case-files/01ab") + text.count("/case-files/01AB") == 4


def _terms(text):
    body = text[text.index("What came of all of these") : text.index("<table")]
    return [part.strip() for part in re.findall(r"<d[td][^>]*>([^<]+)</d[td]>", body)]
