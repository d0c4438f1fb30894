"""Facts, one row per counted unit, and the cells that the figures are added up from."""

from metrics.models.cell import NO_LENGTH, Cell, Level
from metrics.models.escalations import FactEscalation, StepOutcome
from metrics.models.facts import Contested, FactOpenMonth, FactSubmission, FactSuspect, Outcome, Segment

__all__ = [
    "NO_LENGTH",
    "Cell",
    "Contested",
    "FactEscalation",
    "FactOpenMonth",
    "FactSubmission",
    "FactSuspect",
    "Level",
    "Outcome",
    "Segment",
    "StepOutcome",
]
