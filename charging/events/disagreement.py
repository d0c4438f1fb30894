"""Where the agencies, or a victim, do not agree with what was decided or charged."""

from dataclasses import dataclass

from casework.events import Payload, event


@event("charging.decision_reviewed", code="E36", says="Decision looked at again: {result}")
@dataclass(frozen=True, kw_only=True)
class DecisionReviewed(Payload):
    """The last decision for a suspect was looked at again. Overturned, the file comes to the CPS with what follows."""

    kind: str
    original_decision_id: int | None
    result: str
