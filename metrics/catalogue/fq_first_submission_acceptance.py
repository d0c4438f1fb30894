"""Right first time."""

from django.db.models import Q

from metrics.definition import AT_TRIAGE, Direction, Kind, Metric
from metrics.models import FactSubmission

METRIC = Metric(
    id="fq-first-submission-acceptance",
    title="Right first time",
    definition="Share of files accepted at the first attempt, after challenge.",
    stage="File quality",
    unit="file",
    kind=Kind.RATE,
    fact=FactSubmission,
    denominator=Q(is_first=True, accepted__isnull=False),
    numerator=Q(accepted=True),
    period="triaged_on",
    attribution=AT_TRIAGE,
    numerator_says="Files whose first submission was accepted at triage in the month, or later on a challenge.",
    denominator_says="Files whose first submission was triaged in the month.",
    clock_says="No clock. The month is that of the triage check.",
    whose_clock="joint",
    direction=Direction.UP,
    published_equivalent="59.3% in 2022/23, as 100 less the 40.7% rejected at first triage.",
    cautions=(
        "An overturned rejection counts as accepted in the month of its triage, so a month can still rise.",
        "Fewer or later submissions raise it, and so do checks made outside the service.",
    ),
    counterweights=("fq-first-submission-acceptance-raw", "fq-triage-turnaround", "pcd-days-with-police"),
    exclusions=("Submissions withdrawn before triage are left out.",),
)
