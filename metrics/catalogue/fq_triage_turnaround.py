"""Triage turnaround."""

from django.db.models import Q

from metrics.definition import AT_TRIAGE, Direction, Kind, Metric
from metrics.models import FactSubmission

METRIC = Metric(
    id="fq-triage-turnaround",
    title="Triage turnaround",
    definition="Time the CPS took to accept or reject a submission.",
    stage="File quality",
    unit="submission",
    kind=Kind.DURATION,
    fact=FactSubmission,
    denominator=Q(turnaround_hours__isnull=False, accepted__isnull=False),
    numerator=Q(turnaround_working_days__lte=1),
    measure="turnaround_hours",
    measure_unit="hours",
    period="triaged_on",
    attribution=AT_TRIAGE,
    numerator_says="Submissions triaged within 1 working day; the working day after receipt is day 1.",
    denominator_says="Submissions received and triaged, by the month of triage.",
    clock_says="From receipt to the triage check, in whole hours by the clock, nights and weekends included.",
    whose_clock="CPS",
    direction=Direction.DOWN,
    published_equivalent="None.",
    cautions=("Hours run over weekends: the share within 1 working day does not.",),
    counterweights=("fq-first-submission-acceptance",),
    exclusions=("Submissions triaged before they were received are counted as oddities, not here.",),
)
