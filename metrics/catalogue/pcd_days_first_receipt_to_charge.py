"""Days from first submission to the decision to charge."""

from django.db.models import Q

from metrics.definition import AT_OUTCOME, Direction, Kind, Metric
from metrics.models import FactSuspect, Outcome

METRIC = Metric(
    id="pcd-days-first-receipt-to-charge",
    title="Days from first submission to decision to charge",
    definition="How long from police first sending the file until a charge was authorised.",
    stage="Pre-charge",
    unit="suspect",
    kind=Kind.DURATION,
    fact=FactSuspect,
    denominator=Q(outcome=Outcome.CHARGE),
    measure="days_total",
    period="outcome_on",
    attribution=AT_OUTCOME,
    numerator_says="The days of each suspect, one by one.",
    denominator_says="Suspects for whom a charge was authorised in the month.",
    clock_says=(
        "From the first receipt by the CPS, for advice or for a charging decision, to the decision to charge. "
        "Calendar days in London; never paused; the same day is 0."
    ),
    whose_clock="joint",
    direction=Direction.DOWN,
    published_equivalent="CPS quarterly data summary: average (mean) days to charge, 46 in the year to March 2025.",
    cautions=(
        "Only finished work is measured: always read it beside open work.",
        "Custody files are decided in hours and others in weeks, so the mix decides the figure: choose one basis.",
    ),
    counterweights=("pcd-open-work", "fq-first-submission-acceptance"),
    exclusions=("Suspects who were not charged are left out, as in the published figure.",),
)
