"""Suspects referred."""

from metrics.definition import AT_RECEIPT, Direction, Kind, Metric
from metrics.models import FactSuspect

METRIC = Metric(
    id="pcd-referrals",
    title="Suspects referred",
    definition="People police first sent to the CPS, for early advice or a charging decision.",
    stage="Pre-charge",
    unit="suspect",
    kind=Kind.COUNT,
    fact=FactSuspect,
    period="first_received_on",
    attribution=AT_RECEIPT,
    numerator_says="Suspects whose first receipt by the CPS is in the month.",
    denominator_says="None: this is a count.",
    clock_says="No clock. The month is that of the first receipt.",
    whose_clock="joint",
    direction=Direction.NEUTRAL,
    published_equivalent="CPS quarterly data summary: referrals.",
    cautions=(
        "It falls if police stop asking, so a fall is not good or bad by itself.",
        "One case can hold several suspects: do not set it against counts of cases.",
    ),
    counterweights=("pcd-charge-rate", "pcd-open-work"),
    exclusions=("A suspect who comes back after the case was closed is not counted again.",),
)
