"""What the CPS decided of contested rejections."""

from django.db.models import Q

from metrics.definition import AT_TRIAGE, Direction, Kind, Metric
from metrics.models import Contested, FactSubmission

METRIC = Metric(
    id="dis-contests-overturned",
    title="Contested rejections overturned",
    definition="Share of the contested rejections decided in the month that the CPS overturned.",
    stage="Disagreement",
    unit="submission",
    kind=Kind.RATE,
    fact=FactSubmission,
    denominator=Q(accepted_at_triage=False, contest__in=[Contested.UPHELD, Contested.OVERTURNED]),
    numerator=Q(contest=Contested.OVERTURNED),
    parts="contest",
    period="contest_settled_on",
    attribution=AT_TRIAGE,
    numerator_says="Of these, rejections that were overturned, so that the file counts as accepted.",
    denominator_says="Contested rejections that were decided in the month: upheld or overturned.",
    clock_says="No clock. The month is that of the first decision about the contest.",
    whose_clock="joint",
    direction=Direction.NEUTRAL,
    published_equivalent="None.",
    cautions=(
        "A rejection that was upheld and then overturned on an escalation counts as overturned, in the month in "
        "which it was first decided.",
    ),
    counterweights=("dis-contested-rejections", "fq-first-submission-acceptance"),
    exclusions=(
        "Contests not yet decided, and those overtaken because the file went on before a decision, are left out.",
    ),
)
