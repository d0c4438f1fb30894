"""Figures in words, the same on every page, chart and export."""

from datetime import datetime

from foundation.percentiles import percentage
from foundation.periods import Month, local_date
from foundation.working_days import bundled
from metrics.definition import Kind, Metric
from metrics.queries.figures import Figure

TOO_FEW = "too few"


def value(figure: Figure) -> str:
    """Write the headline of a figure, or why there is none."""
    metric = figure.metric
    if metric.kind in {Kind.COUNT, Kind.STOCK}:
        return f"{figure.denominator:,}"
    if not figure.is_enough:
        return f"too few to show ({figure.denominator})" if figure.denominator else "none"
    return f"{figure.rate}%" if metric.kind is Kind.RATE else length(metric, figure.median)


def length(metric: Metric, number: int | None) -> str:
    """Write "1 day", "23 days", "5 hours", or that there are too few."""
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
    words = f"Median of {units(metric, d)}"
    nine_in_ten = f"; 9 in 10 within {length(metric, figure.p90)}" if figure.p90 is not None else ""
    return words + nine_in_ten


def units(metric: Metric, number: int) -> str:
    """Write "1 suspect", "27 suspects"."""
    return f"{number:,} {metric.unit}{'' if number == 1 else 's'}"


def share(figure: Figure) -> str:
    """Write which share of a measured metric counts, or that there are too few."""
    if not figure.is_enough:
        return TOO_FEW
    return f"{percentage(figure.numerator, figure.denominator)}%"


def state(month: Month, at: datetime) -> str:
    """Say how firm the figures of a month are."""
    if at > month.freezes_at:
        return "Frozen"
    return "Provisional" if local_date(at) >= month.provisional_on(bundled()) else "Live"
