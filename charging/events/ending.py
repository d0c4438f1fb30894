"""How a suspect leaves the stage before charge."""

from dataclasses import dataclass
from datetime import datetime

from casework.events import Payload, event
from casework.lifecycle import Holder


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
