"""Issuing the action plan of a review, with what each item repeats."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from casework import events as ledger
from casework.events import Payload
from casework.models import Suspect
from charging import events
from charging.lifecycle import NeededFor, Repeat
from charging.models import ActionItem, ActionPlan, Consultation
from charging.queries.plans.asked_before import earlier_items
from charging.rules.repeats import repeated
from charging.rules.requested_items import Asked, RequestedItem
from foundation.periods import local_date


def issue(
    *,
    consultation: Consultation,
    items: Sequence[RequestedItem],
    asked: Asked,
    by: User,
    at: datetime,
) -> ActionPlan:
    """Write the plan of a review that is being completed, and tell each of its items.

    What is needed for trial only holds nobody's decision back, so there is nothing to return. The caller holds the
    lock on the case and has asked the rules (`for_review`, `repeats_said`).
    """
    case_file = consultation.case_file
    number = case_file.action_plans.count() + 1
    earlier = earlier_items(case_file)
    plan = ActionPlan.objects.create(
        case_file=case_file,
        consultation=consultation,
        number=number,
        issued_at=at,
        issued_by=by,
        for_trial=asked.for_trial,
        returned_at=at if asked.for_trial else None,
    )
    keys = {"plan_id": plan.pk, "consultation_id": consultation.pk, "plan_no": number}
    said: Payload = events.ActionPlanIssued(stage="pre_charge", **keys)
    if asked.for_trial:
        said = events.TrialItemsAsked(stage="post_charge", **keys)
    ledger.record(said, case_file=case_file, by=by, at=at, suspects=asked.suspects)
    for item in items:
        about = [item.suspect] if item.suspect else asked.suspects
        _ask(plan, item, repeated(item, earlier, on=local_date(at)), about, at)
    return plan


def _ask(
    plan: ActionPlan, asked: RequestedItem, again: ActionItem | None, about: Sequence[Suspect], at: datetime
) -> None:
    """Add one item; what it asks for again was plainly not answered in full."""
    item = ActionItem.objects.create(
        plan=plan,
        suspect=asked.suspect,
        category=asked.category,
        text=asked.text,
        why=asked.why,
        needed_for=asked.needed_for,
        due_on=asked.due_on,
        repeat=asked.repeat,
        repeat_of=again,
        new_but_knowable=asked.repeat == Repeat.KNOWABLE,
    )
    created = events.ActionItemCreated(
        item_id=item.pk,
        plan_id=plan.pk,
        category=item.category,
        essential=item.needed_for == NeededFor.DECISION,
        due_date_first_agreed=item.due_on,
        repeat_of_item_id=again.pk if again else None,
        new_but_knowable=item.new_but_knowable,
    )
    ledger.record(created, case_file=plan.case_file, by=plan.issued_by, at=at, suspects=about)
    if again:
        _fell_short(again, item, about, at)


def _fell_short(again: ActionItem, item: ActionItem, about: Sequence[Suspect], at: datetime) -> None:
    by = item.plan.issued_by
    again.satisfied, again.assessed_at, again.assessed_by = False, at, by
    again.version += 1
    again.save(update_fields=["satisfied", "assessed_at", "assessed_by", "version"])
    said = events.ActionItemAssessed(
        item_id=again.pk, plan_id=again.plan_id, satisfied=False, follow_on_item_id=item.pk
    )
    ledger.record(said, case_file=item.plan.case_file, by=by, at=at, suspects=about)
