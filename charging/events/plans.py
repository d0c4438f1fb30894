"""Action plans, item by item."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from casework.events import Payload, event
from casework.lifecycle import Holder


@event("charging.action_plan_issued", code="E20", says="Action plan issued", holder=Holder.POLICE)
@dataclass(frozen=True, kw_only=True)
class ActionPlanIssued(Payload):
    """Further work that the prosecutor needs."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")

    plan_id: int
    consultation_id: int
    stage: str
    plan_no: int


@event("charging.trial_items_asked", says="Action plan issued with the charge: what is needed for trial")
@dataclass(frozen=True, kw_only=True)
class TrialItemsAsked(Payload):
    """Further work that the prosecutor needs for trial; the decision is made, and the file stays where it is."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")

    plan_id: int
    consultation_id: int
    stage: str
    plan_no: int


@event("charging.action_plan_taken_back", says="File taken back before the action plan was answered: {reason}")
@dataclass(frozen=True, kw_only=True)
class ActionPlanTakenBack(Payload):
    """The CPS waits no longer; the receipt that follows says that it holds the file."""

    plan_id: int
    reason: str


@event("charging.action_item_created", code="E21", says="Action item requested: {category}")
@dataclass(frozen=True, kw_only=True)
class ActionItemCreated(Payload):
    """One thing asked for, with the date first agreed; since version 2 whether it was asked for before."""

    schema_version: ClassVar[int] = 2

    item_id: int
    plan_id: int
    category: str
    essential: bool
    due_date_first_agreed: date
    repeat_of_item_id: int | None = None
    new_but_knowable: bool = False


@event("charging.action_item_part_received", says="Part of an action item received")
@dataclass(frozen=True, kw_only=True)
class ActionItemPartReceived(Payload):
    """Some of it came; the item stays open for the rest."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")
    anchor: ClassVar[tuple[str, str] | None] = ("item", "item_id")

    item_id: int
    plan_id: int
    rest_by: date | None


@event("charging.item_extension_asked", says="More time asked for: an action item by {asked_for}")
@dataclass(frozen=True, kw_only=True)
class ItemExtensionAsked(Payload):
    """Police ask for a later date."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")
    anchor: ClassVar[tuple[str, str] | None] = ("item", "item_id")

    item_id: int
    plan_id: int
    old: date
    asked_for: date
    reason: str


@event("charging.item_extension_refused", says="More time refused: an action item stays due on {old}")
@dataclass(frozen=True, kw_only=True)
class ItemExtensionRefused(Payload):
    """The CPS keeps to the date."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")
    anchor: ClassVar[tuple[str, str] | None] = ("item", "item_id")

    item_id: int
    plan_id: int
    old: date
    asked_for: date


@event("charging.action_item_due_changed", code="E22", says="Date of an action item changed from {old} to {new}")
@dataclass(frozen=True, kw_only=True)
class ActionItemDueChanged(Payload):
    """A new date, who of the CPS agreed it, and the coded reason. The date first agreed stays on the item."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")
    anchor: ClassVar[tuple[str, str] | None] = ("item", "item_id")

    item_id: int
    plan_id: int
    old: date
    new: date
    agreed_by: int
    reason: str


@event("charging.action_item_answered", code="E23", says="Action item answered: {answer}")
@dataclass(frozen=True, kw_only=True)
class ActionItemAnswered(Payload):
    """Police answered one item; since version 2 `followed` says whether nothing was to be returned any more.

    Then it is needed for trial only, and the CPS reads it at once.
    """

    schema_version: ClassVar[int] = 2
    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")
    anchor: ClassVar[tuple[str, str] | None] = ("item", "item_id")

    item_id: int
    plan_id: int
    answer: str
    followed: bool = False


@event("charging.action_item_assessed", code="E24", says="Answer to an action item assessed")
@dataclass(frozen=True, kw_only=True)
class ActionItemAssessed(Payload):
    """Whether the answer is enough, and the item that asks again where it is not; the latest of an item stands."""

    item_id: int
    plan_id: int
    satisfied: bool
    follow_on_item_id: int | None


@event("charging.action_item_cancelled", code="E25", says="Action item cancelled: {reason}")
@dataclass(frozen=True, kw_only=True)
class ActionItemCancelled(Payload):
    """The CPS needs it no longer."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")
    anchor: ClassVar[tuple[str, str] | None] = ("item", "item_id")

    item_id: int
    plan_id: int
    reason: str


@event("charging.action_item_challenged", says="Action item challenged by police: {ground}")
@dataclass(frozen=True, kw_only=True)
class ActionItemChallenged(Payload):
    """Police say that it is not needed, or out of proportion."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")
    anchor: ClassVar[tuple[str, str] | None] = ("item", "item_id")

    item_id: int
    plan_id: int
    ground: str


@event("charging.item_challenge_decided", says="Challenge of an action item decided: {outcome}")
@dataclass(frozen=True, kw_only=True)
class ItemChallengeDecided(Payload):
    """Somebody who did not ask for it decided: it stands, is cancelled, or is needed for trial only."""

    page: ClassVar[tuple[str, ...]] = ("charging:action_plan", "plan_id")
    anchor: ClassVar[tuple[str, str] | None] = ("item", "item_id")

    item_id: int
    plan_id: int
    outcome: str


@event("charging.chase_sent", code="E26", says="Reminder sent: {step}")
@dataclass(frozen=True, kw_only=True)
class ChaseSent(Payload):
    """The service reminded one agency; `step` is the code of the limit, `about` an item or a status of suspects."""

    step: str
    about: str
    to: str
    number: int
    plan_id: int | None = None
    item_id: int | None = None
    submission_id: int | None = None
