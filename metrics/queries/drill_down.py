"""The list behind a figure: the metric's own condition, so it has as many rows as the figure says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Model, Q, QuerySet, Value

from metrics.definition import Metric
from metrics.models import (
    Contested,
    FactEscalation,
    FactOpenMonth,
    FactSubmission,
    FactSuspect,
    Level,
    Outcome,
    Segment,
    StepOutcome,
)
from metrics.permissions import Reach
from metrics.queries.pages import Choice

PAGE = 25


@dataclass(frozen=True)
class Column:
    """A column of the list: its heading and how to read it from a fact."""

    label: str
    read: Callable[[Any], object]
    numeric: bool = False


def _text(field: str) -> Callable[[Any], object]:
    return lambda fact: getattr(fact, field)


def _day(field: str) -> Callable[[Any], object]:
    def read(fact: Any) -> object:
        day: date | None = getattr(fact, field)
        return f"{day.day} {day:%B %Y}" if day else ""

    return read


def _outcome(fact: Any) -> object:
    return Outcome(fact.outcome).label if fact.outcome else "Open"


def _accepted(fact: Any) -> object:
    return {True: "Accepted", False: "Rejected", None: "Not triaged"}[fact.accepted]


def _contest(fact: Any) -> object:
    return Contested(fact.contest).label if fact.contest else ""


ABOUT = {"decision": "A decision", "rejection": "A rejection", "action_plan": "An action plan"}


COLUMNS: dict[type[Model], tuple[Column, ...]] = {
    FactSuspect: (
        Column("First received", _day("first_received_on")),
        Column("Outcome", _outcome),
        Column("Outcome on", _day("outcome_on")),
        Column("Days", _text("days_total"), numeric=True),
        Column("With police", _text("days_with_police"), numeric=True),
        Column("With CPS", _text("days_with_cps"), numeric=True),
    ),
    FactSubmission: (
        Column("Received", _day("received_on")),
        Column("Triaged", _day("triaged_on")),
        Column("Result", _accepted),
        Column("Contested", _contest),
        Column("Hours", _text("turnaround_hours"), numeric=True),
        Column("Working days", _text("turnaround_working_days"), numeric=True),
    ),
    FactEscalation: (
        Column("About", lambda fact: ABOUT.get(fact.about, "")),
        Column("Step", _text("step"), numeric=True),
        Column("Raised", _day("raised_on")),
        Column("Outcome", lambda fact: StepOutcome(fact.outcome).label),
        Column("On", _day("ended_on")),
        Column("Days", _text("days"), numeric=True),
    ),
    FactOpenMonth: (
        Column("Held by", lambda fact: "CPS" if fact.holder == "cps" else "Police"),
        Column("First received", _day("first_received_on")),
        Column("Held since", _day("held_since")),
        Column("Age in days", _text("age_days"), numeric=True),
        Column("Days held", _text("held_days"), numeric=True),
    ),
}


@dataclass(frozen=True)
class Listing:
    """One page of the list. `total` is the figure; `outside` are rows of other forces and Areas.

    `parts` says how many there are of each sort, where the metric names sorts.
    """

    rows: list[Any]
    total: int
    within: int
    page: int
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def outside(self) -> int:
        """How many rows the reader may not see."""
        return self.total - self.within

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.within // PAGE))


def facts_behind(metric: Metric, choice: Choice) -> "QuerySet[Any]":
    """Narrow the metric's own rows to a place, a month and a custody basis."""
    month = choice.until
    rows = metric.rows.filter(
        **{f"{metric.period}__gte": month.first_day, f"{metric.period}__lt": month.next.first_day}
    )
    if choice.place.level is not Level.NATION:
        rows = rows.filter(**{metric.attribution.columns[choice.place.level]: choice.place.code})
    if choice.segment is not Segment.ALL:
        rows = rows.filter(segment=choice.segment)
    return rows


def listing(metric: Metric, choice: Choice, reach: Reach, page: int) -> Listing:
    """Read one page of what is behind a figure, newest first, for cases within reach."""
    everything = facts_behind(metric, choice)
    at = metric.attribution
    within = Q(**{f"{at.force}__in": reach.forces}) | Q(**{f"{at.cps_area}__in": reach.areas})
    counted = everything.aggregate(total=Count("pk"), within=Count("pk", filter=within))
    page = min(max(page, 1), max(1, -(-counted["within"] // PAGE)))
    counts = ExpressionWrapper(metric.numerator, BooleanField()) if metric.numerator else Value(True)
    rows = (
        everything.filter(within)
        .annotate(counts=counts)
        .order_by(f"-{metric.period}", "-case_id", "-pk")[(page - 1) * PAGE : page * PAGE]
    )
    return Listing(list(rows), counted["total"], counted["within"], page, parts_of(metric, everything))


def parts_of(metric: Metric, rows: "QuerySet[Any]") -> tuple[tuple[str, int], ...]:
    """Count some rows of a metric by its sorts, in the order of the choices; a sort without any is left out."""
    if not metric.parts:
        return ()
    found: dict[str, int] = dict(rows.order_by().values_list(metric.parts).annotate(Count("pk")))
    choices: Any = metric.fact._meta.get_field(metric.parts)
    return tuple((str(label), found[value or ""]) for value, label in choices.choices if found.get(value or ""))
