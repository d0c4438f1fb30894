"""Figures: cells added up, and what may be said of the sum."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Sum

from foundation import percentiles
from foundation.periods import Month, month_of
from metrics.definition import Kind, Metric
from metrics.models import NO_LENGTH, Cell, Level, Segment

FEWEST_FOR_A_RATE = 10
FEWEST_FOR_A_P90 = 30
BINS = ((0, 0), (1, 2), (3, 7), (8, 28), (29, 56), (57, 90), (91, 180), (181, 365), (366, None))
AGE_BANDS = ((0, 28), (29, 56), (57, 90), (91, 180), (181, None))


@dataclass(frozen=True)
class Figure:
    """One metric in one place and span of months: counts, never a percentage."""

    metric: Metric
    numerator: int = 0
    denominator: int = 0
    histogram: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(
            self.metric,
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            Counter(self.histogram) + Counter(other.histogram),
        )

    @property
    def is_enough(self) -> bool:
        """Whether a rate or a median may be shown."""
        return self.denominator >= FEWEST_FOR_A_RATE

    @property
    def rate(self) -> Decimal | None:
        """The numerator as a percentage of the denominator; None where there are too few."""
        return percentiles.percentage(self.numerator, self.denominator) if self.is_enough else None

    @property
    def median(self) -> int | None:
        """The middle value, rounded half up; None where there are too few."""
        return self._percentile("0.5", FEWEST_FOR_A_RATE)

    @property
    def p90(self) -> int | None:
        """The value that nine in ten do not exceed; None where there are too few."""
        return self._percentile("0.9", FEWEST_FOR_A_P90)

    @property
    def mean(self) -> Decimal | None:
        """The average, as published elsewhere; None where there are too few."""
        exact = percentiles.mean(self.histogram) if self.is_enough else None
        return None if exact is None else percentiles.round_half_up(exact, 1)

    @property
    def headline(self) -> int | Decimal | None:
        """The one number of a duration: the average where it adds up to another metric's, else the median."""
        return self.mean if self.metric.adds_up else self.median

    @property
    def total(self) -> int:
        """All values added up."""
        return sum(value * times for value, times in self.histogram.items())

    def in_bins(self, bins: Iterable[tuple[int, int | None]] = BINS) -> list[tuple[str, int]]:
        """How many values lie in each fixed bin."""
        return [
            (
                _bin_label(low, high),
                sum(n for v, n in self.histogram.items() if v >= low and (high is None or v <= high)),
            )
            for low, high in bins
        ]

    def _percentile(self, share: str, fewest: int) -> int | None:
        if self.denominator < fewest:
            return None
        exact = percentiles.percentile_cont(self.histogram, share)
        return None if exact is None else int(percentiles.round_half_up(exact))


def _bin_label(low: int, high: int | None) -> str:
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}"


Key = tuple[str, str, Month]


def load(
    metrics: Collection[Metric],
    level: Level,
    codes: Collection[str] | None,
    months: tuple[Month, Month],
    segment: Segment = Segment.ALL,
) -> dict[Key, Figure]:
    """Read figures by metric id, code and month, in one query; `codes` None means every place of the level."""
    by_id = {metric.id: metric for metric in metrics}
    where = Q(metric__in=list(by_id), level=level, segment=segment) & Q(
        month__gte=months[0].first_day, month__lte=months[1].first_day
    )
    if codes is not None:
        where &= Q(code__in=list(codes))
    rows: Any = (
        Cell.objects.filter(where)
        .order_by()
        .values_list("metric", "code", "month")
        .annotate(part=Sum("numerator"), whole=Sum("denominator"))
        .annotate(values=ArrayAgg("value"), times=ArrayAgg("denominator"))
    )
    return {
        (metric, code, month_of(day)): Figure(by_id[metric], part, whole, _histogram(values, times))
        for metric, code, day, part, whole, values, times in rows
    }


def _histogram(values: list[int], times: list[int]) -> dict[int, int]:
    """Put lengths and their numbers together; both lists are in the order of the same rows."""
    return {} if values == [NO_LENGTH] else dict(zip(values, times, strict=True))


def over(metric: Metric, figures: Iterable[Figure | None]) -> Figure:
    """Put months together: sums over sums; of a stock the last month, because stocks do not add up."""
    there = [figure for figure in figures if figure is not None]
    if metric.kind is Kind.STOCK:
        return there[-1] if there else Figure(metric)
    return sum(there, Figure(metric))
