"""The file on its way from its builder through the supervisor's gate to the CPS."""

from dataclasses import dataclass
from typing import ClassVar

from casework.events import NamesContact, Payload, event
from casework.lifecycle import Holder, Status


@event("charging.file_sent_to_supervisor", says="Sent to a supervisor (round {round_no})")
@dataclass(frozen=True, kw_only=True)
class FileSentToSupervisor(Payload):
    """The builder says the file is ready."""

    page: ClassVar[tuple[str, ...]] = ("charging:submission_sign_off", "submission_id")
    acted_on_while: ClassVar[Status | None] = Status.WITH_SUPERVISOR

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


@event("charging.gaps_explained", says="Reasons given for sending the file with gaps")
@dataclass(frozen=True, kw_only=True)
class GapsExplained(Payload):
    """Police said why the file goes although rows are missing, or took that back; codes of rows only."""

    rows: list[str]
    withdrawn: list[str]
