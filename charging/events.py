"""What can happen between the first submission and the charge, and who holds the file after it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from casework.events import NamesContact, Payload, event
from casework.lifecycle import Holder


@event("charging.file_sent_to_supervisor", says="Sent to a supervisor (round {round_no})")
@dataclass(frozen=True, kw_only=True)
class FileSentToSupervisor(Payload):
    """The builder says the file is ready."""

    submission_id: int
    round_no: int


@event("charging.file_returned_by_supervisor", says="Sent back to the builder by the supervisor")
@dataclass(frozen=True, kw_only=True)
class FileReturnedBySupervisor(Payload):
    """The supervisor says it is not."""

    contact: ClassVar[NamesContact | None] = NamesContact("supervisor")

    submission_id: int


@event("charging.file_signed_off", says="Signed off by the supervisor")
@dataclass(frozen=True, kw_only=True)
class FileSignedOff(Payload):
    """The supervisor vouches for the file; gate time ends here. `lent` where sign-off was lent to them."""

    contact: ClassVar[NamesContact | None] = NamesContact("supervisor")

    submission_id: int
    lent: bool = False


@event(
    "charging.submission_sent",
    code="E10",
    says="Submitted to the CPS (round {round_no}, attempt {seq_in_round})",
)
@dataclass(frozen=True, kw_only=True)
class SubmissionSent(Payload):
    """Police sent the file: the sent side of the receipt."""

    submission_id: int
    round_no: int
    seq_in_round: int
    purpose: str
    review_type: str
    stream: str
    checklist_version: str
    document_digests: list[str]


@event("charging.submission_received", code="E11", says="Received by the CPS", holder=Holder.CPS)
@dataclass(frozen=True, kw_only=True)
class SubmissionReceived(Payload):
    """The CPS has the file, so its clock runs. `custody_basis` is that of the first suspect most confined."""

    submission_id: int
    round_no: int
    seq_in_round: int
    purpose: str
    review_type: str
    stream: str
    custody_basis: str


@event("charging.triage_completed", code="E12", says="CPS triage: {result}")
@dataclass(frozen=True, kw_only=True)
class TriageCompleted(Payload):
    """The casework assistant accepted or rejected the submission, with coded reasons."""

    contact: ClassVar[NamesContact | None] = NamesContact("assistant")

    submission_id: int
    result: str
    reason_codes: list[str]
    respond_by: date | None

    def holder_after(self) -> Holder | None:
        """Give the file back to police where it was rejected."""
        return Holder.POLICE if self.result == "reject" else None


@event("charging.review_allocated", code="E15", says="Review allocated to a prosecutor")
@dataclass(frozen=True, kw_only=True)
class ReviewAllocated(Payload):
    """Who is to review the file."""

    contact: ClassVar[NamesContact | None] = NamesContact("prosecutor", "prosecutor_id")

    consultation_id: int
    prosecutor_id: int


@event("charging.consultation_completed", code="E16", says="Prosecutor's review completed")
@dataclass(frozen=True, kw_only=True)
class ConsultationCompleted(Payload):
    """The prosecutor finished a review; results by suspect key, as text because JSON has no other keys."""

    consultation_id: int
    submission_id: int
    results: dict[str, str]
    test: str
    custody_basis: str


@event("charging.action_plan_issued", code="E20", says="Action plan issued", holder=Holder.POLICE)
@dataclass(frozen=True, kw_only=True)
class ActionPlanIssued(Payload):
    """Further work that the prosecutor needs."""

    plan_id: int
    consultation_id: int
    stage: str
    plan_no: int


@event("charging.action_item_created", code="E21", says="Action item requested: {category}")
@dataclass(frozen=True, kw_only=True)
class ActionItemCreated(Payload):
    """One thing asked for, with the date first agreed."""

    item_id: int
    plan_id: int
    category: str
    essential: bool
    due_date_first_agreed: date


@event("charging.action_item_answered", code="E23", says="Action item answered: {answer}")
@dataclass(frozen=True, kw_only=True)
class ActionItemAnswered(Payload):
    """Police answered one item."""

    item_id: int
    plan_id: int
    answer: str


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


@event(
    "charging.suspect_charged",
    code="E31",
    says="Charged by police, {matches_authority}",
    holder=Holder.COURT,
)
@dataclass(frozen=True, kw_only=True)
class SuspectCharged(Payload):
    """Police laid the charge; it is compared with what was authorised: exact, lesser, different or none."""

    charged_at: datetime
    method: str
    offences: list[str]
    police_charged: bool
    matches_authority: str


@event("charging.nfa_decided", code="E33", says="No further action ({group})", holder=Holder.CLOSED)
@dataclass(frozen=True, kw_only=True)
class NfaDecided(Payload):
    """No prosecution; group is evidential or public_interest."""

    decision_id: int
    group: str
    reason_code: str
    victim_reason: bool


@event("charging.oocd_decided", code="E33", says="Out-of-court disposal", holder=Holder.CLOSED)
@dataclass(frozen=True, kw_only=True)
class OocdDecided(Payload):
    """Diverted from court by a disposal."""

    decision_id: int
    disposal: str


@event(
    "charging.suspect_admin_finalised",
    code="E34",
    says="Closed without a decision: {reason}",
    holder=Holder.CLOSED,
)
@dataclass(frozen=True, kw_only=True)
class SuspectAdminFinalised(Payload):
    """Closed because the file or the answers did not come back; can be reopened."""

    reason: str
    victim_reason: bool


@event("charging.gaps_explained", says="Reasons given for sending the file with gaps")
@dataclass(frozen=True, kw_only=True)
class GapsExplained(Payload):
    """Police said why the file goes although rows are missing, or took that back; codes of rows only."""

    rows: list[str]
    withdrawn: list[str]
