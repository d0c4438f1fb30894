"""Figures in words, the same on every page, chart and export."""

from datetime import datetime
from decimal import Decimal

from foundation.percentiles import percentage
from foundation.periods import Month, local_date
from foundation.working_days import bundled
from metrics.definition import Kind, Metric
from metrics.queries.figures import Figure

TOO_FEW, NONE = "too few", "none"


def value(figure: Figure) -> str:
    """Write the headline of a figure, or why there is none."""
    metric = figure.metric
    if metric.kind in {Kind.COUNT, Kind.STOCK}:
        return f"{figure.denominator:,}"
    if not figure.is_enough:
        return f"too few to show ({figure.denominator})" if figure.denominator else NONE
    return f"{figure.rate}%" if metric.kind is Kind.RATE else length(metric, figure.headline)


def statistic(figure: Figure) -> str:
    """Name what the headline of a duration is; empty where it is no statistic."""
    return kind_of_average(figure.metric) if figure.is_enough and figure.metric.kind is Kind.DURATION else ""


def kind_of_average(metric: Metric) -> str:
    """Name the one number by which a duration is told first."""
    return "average" if metric.adds_up else "median"


def length(metric: Metric, number: int | Decimal | None) -> str:
    """Write "1 day", "23 days", "53.8 days", "5 hours", or that there are too few."""
    if number is None:
        return TOO_FEW
    unit = metric.measure_unit.removesuffix("s") if number == 1 else metric.measure_unit
    return f"{number:,} {unit}"


def detail(figure: Figure) -> str:
    """Write numerator and denominator of a figure in words."""
    metric, n, d = figure.metric, figure.numerator, figure.denominator
    if metric.kind is Kind.COUNT:
        return units(metric, d)
    if metric.kind is Kind.RATE:
        return f"{n:,} of {units(metric, d)}"
    if metric.kind is Kind.STOCK:
        return f"{d - n:,} with police, {n:,} with the CPS"
    return f"{spread(figure)} {units(metric, d)}." if figure.is_enough else units(metric, d)


def spread(figure: Figure) -> str:
    """Write the three statistics of a duration beside each other; there must be enough for a median."""
    metric = figure.metric
    nine_in_ten = "" if figure.p90 is None else f"; 9 in 10 within {length(metric, figure.p90)}"
    return f"Half within {length(metric, figure.median)}{nine_in_ten}; average {length(metric, figure.mean)}."


def units(metric: Metric, number: int) -> str:
    """Write "1 suspect", "27 suspects"."""
    return f"{number:,} {metric.unit}{'' if number == 1 else 's'}"


def share(figure: Figure) -> str:
    """Write which share of a measured metric counts, or why there is none."""
    if not figure.is_enough:
        return TOO_FEW if figure.denominator else NONE
    return f"{percentage(figure.numerator, figure.denominator)}%"


def statistic_cell(figure: Figure, number: int | Decimal | None) -> str:
    """Write a length for a table, or why there is none."""
    return length(figure.metric, number) if figure.denominator else NONE


def state(month: Month, at: datetime) -> str:
    """Say how much a month's figures may still be expected to change. None is ever closed."""
    if at > month.freezes_at:
        return "Settled"
    return "Settling" if local_date(at) >= month.provisional_on(bundled()) else "Live"
