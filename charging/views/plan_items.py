"""One item of an action plan on its way: parts, more time, a challenge, another date, cancelling."""

from datetime import date
from functools import partial

from django.http import HttpResponse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.plan_items import CancelForm, ChallengeForm, NewDateForm, PartForm
from charging.lifecycle import RequestState
from charging.models import ActionItem, ActionPlan
from charging.operations import actions, challenges, extensions, plan_keeping
from charging.operations.action_items import new_date
from charging.queries.plans.page import material_of
from charging.views.actions import find_plan
from charging.views.item_acts import Act, find_item, handled, still_open
from foundation.periods import local_date


def _today() -> date:
    return local_date(timezone.now())


def _asked_already(item: ActionItem) -> bool:
    """Whether more time was asked for meanwhile, or nothing is to come any more."""
    return not item.is_open or any(row.state == RequestState.OPEN for row in item.extensions.all())


def _challenged_already(item: ActionItem) -> bool:
    """Whether the item was challenged meanwhile, or nothing is to come any more."""
    return not item.is_open or any(not row.outcome for row in item.challenges.all())


@load_case_file
def action_part(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let police note that some of an item came."""
    permissions.may_answer(request.user, case_file).require_permission()
    asked = find_item(find_plan(case_file, pk), request, item)
    if request.method == "GET" and (gone := still_open(case_file, asked)):
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
    return handled(request, case_file, asked, Act(*words, form, act))


@load_case_file
def action_more_time(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let police ask for more time."""
    permissions.may_ask_of_plan(request.user, case_file).require_permission()
    asked = find_item(find_plan(case_file, pk), request, item)
    if request.method == "GET" and (gone := still_open(case_file, asked)):
        return gone
    judge = partial(extensions.later_date, item=asked, today=_today())
    form = NewDateForm(request.POST or None, today=_today(), after=asked.due_now, judge=judge)

    def act() -> object:
        return extensions.ask(item=asked, wish=form.wish(), by=request.user, at=timezone.now())

    words = ("Ask for more time", "Ask for more time", "Asked. The date stands until the CPS has answered.")
    return handled(request, case_file, asked, Act(*words, form, act, over=_asked_already))


@load_case_file
def action_challenge(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let police say that an item is not needed or out of proportion."""
    permissions.may_ask_of_plan(request.user, case_file).require_permission()
    asked = find_item(find_plan(case_file, pk), request, item)
    if request.method == "GET" and (gone := still_open(case_file, asked)):
        return gone
    form = ChallengeForm(request.POST or None, today=_today())

    def act() -> object:
        said = form.cleaned_data
        return challenges.challenge(
            item=asked, ground=said["reason"], text=said["text"], by=request.user, at=timezone.now()
        )

    words = ("Challenge this item", "Challenge it", "Challenged. Somebody at the CPS who did not ask for it decides.")
    return handled(request, case_file, asked, Act(*words, form, act, over=_challenged_already))


def _require_keeper(request: SignedInRequest, plan: ActionPlan) -> None:
    plan_keeping.require_keeper(plan, request.user, timezone.now())


@load_case_file
def action_move_date(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let the CPS move a date itself."""
    plan = find_plan(case_file, pk)
    _require_keeper(request, plan)
    asked = find_item(plan, request, item)
    if request.method == "GET" and (gone := still_open(case_file, asked)):
        return gone
    judge = partial(new_date, today=_today(), now=asked.due_now)
    form = NewDateForm(request.POST or None, today=_today(), judge=judge)
    form.fields["reason"].label = "Why is the date moved?"

    def act() -> object:
        return extensions.move_date(item=asked, wish=form.wish(), by=request.user, at=timezone.now())

    return handled(request, case_file, asked, Act("Move the date", "Move the date", "Date moved.", form, act))


@load_case_file
def action_cancel(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Let the CPS cancel an item."""
    plan = find_plan(case_file, pk)
    _require_keeper(request, plan)
    asked = find_item(plan, request, item)
    if request.method == "GET" and (gone := still_open(case_file, asked)):
        return gone
    form = CancelForm(request.POST or None, today=_today())

    def act() -> object:
        return plan_keeping.cancel(item=asked, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())

    words = ("Cancel this item", "Cancel the item", "Cancelled. It holds the answers back no longer.")
    return handled(request, case_file, asked, Act(*words, form, act, warns=True))
