"""Reviews that go back to the pool, and work that was put right."""

from dataclasses import dataclass

from casework.events import Payload, event


@event("charging.review_taken_back", code="E15", says="Review taken back to the pool")
@dataclass(frozen=True, kw_only=True)
class ReviewTakenBack(Payload):
    """A review that nobody has from now on; who had it until then."""

    consultation_id: int
    prosecutor_id: int


@event("charging.stuck_work_repaired", says="Stuck work put right")
@dataclass(frozen=True, kw_only=True)
class StuckWorkRepaired(Payload):
    """What was done about something that a nightly look found on the case, by the code of the repair."""

    repair: str
    stuck_id: int
