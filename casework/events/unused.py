"""What can happen to the schedules of unused material.

Each payload says whether it is `sensitive`: those events do not exist for who may not know of such material.
"""

from dataclasses import dataclass

from casework.events.registry import Payload, event


@event("casework.unused_item_added", says="{schedule} item {number} added")
@dataclass(frozen=True, kw_only=True)
class UnusedItemAdded(Payload):
    """An item was listed on a schedule."""

    item_id: int
    schedule: str
    number: int
    presumption: str
    sensitive: bool


@event("casework.unused_item_changed", says="{schedule} item {number} changed")
@dataclass(frozen=True, kw_only=True)
class UnusedItemChanged(Payload):
    """Which fields of an item were given a new value, and what the disclosure officer thinks of it now."""

    item_id: int
    schedule: str
    number: int
    fields: list[str]
    view: str
    sensitive: bool


@event("casework.unused_item_withdrawn", says="{schedule} item {number} withdrawn")
@dataclass(frozen=True, kw_only=True)
class UnusedItemWithdrawn(Payload):
    """An item is no longer on its schedule; its number is not used again."""

    item_id: int
    schedule: str
    number: int
    sensitive: bool


@event(
    "casework.unused_item_moved",
    says="{schedule} item {number} moved to {to_schedule}, where it is item {to_number}",
)
@dataclass(frozen=True, kw_only=True)
class UnusedItemMoved(Payload):
    """The sensitivity of an item changed. Always sensitive: other readers are told of a withdrawal or an addition."""

    item_id: int
    schedule: str
    number: int
    to_item_id: int
    to_schedule: str
    to_number: int
    sensitive: bool = True


@event("casework.disclosure_answered", says="Disclosure question answered")
@dataclass(frozen=True, kw_only=True)
class DisclosureAnswered(Payload):
    """A question about the schedules was answered: which, and with which kind of answer."""

    question: str
    state: str
    sensitive: bool
