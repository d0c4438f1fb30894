"""A definition as plain data: what the public API gives away."""

from typing import Any

from metrics.definition import Metric


def describe(metric: Metric) -> dict[str, Any]:
    """Write a definition as JSON has it, from the object that the figures are made by."""
    return {
        "id": metric.id,
        "title": metric.title,
        "definition": metric.definition,
        "stage": metric.stage,
        "unit": metric.unit,
        "kind": metric.kind.value,
        "numerator": metric.numerator_says,
        "denominator": metric.denominator_says,
        "clock": metric.clock_says,
        "whose_clock": metric.whose_clock,
        "measure_unit": metric.measure_unit if metric.measure else None,
        "attribution": metric.attribution.says,
        "direction": metric.direction.value,
        "breakdowns": list(metric.breakdowns),
        "published_equivalent": metric.published_equivalent,
        "cautions": list(metric.cautions),
        "exclusions": list(metric.exclusions),
        "counterweights": list(metric.counterweights),
        "version": metric.version,
        "effective_from": metric.effective_from.isoformat(),
        "owner": metric.owner,
    }
