"""What a metric is: one declaration that the page, the API, the SQL, the list behind a figure and the tests read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Model, Q, QuerySet

from metrics.models import Level


class Kind(StrEnum):
    """How the figures of a metric may be read and added up."""

    COUNT = "count"
    RATE = "rate"
    DURATION = "duration"
    STOCK = "stock"


class Direction(StrEnum):
    """Which way is good. Neutral metrics have no target and are never called better or worse."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Attribution:
    """Whose figure a row is: the columns with the codes stamped on one event, and that event in words."""

    says: str
    force: str
    police_unit: str
    cps_area: str
    cps_unit: str

    @property
    def columns(self) -> Mapping[Level, str]:
        """The column of each level below the nation."""
        return {
            Level.AREA: self.cps_area,
            Level.FORCE: self.force,
            Level.POLICE_UNIT: self.police_unit,
            Level.CPS_UNIT: self.cps_unit,
        }


def _stamped(says: str, prefix: str = "") -> Attribution:
    return Attribution(says, f"{prefix}force", f"{prefix}police_unit", f"{prefix}cps_area", f"{prefix}cps_unit")


AT_RECEIPT = _stamped("the force and Area named on the first receipt", "receipt_")
AT_OUTCOME = _stamped("the force and Area named on the decision", "outcome_")
AT_TRIAGE = _stamped("the force and Area named on the triage check")
AT_ESCALATION = _stamped("the force and Area named when the step was raised")
AT_PRESENT = _stamped("the force and Area named on the latest event before the end of the month")

B1 = ("nation", "area", "force", "unit", "month", "12 months", "custody basis")
B2 = ("nation", "area", "force", "month", "12 months", "custody basis")


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric. `denominator` says which facts belong, `numerator` which of these count; None means all.

    `measure` is a whole-number field whose distribution is kept; `adds_up` that it is one part of another
    metric's measure, so that averages are read first. `parts` is a field with choices by which the list behind
    a figure is also counted. `period` is the date that places a
    fact in a month. Words meant for people are whole sentences without names of columns.
    """

    id: str
    title: str
    definition: str
    stage: str
    unit: str
    kind: Kind
    fact: type[Model]
    period: str
    attribution: Attribution
    numerator_says: str
    denominator_says: str
    clock_says: str
    whose_clock: str
    direction: Direction
    published_equivalent: str
    cautions: tuple[str, ...]
    counterweights: tuple[str, ...]
    exclusions: tuple[str, ...]
    breakdowns: tuple[str, ...] = B1
    denominator: Q | None = None
    numerator: Q | None = None
    measure: str | None = None
    measure_unit: str = "days"
    adds_up: bool = False
    parts: str = ""
    version: str = "1.0"
    effective_from: date = date(2026, 4, 1)
    owner: str = "Joint performance board, CPS and National Police Chiefs' Council"

    @property
    def rows(self) -> "QuerySet[Model]":
        """The facts that the figure counts: what the cells, the list behind it and the tests all read."""
        placed = Q(**{f"{self.period}__isnull": False})
        return self.fact._default_manager.filter(placed, self.denominator or Q()).order_by()
