"""How a suspect leaves the stage before charge."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.events import Payload, event
from casework.lifecycle import Holder, Status


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


@event("charging.reopening_asked", says="Police asked to have a closed case reopened")
@dataclass(frozen=True, kw_only=True)
class ReopeningAsked(Payload):
    """Police have what was missing; `closed_event_id` is the event of the closing, `closing_id` its row (version 2)."""

    schema_version: ClassVar[int] = 2
    page: ClassVar[tuple[str, ...]] = ("charging:reopening", "closing_id")

    closed_event_id: str
    closing_id: int | None = None


@event("charging.reopening_refused", says="The CPS refused to reopen a closed case")
@dataclass(frozen=True, kw_only=True)
class ReopeningRefused(Payload):
    """It stays closed."""

    closed_event_id: str


@event("charging.suspect_reopened", code="E35", says="Reopened: {stands}", holder=Holder.POLICE)
@dataclass(frozen=True, kw_only=True)
class SuspectReopened(Payload):
    """Back to where it stood before it was closed; police owe it again. `stands` is the status."""

    closed_event_id: str
    stands: str

    def holder_after(self) -> Holder | None:
        """Give it back to police: to charge, where a charge had been authorised."""
        return Holder.POLICE_TO_CHARGE if self.stands == Status.AUTHORISED else self.holder
