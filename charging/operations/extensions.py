"""More time for one item: police ask with a reason, the CPS agrees, agrees another date or refuses, or moves it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent
from casework.rules import limits
from charging import events, permissions
from charging.lifecycle import RequestState
from charging.models import ActionItem, ItemExtension
from charging.operations import listing
from charging.operations.action_items import lock_item, near_enough, new_date, overtaken, require_open, suspects_of
from charging.operations.plan_keeping import require_keeper
from charging.rules.plan_lists import PlanList, given
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import day, when

AGREES = frozenset({RequestState.AGREED, RequestState.OTHER_DATE})


@dataclass(frozen=True, kw_only=True)
class NewDate:
    """A later date that is asked for, or set: the local day, a code of the list of the day, and words if there are."""

    day: date | None
    reason: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ExtensionAnswer:
    """What the CPS says to a request: agreed, another date (`day`), or refused with `text`."""

    state: RequestState
    day: date | None = None
    text: str = ""


@transaction.atomic
def ask(*, item: ActionItem, wish: NewDate, by: User, at: datetime) -> CaseEvent:
    """Ask for a later date for an item; the date that stands holds until the CPS has said something else.

    Raises NotPermitted, Refused (date, reason) or Conflict (asked, answered or cancelled already); then nothing has
    changed.
    """
    case_file, item = lock_item(item)
    permissions.may_ask_of_plan(by, case_file).require_permission()
    require_open(item)
    _require_none_open(item)
    later = later_date(wish.day, item, local_date(at))
    (later & given(PlanList.EXTENSION, wish.reason, local_date(at))).require()
    assert wish.day is not None
    ItemExtension.objects.create(
        item=item,
        was_due_on=item.due_now,
        asked_for=wish.day,
        reason=wish.reason,
        text=wish.text.strip(),
        asked_at=at,
        asked_by=by,
        due_at=limits.due("answer_extension", at),
    )
    listing.keep_standings(case_file)
    said = events.ItemExtensionAsked(
        item_id=item.pk, plan_id=item.plan_id, old=item.due_now, asked_for=wish.day, reason=wish.reason
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects_of(item))


def later_date(day_asked: date | None, item: ActionItem, today: date) -> Verdict:
    """Say whether police may ask for a date: a new one, later than the one that stands."""
    verdict = new_date(day_asked, today=today, now=item.due_now)
    if verdict.allowed and day_asked and day_asked < item.due_now:
        return Verdict.no("earlier_date", f"It is due on {day(item.due_now)}. Give a later date.", "day")
    return verdict


def _require_none_open(item: ActionItem) -> None:
    row = item.extensions.filter(state=RequestState.OPEN).select_related("asked_by").first()
    if row:
        message = f"{row.asked_by} has asked for {day(row.asked_for)} already, {when(row.asked_at)}."
        raise Conflict(Verdict.no("already_asked", message))


@transaction.atomic
def decide(*, extension: ItemExtension, answer: ExtensionAnswer, by: User, at: datetime) -> CaseEvent:
    """Answer a request for more time.

    Raises NotPermitted, Refused (date, no words for a refusal) or Conflict (decided, or overtaken by an answer);
    then nothing has changed.
    """
    case_file, item = lock_item(extension.item)
    require_keeper(item.plan, by, at)
    row = ItemExtension.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=extension.pk)
    _require_undecided(row, item)
    require_open(item)
    _check(answer, row, item, local_date(at)).require()
    row.state, row.decision, row.decided_at, row.decided_by = answer.state, answer.text.strip(), at, by
    if answer.state in AGREES:
        row.agreed_on = row.asked_for if answer.state is RequestState.AGREED else answer.day
    row.save(update_fields=["state", "decision", "decided_at", "decided_by", "agreed_on"])
    if row.agreed_on:
        return _set_date(item, row.agreed_on, row.reason, by=by, at=at)
    listing.keep_standings(case_file)
    said = events.ItemExtensionRefused(item_id=item.pk, plan_id=item.plan_id, old=item.due_now, asked_for=row.asked_for)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects_of(item))


def _require_undecided(row: ItemExtension, item: ActionItem) -> None:
    if row.state == RequestState.OPEN or row.decided_at is None:
        return
    if row.decided_by is None:
        raise Conflict(Verdict.no("overtaken", f"{overtaken(item)}Nothing is to be decided any more."))
    state = row.get_state_display()
    message = (
        f"{row.decided_by} has decided this request already: {state[0].lower()}{state[1:]}, {when(row.decided_at)}."
    )
    raise Conflict(Verdict.no("already_decided", message))


def _check(answer: ExtensionAnswer, row: ItemExtension, item: ActionItem, today: date) -> Verdict:
    if answer.state is RequestState.OTHER_DATE:
        return new_date(answer.day, today=today, now=item.due_now)
    if answer.state is RequestState.REFUSED and not answer.text.strip():
        return Verdict.no("no_reason", "Say why the date has to stand.", "text")
    if answer.state is RequestState.AGREED:
        return near_enough(row.asked_for, today, "state", "Agree another date, or refuse.")
    if answer.state is RequestState.REFUSED:
        return Verdict.ok()
    raise Refused(Verdict.no("no_answer", "Agree, agree another date, or refuse.", "state"))


@transaction.atomic
def move_date(*, item: ActionItem, wish: NewDate, by: User, at: datetime) -> CaseEvent:
    """Have the CPS move a date itself; a request that waits is settled by it.

    Raises NotPermitted, Refused (date, reason) or Conflict (answered or cancelled); then nothing has changed.
    """
    _, item = lock_item(item)
    require_keeper(item.plan, by, at)
    require_open(item)
    today = local_date(at)
    (new_date(wish.day, today=today, now=item.due_now) & given(PlanList.EXTENSION, wish.reason, today)).require()
    assert wish.day is not None
    item.extensions.filter(state=RequestState.OPEN).update(
        state=RequestState.OTHER_DATE, agreed_on=wish.day, decided_at=at, decided_by=by, decision=wish.text.strip()
    )
    ItemExtension.objects.create(
        item=item,
        was_due_on=item.due_now,
        asked_for=wish.day,
        reason=wish.reason,
        text=wish.text.strip(),
        asked_at=at,
        asked_by=by,
        state=RequestState.AGREED,
        agreed_on=wish.day,
        decided_at=at,
        decided_by=by,
    )
    return _set_date(item, wish.day, wish.reason, by=by, at=at)


def _set_date(item: ActionItem, new: date, reason: str, *, by: User, at: datetime) -> CaseEvent:
    case_file = item.plan.case_file
    old, item.extended_to = item.due_now, new
    item.version += 1
    item.save(update_fields=["extended_to", "version"])
    listing.keep_standings(case_file)
    said = events.ActionItemDueChanged(
        item_id=item.pk, plan_id=item.plan_id, old=old, new=new, agreed_by=by.pk, reason=reason
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects_of(item))
