"""Escalations taken to the first step of the ladder, and what came of them there."""

from django.db.models import Q

from metrics.definition import AT_ESCALATION, Direction, Kind, Metric
from metrics.models import FactEscalation, StepOutcome

METRIC = Metric(
    id="dis-escalations-first-step",
    title="Escalations, first step",
    definition="Share of what police took to the first step that the CPS then changed, in whole or in part.",
    stage="Disagreement",
    unit="escalation",
    kind=Kind.RATE,
    fact=FactEscalation,
    denominator=Q(step=1),
    numerator=Q(outcome__in=[StepOutcome.CHANGED, StepOutcome.IN_PART]),
    parts="outcome",
    period="raised_on",
    attribution=AT_ESCALATION,
    numerator_says="Of these, escalations answered on this step with a change, in whole or in part.",
    denominator_says="Escalations of a decision, a rejection or an action plan taken to the first step in the month.",
    clock_says="No clock. The month is that in which the step was raised.",
    whose_clock="joint",
    direction=Direction.NEUTRAL,
    published_equivalent="None.",
    cautions=(
        "A step can be answered after the month in which it was raised, so a month can still rise.",
        "Every outcome is told apart in the list behind the figure.",
    ),
    counterweights=("dis-escalations-second-step", "dis-contests-overturned"),
    exclusions=("Nothing is left out: what is not answered yet counts below the line.",),
)
