"""Rejections that police contested."""

from django.db.models import Q

from metrics.definition import AT_TRIAGE, Direction, Kind, Metric
from metrics.models import FactSubmission

METRIC = Metric(
    id="dis-contested-rejections",
    title="Contested rejections",
    definition="Share of the submissions rejected at triage whose rejection police contested.",
    stage="Disagreement",
    unit="submission",
    kind=Kind.RATE,
    fact=FactSubmission,
    denominator=Q(accepted_at_triage=False),
    numerator=Q(contested_on__isnull=False),
    parts="contest",
    period="triaged_on",
    attribution=AT_TRIAGE,
    numerator_says="Of these, submissions whose rejection police contested, whatever came of that.",
    denominator_says="Submissions rejected at triage in the month, the first of a file or a later one.",
    clock_says="No clock. The month is that of the triage check.",
    whose_clock="joint",
    direction=Direction.NEUTRAL,
    published_equivalent="None.",
    cautions=(
        "A rejection can be contested after the month of its triage, so a month can still rise.",
        "A low share may mean that triage is right, or that contesting is too much work.",
    ),
    counterweights=("dis-contests-overturned", "fq-first-submission-acceptance-raw"),
    exclusions=("Submissions withdrawn before triage, and accepted ones, cannot be contested.",),
)
