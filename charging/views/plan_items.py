"""One item of an action plan on its way: parts, more time, a challenge, cancelling, and what is decided of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.plan_items import (
    CancelForm,
    ChallengeDecisionForm,
    ChallengeForm,
    ExtensionDecisionForm,
    NewDateForm,
    PartForm,
)
from charging.models import ActionItem, ActionPlan, ItemChallenge, ItemExtension
from charging.operations import actions, challenges, extensions, plan_keeping
from charging.operations.action_items import new_date
from charging.queries.clocks.due import due_by
from charging.queries.plans.item_said import told
from charging.queries.plans.page import able_to, items_of, material_of
from charging.views.actions import find_plan
from charging.views.pages import decide, show
from foundation.clocks import due_day
from foundation.periods import local_date
from web.forms import GovukForm
from web.saving import attempt


@dataclass(frozen=True)
class Act:
    """One thing to do with an item: its page in words, the form, and what is done with it."""

    title: str
    button: str
    done: str
    form: GovukForm
    act: Callable[[], object]
    warns: bool = False


def find_item(plan: ActionPlan, request: SignedInRequest, pk: int) -> ActionItem:
    """Return an item of a plan with all that was said of it, or 404."""
    get_object_or_404(plan.items, pk=pk)
    item = next(row for row in items_of(plan, request.user) if row.pk == pk)
    item.plan = plan
    return item


def _today() -> date:
    return local_date(timezone.now())


def _handled(
    request: SignedInRequest, case_file: CaseFile, item: ActionItem, act: Act, waits: dict[str, object] | None = None
) -> HttpResponse:
    """Show the page of an act, do it, and go back to the plan."""
    form = act.form
    tried = _try(request, case_file, act) if form.is_valid() else False
    if tried:
        messages.success(request, act.done)
        return redirect("charging:action_plan", case_file.slug, item.plan_id)
    said = sorted(told(item), key=lambda said: said.at)
    page = {"form": form, "item": item, "plan": item.plan, "act": act, "told": said, "waits": waits}
    return show(request, case_file, "charging/action_act.html", **page)


def _try(request: SignedInRequest, case_file: CaseFile, act: Act) -> bool:
    if "seen" in act.form.fields:
        return decide(request, case_file, act.form, act.act)  # type: ignore[arg-type]
    return attempt(act.form, act.act)


def _still_open(case_file: CaseFile, item: ActionItem) -> HttpResponse | None:
    """Where nothing is to come any more there is no form: back to the plan, which says what happened."""
    return None if item.is_open else redirect("charging:action_plan", case_file.slug, item.plan_id)


@load_case_file
def action_part(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let police note that some of an item came."""
    permissions.may_answer(request.user, case_file).require_permission()
    asked = find_item(find_plan(case_file, pk), request, item)
    if request.method == "GET" and (gone := _still_open(case_file, asked)):
        return gone
    form = PartForm(
        request.POST or None, material=material_of(case_file, request.user), initial={"version": asked.version}
    )

    def act() -> object:
        version = form.cleaned_data["version"]
        return actions.receive_part(
            item=asked, part=form.part(), expected_version=version, by=request.user, at=timezone.now()
        )

    words = ("Part of it came", "Save what came", "Saved. The item stays open for the rest.")
    return _handled(request, case_file, asked, Act(*words, form, act))


