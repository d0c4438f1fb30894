"""Figures as rows, for the API and the command: counts first, and what may be said of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Max

from foundation.periods import Month, month_of
from metrics.definition import Kind, Metric
from metrics.models import Cell, Level, Segment
from metrics.queries.figures import Figure, load, over
from metrics.queries.places import UNNAMED, names

LEVELS: dict[str, tuple[Level, ...]] = {
    "nation": (Level.NATION,),
    "area": (Level.AREA,),
    "force": (Level.FORCE,),
    "unit": (Level.POLICE_UNIT, Level.CPS_UNIT),
}


@dataclass(frozen=True)
class FigureRow:
    """One figure. `rate`, `median`, `p90` and `mean` are None where there are too few, or where they mean nothing."""

    metric: str
    version: str
    level: str
    code: str
    name: str
    period: str
    segment: str
    numerator: int | None
    denominator: int
    rate: float | None
    median: int | None
    p90: int | None
    mean: float | None

    def as_dict(self) -> dict[str, Any]:
        """The row as JSON has it."""
        return asdict(self)


@dataclass(frozen=True)
class Export:
    """Figures by month, and over all the months."""

    rows: list[FigureRow]
    totals: list[FigureRow]


def export(metric: Metric, first: Month, last: Month, by: str, segment: Segment) -> Export:
    """Read a metric for every place of a kind; months without anything counted are left out."""
    rows: list[FigureRow] = []
    totals: list[FigureRow] = []
    end = newest_month(metric, last) if metric.kind is Kind.STOCK else last
    for level in LEVELS[by]:
        called = names(level)
        by_place: dict[str, dict[Month, Figure]] = defaultdict(dict)
        for (_, code, month), figure in load([metric], level, None, (first, last), segment).items():
            by_place[code][month] = figure
        for code in sorted(by_place, key=lambda code: (called.get(code, UNNAMED), code)):
            place = (level.value, code, called.get(code, UNNAMED))
            months = by_place[code]
            rows += [_row(months[month], place, str(month), segment) for month in sorted(months)]
            totals.append(_row(_over(metric, months, end), place, f"{first} to {last}", segment))
    return Export(rows, totals)


def newest_month(metric: Metric, last: Month) -> Month:
    """Return the newest month up to `last` for which the metric was worked out anywhere; `last` where there is none.

    A place without a figure in that month had nothing then, however much it had before.
    """
    cells = Cell.objects.filter(metric=metric.id, level=Level.NATION, segment=Segment.ALL, month__lte=last.first_day)
    day = cells.aggregate(newest=Max("month"))["newest"]
    return month_of(day) if day else last


def _over(metric: Metric, months: dict[Month, Figure], end: Month) -> Figure:
    if metric.kind is Kind.STOCK:
        return months.get(end, Figure(metric))
    return over(metric, _in_order(months))


def _in_order(months: dict[Month, Figure]) -> Iterable[Figure]:
    return (months[month] for month in sorted(months))


def _row(figure: Figure, place: tuple[str, str, str], period: str, segment: Segment) -> FigureRow:
    metric = figure.metric
    parts = metric.numerator is not None
    measured = metric.measure is not None
    return FigureRow(
        metric=metric.id,
        version=metric.version,
        level=place[0],
        code=place[1],
        name=place[2],
        period=period,
        segment=segment.value,
        numerator=figure.numerator if parts else None,
        denominator=figure.denominator,
        rate=float(figure.rate) if parts and figure.rate is not None else None,
        median=figure.median if measured else None,
        p90=figure.p90 if measured else None,
        mean=float(figure.mean) if measured and figure.mean is not None else None,
    )
