"""Where the agencies, or a victim, do not agree with what was decided or charged."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.events import Payload, event


@event("charging.decision_reviewed", code="E36", says="Decision looked at again: {result}")
@dataclass(frozen=True, kw_only=True)
class DecisionReviewed(Payload):
    """The last decision for a suspect was looked at again. Overturned, the file comes to the CPS with what follows."""

    kind: str
    original_decision_id: int | None
    result: str


@event("charging.mismatch_explained", says="Charges that differ from the authority explained")
@dataclass(frozen=True, kw_only=True)
class MismatchExplained(Payload):
    """Police said why what they laid is not what was authorised."""

    page: ClassVar[tuple[str, ...]] = ("charging:mismatch", "mismatch_id")

    mismatch_id: int
    match: str
    in_time: bool


@event("charging.mismatch_settled", says="Charges that differ from the authority: {settlement}")
@dataclass(frozen=True, kw_only=True)
class MismatchSettled(Payload):
    """The CPS said what becomes of charges that are not those authorised."""

    page: ClassVar[tuple[str, ...]] = ("charging:mismatch", "mismatch_id")

    mismatch_id: int
    match: str
    settlement: str
    offences: list[str]
    in_time: bool


@event("charging.charge_amended", says="Charge amended by police, {matches}")
@dataclass(frozen=True, kw_only=True)
class ChargeAmended(Payload):
    """Police amended the charge before the first hearing; what was laid first stays in the ledger."""

    amendment_id: int
    amended_at: datetime
    offences: list[str]
    matches: str


@event("charging.charge_not_laid", code="E32", says="Police will not lay the charge that was authorised: {reason}")
@dataclass(frozen=True, kw_only=True)
class ChargeNotLaid(Payload):
    """Police say that an authority will not be used; `unused_id` is the key of what they said, since version 2."""

    schema_version: ClassVar[int] = 2
    page: ClassVar[tuple[str, ...]] = ("charging:unused_authority", "unused_id")

    decision_id: int
    reason: str
    unused_id: int | None = None


@event("charging.unused_authority_decided", says="Authority that police will not use: {outcome}")
@dataclass(frozen=True, kw_only=True)
class UnusedAuthorityDecided(Payload):
    """The CPS said what becomes of an authority that is not used."""

    decision_id: int
    outcome: str
    in_time: bool


@event("charging.escalation_raised", says="Escalated to step {step} of the ladder")
@dataclass(frozen=True, kw_only=True)
class EscalationRaised(Payload):
    """Police took a disagreement to a step; `rank` is the role in which they did."""

    page: ClassVar[tuple[str, ...]] = ("charging:escalation", "escalation_id")

    escalation_id: int
    about: str
    step: int
    rank: str


@event("charging.escalation_overdue", says="Escalation not answered in time on step {step}")
@dataclass(frozen=True, kw_only=True)
class EscalationOverdue(Payload):
    """Time ran out for an answer: police can take the next step, where there is one."""

    page: ClassVar[tuple[str, ...]] = ("charging:escalation", "escalation_id")

    escalation_id: int
    about: str
    step: int


@event("charging.escalation_answered", says="Escalation answered on step {step}: {outcome}")
@dataclass(frozen=True, kw_only=True)
class EscalationAnswered(Payload):
    """Somebody at the CPS who had no part in it before answered a step."""

    page: ClassVar[tuple[str, ...]] = ("charging:escalation", "escalation_id")

    escalation_id: int
    about: str
    step: int
    outcome: str
    in_time: bool


@event("charging.escalation_closed", says="Escalation ended: {outcome}")
@dataclass(frozen=True, kw_only=True)
class EscalationClosed(Payload):
    """It ended without an answer: police ended it, or what it was about was decided again otherwise.

    Why police ended it stands with the escalation.
    """

    page: ClassVar[tuple[str, ...]] = ("charging:escalation", "escalation_id")

    escalation_id: int
    about: str
    step: int
    outcome: str


@event("charging.victim_review_asked", says="The victim asked for a review: {stage}")
@dataclass(frozen=True, kw_only=True)
class VictimReviewAsked(Payload):
    """A victim used their right; `asked` says how it stands to the limits."""

    page: ClassVar[tuple[str, ...]] = ("charging:victim_review", "request_id")

    request_id: int
    decision_id: int
    stage: str
    asked: str


@event("charging.victim_review_decided", says="The victim's request decided: {outcome}")
@dataclass(frozen=True, kw_only=True)
class VictimReviewDecided(Payload):
    """What the victim is told of the decision that they asked to be looked at."""

    page: ClassVar[tuple[str, ...]] = ("charging:victim_review", "request_id")

    request_id: int
    decision_id: int
    stage: str
    outcome: str
    in_time: bool