@load_case_file
def action_more_time(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let police ask for more time."""
    permissions.may_ask_of_plan(request.user, case_file).require_permission()
    asked = find_item(find_plan(case_file, pk), request, item)
    if request.method == "GET" and (gone := _still_open(case_file, asked)):
        return gone
    judge = partial(extensions.later_date, item=asked, today=_today())
    form = NewDateForm(request.POST or None, today=_today(), after=asked.due_now, judge=judge)

    def act() -> object:
        return extensions.ask(item=asked, wish=form.wish(), by=request.user, at=timezone.now())

    words = ("Ask for more time", "Ask for more time", "Asked. The date stands until the CPS has answered.")
    return _handled(request, case_file, asked, Act(*words, form, act))


@load_case_file
def action_challenge(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let police say that an item is not needed or out of proportion."""
    permissions.may_ask_of_plan(request.user, case_file).require_permission()
    asked = find_item(find_plan(case_file, pk), request, item)
    if request.method == "GET" and (gone := _still_open(case_file, asked)):
        return gone
    form = ChallengeForm(request.POST or None, today=_today())

    def act() -> object:
        said = form.cleaned_data
        return challenges.challenge(
            item=asked, ground=said["reason"], text=said["text"], by=request.user, at=timezone.now()
        )

    done = "Challenged. Somebody at the CPS who did not ask for it decides."
    return _handled(request, case_file, asked, Act("Challenge this item", "Challenge it", done, form, act))


def _require_keeper(request: SignedInRequest, plan: ActionPlan) -> None:
    plan_keeping.require_keeper(plan, request.user, timezone.now())


@load_case_file
def action_move_date(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let the CPS move a date itself."""
    plan = find_plan(case_file, pk)
    _require_keeper(request, plan)
    asked = find_item(plan, request, item)
    if request.method == "GET" and (gone := _still_open(case_file, asked)):
        return gone
    judge = partial(new_date, today=_today(), now=asked.due_now)
    form = NewDateForm(request.POST or None, today=_today(), judge=judge)
    form.fields["reason"].label = "Why is the date moved?"

    def act() -> object:
        return extensions.move_date(item=asked, wish=form.wish(), by=request.user, at=timezone.now())

    return _handled(request, case_file, asked, Act("Move the date", "Move the date", "Date moved.", form, act))


@load_case_file
def action_cancel(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let the CPS cancel an item."""
    plan = find_plan(case_file, pk)
    _require_keeper(request, plan)
    asked = find_item(plan, request, item)
    if request.method == "GET" and (gone := _still_open(case_file, asked)):
        return gone
    form = CancelForm(request.POST or None, today=_today())

    def act() -> object:
        return plan_keeping.cancel(item=asked, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())

    words = ("Cancel this item", "Cancel the item", "Cancelled. It holds the answers back no longer.")
    return _handled(request, case_file, asked, Act(*words, form, act, warns=True))


@load_case_file
def item_extension(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a request for more time; let whoever may agree or refuse."""
    rows = ItemExtension.objects.filter(item__plan__case_file=case_file).select_related("item")
    row = get_object_or_404(rows, pk=pk)
    plan = find_plan(case_file, row.item.plan_id)
    if request.method == "POST":
        _require_keeper(request, plan)
    asked = find_item(plan, request, row.item_id)
    keeps = able_to(plan, request.user, today=_today()).keep
    form = ExtensionDecisionForm(request.POST or None)

    def act() -> object:
        row.item = asked
        return extensions.decide(extension=row, answer=form.answer(), by=request.user, at=timezone.now())

    done = Act("Request for more time", "Save your decision", "Decided. Police have been told.", form, act)
    waits = None if row.decided_at else _waits(row, f"{plan.issued_by}, whoever covers for them, or a legal manager")
    return _decided(request, case_file, asked, done, waits, shows=keeps and row.decided_at is None)


@load_case_file
def item_challenge(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a challenge; let somebody who did not ask for the item decide."""
    rows = ItemChallenge.objects.filter(item__plan__case_file=case_file).select_related("item", "asked_by")
    row = get_object_or_404(rows, pk=pk)
    verdict = permissions.may_decide_challenge(request.user, row, case_file)
    if request.method == "POST":
        verdict.require_permission()
    asked = find_item(find_plan(case_file, row.item.plan_id), request, row.item_id)
    form = ChallengeDecisionForm(request.POST or None)

    def act() -> object:
        row.item = asked
        return challenges.decide(challenge=row, ruling=form.ruling(), by=request.user, at=timezone.now())

    done = Act("Challenged item", "Save your decision", "Decided. Police have been told.", form, act)
    waits = None if row.outcome else _waits(row, f"a prosecutor of {case_file.cps_area} other than {row.asked_by}")
    return _decided(request, case_file, asked, done, waits, shows=verdict.allowed and not row.outcome)


def _waits(row: ItemExtension | ItemChallenge, who: str) -> dict[str, object]:
    """Who answers what police said of an item, and by when: older rows have no time for it."""
    due = {"by": due_day(row.due_at), "words": due_by(row.due_at, timezone.now()).words} if row.due_at else {}
    return {"who": who, **due}


def _decided(
    request: SignedInRequest,
    case_file: CaseFile,
    item: ActionItem,
    act: Act,
    waits: dict[str, object] | None,
    *,
    shows: bool,
) -> HttpResponse:
    """A page to decide on, read by everybody; who cannot decide reads what was said, and for whom it waits."""
    if request.method == "POST" or shows:
        return _handled(request, case_file, item, act, waits)
    page: dict[str, Any] = {"item": item, "plan": item.plan, "act": act, "waits": waits}
    told_so_far = sorted(told(item), key=lambda said: said.at)
    return show(request, case_file, "charging/action_act.html", told=told_so_far, **page)
