"""What can happen to the clocks of custody and bail; that they begin and end is said by the custody basis."""

from dataclasses import dataclass
from datetime import datetime

from casework.events.registry import Payload, event


@event("casework.detention_reviewed", says="Detention reviewed: {rank}")
@dataclass(frozen=True, kw_only=True)
class DetentionReviewed(Payload):
    """Somebody looked at whether detention is still necessary."""

    detention_id: int
    rank: str


@event("casework.detention_paused", says="Detention clock stopped: {kind}")
@dataclass(frozen=True, kw_only=True)
class DetentionPaused(Payload):
    """Time does not count from then on."""

    detention_id: int
    kind: str


@event("casework.detention_resumed", says="Detention clock started again")
@dataclass(frozen=True, kw_only=True)
class DetentionResumed(Payload):
    """Time counts again."""

    detention_id: int
    limit_expires_at: datetime | None


@event("casework.limit_extended", says="{clock} extended, agreed by: {rank}")
@dataclass(frozen=True, kw_only=True)
class LimitExtended(Payload):
    """Detention or bail may last longer: what was first due, what was due, what is due now."""

    clock: str
    limit: str
    original_deadline: datetime
    old_deadline: datetime
    limit_expires_at: datetime
    rank: str
