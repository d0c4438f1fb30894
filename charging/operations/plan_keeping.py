"""What the CPS does with its action plan: cancel an item, take the file back, say whether answers are enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.queries.people import covered_by
from casework import events as ledger
from casework.models import CaseEvent, CaseFile
from casework.operations.building import check_version
from charging import events, permissions
from charging.lifecycle import ActionState
from charging.models import ActionItem, ActionPlan
from charging.operations import listing
from charging.operations.action_items import lock_item, lock_plan, require_open, settle_requests, suspects_of
from charging.operations.actions import give_back, require_out, still_waiting
from charging.rules.plan_lists import PlanList, given
from foundation.periods import local_date
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Whether one answer is enough; where it is not, what it falls short of. `version` is that of the item seen."""

    satisfied: bool
    note: str
    version: int


def require_keeper(plan: ActionPlan, by: User, at: datetime) -> None:
    """Pass for whoever asked, whoever covers for them, and legal managers; raises NotPermitted for others."""
    covers = {person.pk for person in covered_by(by, on=local_date(at))}
    permissions.may_keep_plan(by, plan, covers=covers).require_permission()


@transaction.atomic
def cancel(*, item: ActionItem, reason: str, by: User, at: datetime) -> CaseEvent:
    """Cancel an item that is needed no longer; `reason` is a code of the list of the day.

    Raises NotPermitted, Refused (reason) or Conflict (answered or cancelled meanwhile); then nothing has changed.
    """
    case_file, item = lock_item(item)
    require_keeper(item.plan, by, at)
    require_open(item)
    given(PlanList.CANCEL, reason, local_date(at)).require()
    entry = strike(case_file, item, reason, by=by, at=at)
    listing.keep_standings(case_file)
    return entry


def strike(case_file: CaseFile, item: ActionItem, reason: str, *, by: User, at: datetime) -> CaseEvent:
    """Set an open item to cancelled and say so; the caller holds the lock, has asked, and keeps the standings."""
    item.state, item.cancel_reason = ActionState.CANCELLED, reason
    item.cancelled_at, item.cancelled_by = at, by
    item.version += 1
    item.save(update_fields=["state", "cancel_reason", "cancelled_at", "cancelled_by", "version"])
    settle_requests([item], at)
    said = events.ActionItemCancelled(item_id=item.pk, plan_id=item.plan_id, reason=reason)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects_of(item))


@transaction.atomic
def take_back(*, plan: ActionPlan, reason: str, by: User, at: datetime) -> CaseEvent:
    """Take the file back without waiting for the rest: the next review opens with what there is.

    Raises NotPermitted, Refused (reason), Conflict (returned or taken back meanwhile) or WrongStatus; then nothing
    has changed.
    """
    case_file, plan = lock_plan(plan)
    require_keeper(plan, by, at)
    require_out(plan)
    given(PlanList.TAKE_BACK, reason, local_date(at)).require()
    return hand_back(case_file, plan, reason, by=by, at=at)


def hand_back(case_file: CaseFile, plan: ActionPlan, reason: str, *, by: User, at: datetime) -> CaseEvent:
    """Open the next review with what there is; the caller holds the lock and has asked who may.

    Raises Conflict or WrongStatus as taking back does; then nothing has changed.
    """
    require_out(plan)
    waiting = still_waiting(case_file, plan)
    plan.taken_back_by, plan.taken_back_because = by, reason
    said = events.ActionPlanTakenBack(plan_id=plan.pk, reason=reason)
    ledger.record(said, case_file=case_file, by=by, at=at, suspects=waiting)
    settle_requests(plan.items.all(), at)
    return give_back(case_file, plan, waiting, by=by, at=at)


@transaction.atomic
def assess(*, plan: ActionPlan, said: Mapping[int, Assessment], by: User, at: datetime) -> list[CaseEvent]:
    """Say of some answers of a plan, by item key, whether each is enough; what falls short says of what.

    Raises NotPermitted, Refused (not answered yet, no words) or Conflict (changed meanwhile); then nothing has changed.
    """
    case_file, plan = lock_plan(plan)
    permissions.may_assess_answers(by, case_file).require_permission()
    rows = plan.items.select_for_update(of=("self",)).filter(pk__in=said).select_related("suspect").order_by("pk")
    items = list(rows)
    if len(items) < len(said):
        raise Refused(Verdict.no("not_here", "One of the items is not in this action plan.", "answers"))
    verdict = Verdict.ok()
    for item in items:
        item.plan = plan
        verdict &= _can_be_assessed(item, said[item.pk])
    verdict.require()
    return [_assess(item, said[item.pk], by, at) for item in items]


def _can_be_assessed(item: ActionItem, said: Assessment) -> Verdict:
    where = f"note_{item.pk}"
    check_version(item, said.version)
    if item.state != ActionState.ANSWERED or not item.plan.returned_at:
        raise Refused(Verdict.no("not_answered", f"“{item.text[:80]}” has no answer that was returned yet.", where))
    if not said.satisfied and not said.note.strip():
        return Verdict.no("no_shortfall", f"Say what the answer to “{item.text[:80]}” falls short of.", where)
    return Verdict.ok()


def _assess(item: ActionItem, said: Assessment, by: User, at: datetime) -> CaseEvent:
    item.satisfied, item.assessment = said.satisfied, said.note.strip()
    item.assessed_at, item.assessed_by = at, by
    item.version += 1
    item.save(update_fields=["satisfied", "assessment", "assessed_at", "assessed_by", "version"])
    payload = events.ActionItemAssessed(
        item_id=item.pk, plan_id=item.plan_id, satisfied=said.satisfied, follow_on_item_id=None
    )
    return ledger.record(payload, case_file=item.plan.case_file, by=by, at=at, suspects=suspects_of(item))
