"""What the pages share on which one thing is done with an item of an action plan."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.http import SignedInRequest
from casework.forms.decisions import DecisionForm
from casework.models import CaseFile
from charging.models import ActionItem, ActionPlan
from charging.queries.plans.item_said import told
from charging.queries.plans.page import items_of
from charging.views.pages import REFUSED, decide, show
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
    over: Callable[[ActionItem], bool] = lambda item: not item.is_open
    """Whether there is nothing left to do for anybody: somebody else was quicker."""


def find_item(plan: ActionPlan, request: SignedInRequest, pk: int) -> ActionItem:
    """Return an item of a plan with all that was said of it, or 404."""
    get_object_or_404(plan.items, pk=pk)
    item = next(row for row in items_of(plan, request.user) if row.pk == pk)
    item.plan = plan
    return item


def handled(
    request: SignedInRequest, case_file: CaseFile, item: ActionItem, act: Act, waits: dict[str, object] | None = None
) -> HttpResponse:
    """Show the page of an act, do it, and go back to the plan."""
    form = act.form
    if isinstance(form, DecisionForm):
        form.about = _about(item)
    tried = _try(request, case_file, act) if form.is_valid() else False
    if tried:
        messages.success(request, act.done)
        return redirect("charging:action_plan", case_file.slug, item.plan_id)
    if form.is_bound and act.over(now := find_item(item.plan, request, item.pk)):
        return _too_late(request, case_file, now, act)
    return show(request, case_file, "charging/action_act.html", form=form, waits=waits, **page_of(item, act))


def _about(item: ActionItem) -> Q:
    """What counts as a change while somebody decides about an item: what happened to it, or to its plan as a whole."""
    return Q(details__item_id=item.pk) | (Q(details__plan_id=item.plan_id) & ~Q(details__has_key="item_id"))


def page_of(item: ActionItem, act: Act) -> dict[str, Any]:
    """What every page of an act shows: the item with all that was said of it."""
    said = sorted(told(item), key=lambda said: said.at)
    return {"item": item, "plan": item.plan, "act": act, "told": said}


def _too_late(request: SignedInRequest, case_file: CaseFile, item: ActionItem, act: Act) -> HttpResponse:
    """Say who was quicker, with what was typed to copy from and without a form that could only be refused again."""
    texts = [
        (field.label, field.value())
        for field in act.form
        if isinstance(field.field.widget, forms.Textarea) and field.value()
    ]
    page = page_of(item, act)
    response = show(request, case_file, "charging/action_act.html", refused=act.form, texts=texts, **page)
    response.status_code = REFUSED
    return response


def _try(request: SignedInRequest, case_file: CaseFile, act: Act) -> bool:
    if "seen" in act.form.fields:
        return decide(request, case_file, act.form, act.act)  # type: ignore[arg-type]
    return attempt(act.form, act.act)


def still_open(case_file: CaseFile, item: ActionItem) -> HttpResponse | None:
    """Where nothing is to come any more there is no form: back to the plan, which says what happened."""
    return None if item.is_open else redirect("charging:action_plan", case_file.slug, item.plan_id)
