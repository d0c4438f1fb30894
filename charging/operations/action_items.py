"""What every act on one item of an action plan shares: its lock, whom it is about, and why it may be too late."""

from collections.abc import Iterable
from datetime import date, datetime

from casework.models import CaseFile, Suspect
from casework.rules import limits
from charging.lifecycle import ActionState, ChallengeOutcome, NeededFor, RequestState
from charging.models import ActionItem, ActionPlan, ItemChallenge, ItemExtension
from charging.rules.plan_lists import PlanList, title_of
from foundation.clocks import due_day, start_of
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import day as words
from foundation.wording import when


def lock_plan(plan: ActionPlan) -> tuple[CaseFile, ActionPlan]:
    """Lock the case, then the plan."""
    case_file = CaseFile.objects.lock(plan.case_file)
    rows = ActionPlan.objects.select_for_update(of=("self",)).select_related("consultation__submission", "issued_by")
    plan = rows.get(pk=plan.pk)
    plan.case_file = case_file
    return case_file, plan


def lock_item(item: ActionItem) -> tuple[CaseFile, ActionItem]:
    """Lock the case, then the item; its plan and who answered or cancelled it are read with it."""
    case_file = CaseFile.objects.lock(item.plan.case_file)
    related = ("plan__consultation__submission", "plan__issued_by", "suspect", "answered_by", "cancelled_by")
    item = ActionItem.objects.select_for_update(of=("self",)).select_related(*related).get(pk=item.pk)
    item.plan.case_file = case_file
    return case_file, item


def suspects_of(item: ActionItem) -> list[Suspect]:
    """Whom an item is about: one suspect, or all of the submission that its review was of."""
    return [item.suspect] if item.suspect else list(item.plan.consultation.submission.suspects.all())


def require_in_time(item: ActionItem) -> None:
    """Pass while an item can still be answered; raises Conflict where it was cancelled, Refused where it went back.

    What is needed for trial only can follow after the answers were returned, once.
    """
    if item.state == ActionState.CANCELLED and item.cancelled_at:
        why = title_of(PlanList.CANCEL, item.cancel_reason)
        message = f"{item.cancelled_by} cancelled this item, {when(item.cancelled_at)}: {why}."
        raise Conflict(Verdict.no("already_cancelled", message))
    returned = item.plan.returned_at
    if returned and (item.needed_for == NeededFor.DECISION or not item.is_open):
        message = f"The answers have been returned to the CPS already, {when(returned)}."
        raise Refused(Verdict.no("plan_returned", message))


def require_open(item: ActionItem) -> None:
    """Pass while something is still to come; raises Conflict where it was answered or cancelled, or as above."""
    if item.state == ActionState.ANSWERED and item.answered_at:
        message = f"{item.answered_by} has answered this item already, {when(item.answered_at)}."
        raise Conflict(Verdict.no("already_answered", message))
    require_in_time(item)


def overtaken(item: ActionItem) -> str:
    """Say why nothing is to be decided about an item any more, which was read by `lock_item`: who did what and when."""
    if item.cancelled_at:
        return f"{item.cancelled_by} cancelled this item, {when(item.cancelled_at)}. "
    if item.answered_at:
        return f"{item.answered_by} answered this item for police, {when(item.answered_at)}. "
    return ""


def settle_requests(items: Iterable[ActionItem], at: datetime) -> None:
    """Close what is still to be decided about some items, because nothing rests on it any more."""
    keys = [item.pk for item in items]
    ItemExtension.objects.filter(item__in=keys, state=RequestState.OPEN).update(
        state=RequestState.OVERTAKEN, decided_at=at
    )
    ItemChallenge.objects.filter(item__in=keys, outcome="").update(outcome=ChallengeOutcome.OVERTAKEN, decided_at=at)


def new_date(day: date | None, *, today: date, now: date) -> Verdict:
    """A new date for an item: not in the past, within twelve months, and another than the one that stands."""
    if day is None:
        return Verdict.no("no_date", "Enter the new date.", "day")
    if day < today:
        return Verdict.no("past_date", "The new date must be today or later.", "day")
    if day == now:
        return Verdict.no("same_date", "That is the date already. Give another.", "day")
    return near_enough(day, today, "day", "Give an earlier date.")


def near_enough(day: date, today: date, where: str, instead: str) -> Verdict:
    """An item is put off for so long and no longer; `instead` says how to mend a date that is too far away."""
    last = due_day(limits.due("more_time_longest", start_of(today)))
    if day <= last:
        return Verdict.ok()
    message = f"{words(day)} is too far away: the latest date is {words(last)}. {instead}"
    return Verdict.no("date_too_late", message, where)
