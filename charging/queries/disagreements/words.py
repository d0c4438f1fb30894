"""What happened to a disagreement in words: the same word means another thing in each of them."""

from collections.abc import Callable, Mapping

from django.db.models import TextChoices

from casework.events import Payload
from casework.models import CaseEvent
from charging import events
from charging.lifecycle import Match
from charging.models import (
    EscalationOutcome,
    NotLaid,
    Settlement,
    UnusedOutcome,
    VictimReviewOutcome,
    VictimReviewStage,
)

SPOKEN: Mapping[type[Payload], tuple[str, type[TextChoices]]] = {
    events.MismatchSettled: ("settlement", Settlement),
    events.ChargeNotLaid: ("reason", NotLaid),
    events.UnusedAuthorityDecided: ("outcome", UnusedOutcome),
    events.EscalationAnswered: ("outcome", EscalationOutcome),
    events.EscalationClosed: ("outcome", EscalationOutcome),
    events.VictimReviewAsked: ("stage", VictimReviewStage),
    events.VictimReviewDecided: ("outcome", VictimReviewOutcome),
}
"""The field of each event that has words of its own."""


def _teller(payload: type[Payload], field: str, words: type[TextChoices]) -> Callable[[CaseEvent, str], str]:
    def tell(row: CaseEvent, says: str) -> str:
        label = str(words(row.details[field]).label)
        # "The CPS" stays as it is; other labels go on in the sentence.
        return payload.says.format(**row.details | {field: label[:1].lower() + label[1:]})

    return tell


def _amended(row: CaseEvent, says: str) -> str:
    """An amended charge is set against what the CPS said that it should be, which need not be what was authorised."""
    return "Charge amended by police, as the CPS said" if row.details["matches"] == Match.EXACT else says


DISAGREEMENT_SAID: Mapping[str, Callable[[CaseEvent, str], str]] = {
    payload.name: _teller(payload, field, words) for payload, (field, words) in SPOKEN.items()
} | {events.ChargeAmended.name: _amended}
