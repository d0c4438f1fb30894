"""How fast a suspect has to be decided, once the CPS has the file."""

from dataclasses import dataclass

from casework.events import Payload, event


@event("charging.stream_changed", says="Stream changed from {from_stream} to {to_stream}")
@dataclass(frozen=True, kw_only=True)
class StreamChanged(Payload):
    """A suspect is in another stream from now on, for a coded reason; what was sealed stays as it was sent."""

    submission_id: int
    from_stream: str
    to_stream: str
    reason: str
