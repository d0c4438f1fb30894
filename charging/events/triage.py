"""The CPS's first look at a submission, and what police can say against it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from accounts.roles import Role
from casework.events import NamesContact, Payload, event
from casework.lifecycle import Holder, Status


@event("charging.triage_completed", code="E12", says="CPS triage: {result}")
@dataclass(frozen=True, kw_only=True)
class TriageCompleted(Payload):
    """The CPS accepted or rejected the submission. An accepted red file that is not to standard has reasons too."""

    contact: ClassVar[NamesContact | None] = NamesContact("assistant", role=Role.CASEWORK_ASSISTANT)

    submission_id: int
    result: str
    reason_codes: list[str]
    respond_by: date | None

    def holder_after(self) -> Holder | None:
        """Give the file back to police where it was rejected."""
        return Holder.POLICE if self.result == "reject" else None


@event("charging.triage_passed_on", says="Passed to second triage")
@dataclass(frozen=True, kw_only=True)
class TriagePassedOn(Payload):
    """The first triage passed early advice to a legal manager, who accepts or rejects it."""

    contact: ClassVar[NamesContact | None] = NamesContact("assistant", role=Role.CASEWORK_ASSISTANT)
    page: ClassVar[tuple[str, ...]] = ("charging:triage", "submission_id")
    acted_on_while: ClassVar[Status | None] = Status.SECOND_TRIAGE

    submission_id: int


@event("charging.triage_challenged", code="E13", says="Rejection contested by police")
@dataclass(frozen=True, kw_only=True)
class TriageChallenged(Payload):
    """Police say that the file should not have come back; somebody else at the CPS decides."""

    page: ClassVar[tuple[str, ...]] = ("charging:contest", "contest_id")

    submission_id: int
    contest_id: int


@event("charging.triage_challenge_resolved", code="E14", says="Contested rejection: {result}")
@dataclass(frozen=True, kw_only=True)
class TriageChallengeResolved(Payload):
    """What came of it: upheld, overturned, or overtaken because the file went on meanwhile."""

    page: ClassVar[tuple[str, ...]] = ("charging:contest", "contest_id")

    submission_id: int
    contest_id: int
    result: str

    def holder_after(self) -> Holder | None:
        """Give the file back to the CPS where the rejection was overturned."""
        return Holder.CPS if self.result == "overturned" else None


@event("charging.response_reminded", says="Police reminded to respond to the rejection")
@dataclass(frozen=True, kw_only=True)
class ResponseReminded(Payload):
    """Nothing came back by the day that triage set for a reminder."""

    submission_id: int


@event("charging.submission_withdrawn", code="E12", says="Submission withdrawn by police", holder=Holder.POLICE)
@dataclass(frozen=True, kw_only=True)
class SubmissionWithdrawn(Payload):
    """Police took the file back before a decision; `triaged` where the CPS had accepted it already."""

    submission_id: int
    triaged: bool
