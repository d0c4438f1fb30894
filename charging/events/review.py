"""The prosecutor's review and what it decides."""

from dataclasses import dataclass
from typing import ClassVar

from casework.events import NamesContact, Payload, event
from casework.lifecycle import Holder


@event("charging.review_allocated", code="E15", says="Review allocated to a prosecutor")
@dataclass(frozen=True, kw_only=True)
class ReviewAllocated(Payload):
    """Who is to review the file; whom the service suggested, and by code why somebody else was chosen.

    `bulk_job_id` names the job where many reviews were given at once.
    """

    schema_version: ClassVar[int] = 2
    contact: ClassVar[NamesContact | None] = NamesContact("prosecutor", "prosecutor_id")

    consultation_id: int
    prosecutor_id: int
    suggested_id: int | None = None
    override: str = ""
    bulk_job_id: int | None = None


@event("charging.consultation_completed", code="E16", says="Prosecutor's review completed")
@dataclass(frozen=True, kw_only=True)
class ConsultationCompleted(Payload):
    """The prosecutor finished a review; results by suspect key, as text because JSON has no other keys."""

    consultation_id: int
    submission_id: int
    results: dict[str, str]
    test: str
    custody_basis: str


@event("charging.early_advice_given", code="E16", says="Early advice given", holder=Holder.POLICE)
@dataclass(frozen=True, kw_only=True)
class EarlyAdviceGiven(Payload):
    """Advice before a Code test is applied for."""

    decision_id: int


@event(
    "charging.charge_authorised",
    code="E30",
    says="Charge authorised ({test})",
    holder=Holder.POLICE_TO_CHARGE,
)
@dataclass(frozen=True, kw_only=True)
class ChargeAuthorised(Payload):
    """The prosecutor authorises; police charge."""

    decision_id: int
    offences: list[str]
    test: str


@event("charging.nfa_decided", code="E33", says="No further action ({group})", holder=Holder.CLOSED)
@dataclass(frozen=True, kw_only=True)
class NfaDecided(Payload):
    """No prosecution; group is evidential or public_interest."""

    decision_id: int
    group: str
    reason_code: str
    victim_reason: bool
    qualifies_for_victim_review: bool = False


@event("charging.oocd_decided", code="E33", says="Out-of-court disposal", holder=Holder.CLOSED)
@dataclass(frozen=True, kw_only=True)
class OocdDecided(Payload):
    """Diverted from court by a disposal."""

    decision_id: int
    disposal: str
