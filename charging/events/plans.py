"""Action plans, item by item."""

from dataclasses import dataclass
from datetime import date

from casework.events import Payload, event
from casework.lifecycle import Holder


@event("charging.action_plan_issued", code="E20", says="Action plan issued", holder=Holder.POLICE)
@dataclass(frozen=True, kw_only=True)
class ActionPlanIssued(Payload):
    """Further work that the prosecutor needs."""

    plan_id: int
    consultation_id: int
    stage: str
    plan_no: int


@event("charging.action_item_created", code="E21", says="Action item requested: {category}")
@dataclass(frozen=True, kw_only=True)
class ActionItemCreated(Payload):
    """One thing asked for, with the date first agreed."""

    item_id: int
    plan_id: int
    category: str
    essential: bool
    due_date_first_agreed: date


@event("charging.action_item_answered", code="E23", says="Action item answered: {answer}")
@dataclass(frozen=True, kw_only=True)
class ActionItemAnswered(Payload):
    """Police answered one item."""

    item_id: int
    plan_id: int
    answer: str
