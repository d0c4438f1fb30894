"""Of the days to charge, those with police."""

from django.db.models import Q

from metrics.definition import AT_OUTCOME, Direction, Kind, Metric
from metrics.models import FactSuspect, Outcome

METRIC = Metric(
    id="pcd-days-with-police",
    title="Of which: days with police",
    definition="Days, between first submission and the decision to charge, when the file was back with police.",
    stage="Pre-charge",
    unit="suspect",
    kind=Kind.DURATION,
    fact=FactSuspect,
    denominator=Q(outcome=Outcome.CHARGE),
    measure="days_with_police",
    adds_up=True,
    period="outcome_on",
    attribution=AT_OUTCOME,
    numerator_says="The days of each suspect in which police had the file.",
    denominator_says="Suspects for whom a charge was authorised in the month.",
    clock_says=(
        "From a triage rejection, an action plan or early advice until the next receipt, added up. "
        "Calendar days in London. "
        "For every suspect, days with police and days with the CPS make the total."
    ),
    whose_clock="police",
    direction=Direction.DOWN,
    published_equivalent="None.",
    cautions=(
        "Splitting one request into several moves days from one agency to the other.",
        "A partial reply leaves the file with police until all essential items are answered.",
    ),
    counterweights=("pcd-days-with-cps", "pcd-open-work"),
    exclusions=("Suspects who were not charged are left out, as in the total.",),
)
