"""Time at the supervisor's gate, apart from time building: together they are all of the police's time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Passage(StrEnum):
    """What an event says of the gate."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class GateTime:
    """How long police had the file before they sent it, `build` and `gate` apart.

    `passages` is how often it came to the gate; `at_gate` whether it stands there now.
    """

    build: timedelta
    gate: timedelta
    passages: int
    at_gate: bool

    @property
    def total(self) -> timedelta:
        """All of the time that police had it."""
        return self.build + self.gate


def gate_time(start: datetime, end: datetime, passages: Iterable[tuple[datetime, Passage]]) -> GateTime:
    """Split the time from `start` to `end` by whether the file stood at the gate.

    `passages` come in the order of the ledger. What lies outside the span is cut off; a second way in
    without a way out between, or the other way round, changes nothing. A file still at the gate has been
    there until `end`.
    """
    gate, since, count = timedelta(), None, 0
    for at, passage in passages:
        moment = min(max(at, start), end)
        if passage is Passage.IN and since is None:
            since, count = moment, count + 1
        elif passage is Passage.OUT and since is not None:
            gate, since = gate + (moment - since), None
    if since is not None:
        gate += end - since
    return GateTime(end - start - gate, gate, count, since is not None)
