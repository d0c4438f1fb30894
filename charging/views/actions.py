"""Answering what the prosecutor asked for, and returning the answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.actions import AnswerForm
from charging.lifecycle import ActionState, NeededFor
from charging.models import ActionItem, ActionPlan
from charging.operations import actions
from charging.queries.plans.item_said import stands_after_challenge, told
from charging.queries.plans.page import items_of, material_of, plan_page
from charging.views.pages import show
from foundation.periods import local_date
from web.posting import post_only
from web.saving import attempt


def find_plan(case_file: CaseFile, pk: int) -> ActionPlan:
    """Return an action plan of this case, or 404."""
    rows = ActionPlan.objects.filter(case_file=case_file)
    plan = get_object_or_404(rows.select_related("issued_by", "taken_back_by", "consultation__submission"), pk=pk)
    plan.case_file = case_file
    return plan


@load_case_file
def action_plan(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show what was asked for, what was answered, and what holds the answers back."""
    page = plan_page(find_plan(case_file, pk), request.user, today=local_date(timezone.now()))
    return show(request, case_file, "charging/action_plan.html", page=page)


@load_case_file
def action_answer(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Answer one item; where somebody else answered meanwhile, show theirs and keep what was typed."""
    permissions.may_answer(request.user, case_file).require_permission()
    plan = find_plan(case_file, pk)
    get_object_or_404(plan.items, pk=item)
    asked = next(row for row in items_of(plan, request.user) if row.pk == item)
    asked.plan = plan
    if request.method == "GET" and not _can_be_answered(asked):
        return redirect("charging:action_plan", case_file.slug, pk)
    disagrees, material = stands_after_challenge(asked), material_of(case_file, request.user)
    form = AnswerForm(request.POST or None, material=material, disagrees=disagrees, initial=_stored(asked))
    if form.is_valid() and attempt(form, lambda: _answer(request, asked, form)):
        messages.success(request, "Answer saved. The CPS sees it once you return the answers.")
        return redirect("charging:action_plan", case_file.slug, plan.pk)
    theirs = _after_conflict(form, asked)
    said = sorted(told(asked), key=lambda one: one.at)
    challenges = not disagrees and permissions.may_ask_of_plan(request.user, case_file).allowed and asked.is_open
    page = {"form": form, "plan": plan, "item": asked, "theirs": theirs, "told": said, "challenges": challenges}
    return show(request, case_file, "charging/action_answer.html", **page)


def _can_be_answered(item: ActionItem) -> bool:
    """Until it goes back, or was cancelled; what is needed for trial only can follow later."""
    if item.state == ActionState.CANCELLED:
        return False
    return item.plan.returned_at is None or (item.needed_for == NeededFor.TRIAL and item.is_open)


def _stored(item: ActionItem) -> dict[str, object]:
    """What the form shows before anything is typed."""
    chosen = [material.pk for material in item.material.all()]
    return {"version": item.version, "answer": item.answer, "text": item.answer_text, "material": chosen}


def _answer(request: SignedInRequest, item: ActionItem, form: AnswerForm) -> None:
    actions.answer(
        item=item,
        reply=form.reply(),
        expected_version=form.cleaned_data["version"],
        by=request.user,
        at=timezone.now(),
    )


def _after_conflict(form: AnswerForm, item: ActionItem) -> ActionItem | None:
    """Return the answer somebody else gave meanwhile, and let the next save replace it knowingly."""
    if not getattr(form, "conflicted", False):
        return None
    item.refresh_from_db()
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(item.version)
    form.data = data
    return item if item.answered_at else None


@load_case_file
@post_only(lambda case_file, pk: reverse("charging:action_plan", args=[case_file.slug, pk]))
def action_plan_return(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Return the answers to the CPS."""
    actions.return_answers(plan=find_plan(case_file, pk), by=request.user, at=timezone.now())
    messages.success(request, "Answers returned. The CPS has the file again.")
    return redirect(case_file)
