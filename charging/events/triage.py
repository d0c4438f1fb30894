"""The CPS's first look at a submission."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from casework.events import NamesContact, Payload, event
from casework.lifecycle import Holder


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
