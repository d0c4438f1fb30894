"""Charge rate."""

from django.db.models import Q

from metrics.definition import AT_OUTCOME, B2, Direction, Kind, Metric
from metrics.models import FactSuspect, Outcome

LEGAL_DECISIONS = (Outcome.CHARGE, Outcome.NFA_EVIDENTIAL, Outcome.NFA_PUBLIC_INTEREST, Outcome.OOCD)

METRIC = Metric(
    id="pcd-charge-rate",
    title="Charge rate",
    definition="Of people who got a legal decision, the share for whom a charge was authorised.",
    stage="Pre-charge",
    unit="suspect",
    kind=Kind.RATE,
    fact=FactSuspect,
    denominator=Q(outcome__in=LEGAL_DECISIONS),
    numerator=Q(outcome=Outcome.CHARGE),
    period="outcome_on",
    attribution=AT_OUTCOME,
    breakdowns=B2,
    numerator_says="Suspects for whom a prosecutor authorised a charge in the month.",
    denominator_says=(
        "Suspects with a legal decision in the month: charge, no further action (evidential or public "
        "interest) or an out-of-court disposal."
    ),
    clock_says="No clock. The month is that of the decision.",
    whose_clock="CPS",
    direction=Direction.NEUTRAL,
    published_equivalent="CPS quarterly data summary: charge rate, 76 to 80% of legal decisions.",
    cautions=(
        "It is not a success rate: it rises if weak files never come or are closed without a decision.",
        "It is not charges over referrals: those are different people.",
    ),
    counterweights=("pcd-referrals", "pcd-open-work"),
    exclusions=("Suspects closed without a decision are not in the denominator.",),
)
