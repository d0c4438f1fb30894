"""Open pre-charge work."""

from django.db.models import Q

from metrics.definition import AT_PRESENT, Direction, Kind, Metric
from metrics.models import FactOpenMonth

METRIC = Metric(
    id="pcd-open-work",
    title="Open pre-charge work",
    definition="Suspects not yet decided, by who holds the file, and how old the work is.",
    stage="Pre-charge",
    unit="suspect",
    kind=Kind.STOCK,
    fact=FactOpenMonth,
    numerator=Q(holder="cps"),
    measure="age_days",
    period="month",
    attribution=AT_PRESENT,
    numerator_says="Of these, suspects whose file was with the CPS; the rest were with police.",
    denominator_says="Suspects received, and without a decision at the end of the month.",
    clock_says="Age in calendar days from the first receipt to the end of the month, or to today in this month.",
    whose_clock="joint",
    direction=Direction.DOWN,
    published_equivalent="CPS workload report: pre-charge cases with the CPS only.",
    cautions=(
        "The published count leaves out files that are back with police; this one shows both.",
        "Closing dormant files lowers it without any decision.",
    ),
    counterweights=("pcd-days-first-receipt-to-charge", "pcd-referrals"),
    exclusions=("Suspects authorised and waiting for police to charge are decided, so they are not open.",),
)
