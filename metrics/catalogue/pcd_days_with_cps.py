"""Of the days to charge, those with the CPS."""

from django.db.models import Q

from metrics.definition import AT_OUTCOME, Direction, Kind, Metric
from metrics.models import FactSuspect, Outcome

METRIC = Metric(
    id="pcd-days-with-cps",
    title="Of which: days with the CPS",
    definition="Days, between first submission and the decision to charge, when the file was with the CPS.",
    stage="Pre-charge",
    unit="suspect",
    kind=Kind.DURATION,
    fact=FactSuspect,
    denominator=Q(outcome=Outcome.CHARGE),
    measure="days_with_cps",
    adds_up=True,
    period="outcome_on",
    attribution=AT_OUTCOME,
    numerator_says="The days of each suspect in which the CPS had the file.",
    denominator_says="Suspects for whom a charge was authorised in the month.",
    clock_says=(
        "From each receipt until a triage rejection, an action plan, early advice or the decision, added up. "
        "Calendar days in London. "
        "For every suspect, days with police and days with the CPS make the total."
    ),
    whose_clock="CPS",
    direction=Direction.DOWN,
    published_equivalent="None.",
    cautions=(
        "Rejecting a file or issuing an action plan stops this clock: read it beside first-time acceptance.",
        "Only finished work is measured: always read it beside open work.",
    ),
    counterweights=("fq-first-submission-acceptance", "pcd-days-with-police", "pcd-open-work"),
    exclusions=("Suspects who were not charged are left out, as in the total.",),
)
