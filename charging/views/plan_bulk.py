"""A whole action plan at once: one answer to several items, whether answers are enough, taking the file back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.plan_bulk import AnswerSeveralForm, AssessForm
from charging.forms.plan_items import TakeBackForm
from charging.lifecycle import ActionState
from charging.operations import actions, plan_keeping
from charging.queries.plans.page import items_of, material_of
from charging.views.actions import find_plan
from charging.views.pages import decide, show
from foundation.periods import local_date
from web.saving import attempt


@load_case_file
def action_several(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Give one answer to several items."""
    permissions.may_answer(request.user, case_file).require_permission()
    plan = find_plan(case_file, pk)
    items = [item for item in items_of(plan, request.user) if item.is_open]
    if request.method == "GET" and (plan.returned_at or not items):
        return redirect("charging:action_plan", case_file.slug, pk)
    form = AnswerSeveralForm(request.POST or None, items=items, material=material_of(case_file, request.user))
    if form.is_valid() and attempt(
        form,
        lambda: actions.answer_several(plan=plan, replies=form.replies(), by=request.user, at=timezone.now()),
    ):
        messages.success(request, "Answers saved. The CPS sees them once you return the answers.")
        return redirect("charging:action_plan", case_file.slug, pk)
    return show(request, case_file, "charging/action_several.html", form=form, plan=plan)


@load_case_file
def action_assess(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let a prosecutor read each answer beside its question, and say whether it is enough."""
    permissions.may_assess_answers(request.user, case_file).require_permission()
    plan = find_plan(case_file, pk)
    items = [item for item in items_of(plan, request.user) if item.state == ActionState.ANSWERED]
    if request.method == "GET" and not (plan.returned_at and items):
        return redirect("charging:action_plan", case_file.slug, pk)
    form = AssessForm(request.POST or None, items=items)
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: plan_keeping.assess(plan=plan, said=form.said(), by=request.user, at=timezone.now()),
    ):
        messages.success(request, "Saved. Police read what you said of their answers.")
        return redirect("charging:action_plan", case_file.slug, pk)
    return show(request, case_file, "charging/action_assess.html", form=form, plan=plan)


@load_case_file
def action_take_back(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let the CPS take the file back without waiting for the rest."""
    plan, now = find_plan(case_file, pk), timezone.now()
    plan_keeping.require_keeper(plan, request.user, now)
    if request.method == "GET" and plan.returned_at:
        return redirect("charging:action_plan", case_file.slug, pk)
    form = TakeBackForm(request.POST or None, today=local_date(now))
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: plan_keeping.take_back(plan=plan, reason=form.cleaned_data["reason"], by=request.user, at=now),
    ):
        messages.success(request, "Taken back. The next review is open.")
        return redirect(case_file)
    return show(request, case_file, "charging/action_take_back.html", form=form, plan=plan)
