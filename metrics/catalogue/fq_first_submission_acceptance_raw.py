"""Right first time, as triage saw it."""

from django.db.models import Q

from metrics.definition import AT_TRIAGE, Direction, Kind, Metric
from metrics.models import FactSubmission

METRIC = Metric(
    id="fq-first-submission-acceptance-raw",
    title="Right first time, before challenge",
    definition="Share of files accepted at the first attempt, whatever police contested afterwards.",
    stage="File quality",
    unit="file",
    kind=Kind.RATE,
    fact=FactSubmission,
    denominator=Q(is_first=True, accepted_at_triage__isnull=False),
    numerator=Q(accepted_at_triage=True),
    period="triaged_on",
    attribution=AT_TRIAGE,
    numerator_says="Files whose first submission was accepted at triage in the month.",
    denominator_says="Files whose first submission was triaged in the month.",
    clock_says="No clock. The month is that of the triage check.",
    whose_clock="joint",
    direction=Direction.UP,
    published_equivalent="59.3% in 2022/23, as 100 less the 40.7% rejected at first triage.",
    cautions=("The gap to the rate after challenge is what the CPS overturned: read the two side by side.",),
    counterweights=("fq-first-submission-acceptance", "fq-triage-turnaround"),
    exclusions=("Submissions withdrawn before triage are left out.",),
)
