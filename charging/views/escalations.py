"""Taking a decision up the ladder, and answering it there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.lifecycle import RECONSIDER
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging.forms.disagreements import EndForm, GroundsForm, StepAnswerForm
from charging.models import Contest, Escalation
from charging.operations import escalating
from charging.operations import escalations as operations
from charging.permissions import disagreeing
from charging.queries.disagreements.ladder import EscalationPage, escalation_of, escalation_page
from charging.rules.escalation import of_contest, of_plan
from charging.rules.ladder import ladder_on
from charging.views.pages import decide, out_of_turn, show
from foundation.periods import local_date


@load_case_file
def suspect_escalate(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let police say why they do not agree with the decision for a suspect."""
    _require_rank(request, case_file)
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    raised = Escalation.objects.filter(suspect=suspect, outcome="").first()
    if request.method == "GET" and not raised and not RECONSIDER.check([suspect]):
        return out_of_turn(request, case_file, f"Escalate: {suspect}", RECONSIDER, [suspect])

    def act(grounds: str) -> object:
        return operations.escalate(suspect=suspect, grounds=grounds, by=request.user, at=timezone.now())

    return _escalate(request, case_file, f"the decision for {suspect}", raised, act)


@load_case_file
def contest_escalate(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let police take a rejection up the ladder that stands after it was contested."""
    _require_rank(request, case_file)
    contest = get_object_or_404(Contest.objects.filter(triage__submission__case_file=case_file), pk=pk)
    raised = Escalation.objects.filter(contest=contest, outcome="").first()
    if request.method == "GET" and not raised and not of_contest(contest):
        return redirect("charging:contest", case_file.slug, pk)

    def act(grounds: str) -> object:
        return escalating.escalate_rejection(contest=contest, grounds=grounds, by=request.user, at=timezone.now())

    return _escalate(request, case_file, "the rejection of the file", raised, act)


@load_case_file
def plan_escalate(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let police take an action plan up the ladder that they do not agree with."""
    _require_rank(request, case_file)
    plan = get_object_or_404(case_file.action_plans, pk=pk)
    raised = Escalation.objects.filter(plan=plan, outcome="").first()
    if request.method == "GET" and not raised and not of_plan(plan):
        return redirect("charging:action_plan", case_file.slug, pk)

    def act(grounds: str) -> object:
        return escalating.escalate_plan(plan=plan, grounds=grounds, by=request.user, at=timezone.now())

    return _escalate(request, case_file, f"action plan {plan.number}", raised, act)


def _require_rank(request: SignedInRequest, case_file: CaseFile) -> None:
    ranks = ladder_on(local_date(timezone.now())).rungs[0].raised_by
    disagreeing.may_escalate(request.user, case_file, ranks).require_permission()


def _escalate(
    request: SignedInRequest,
    case_file: CaseFile,
    subject: str,
    raised: Escalation | None,
    act: Callable[[str], object],
) -> HttpResponse:
    """Show the ladder and ask for the grounds; what is escalated already has a page."""
    if request.method == "GET" and raised:
        return redirect("charging:escalation", case_file.slug, raised.pk)
    ladder, form = ladder_on(local_date(timezone.now())), GroundsForm(request.POST or None)
    if form.is_valid() and decide(request, case_file, form, lambda: act(form.cleaned_data["grounds"])):
        messages.success(request, f"Escalated. It is answered by: {ladder.rungs[0].answerers}.")
        return redirect(case_file)
    page = {"form": form, "subject": subject, "ladder": ladder}
    return show(request, case_file, "charging/suspect_escalate.html", **page)


@load_case_file
def escalation(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show the ladder with what was said on it; let the CPS answer, or police go on."""
    page = escalation_page(_find(case_file, pk), request.user, at=timezone.now())
    form = _form(request, page)
    if request.method == "POST" and form is None:
        (page.may_answer & page.may_go_on).require_permission()
    if form and form.is_valid() and decide(request, case_file, form, lambda: _act(request, page, form)):
        messages.success(request, "Answered. Police can see it." if page.may_answer else "Taken to the next step.")
        return redirect("charging:escalation", case_file.slug, pk)
    return show(request, case_file, "charging/escalation.html", page=page, form=form)


def _find(case_file: CaseFile, pk: int) -> Escalation:
    found = escalation_of(case_file, pk)
    if found is None:
        raise Http404("There is no such escalation in this case.")
    return found


def _form(request: SignedInRequest, page: EscalationPage) -> StepAnswerForm | GroundsForm | None:
    """The form of whoever's turn it is."""
    if page.may_answer:
        return StepAnswerForm(request.POST or None)
    return GroundsForm(request.POST or None) if page.may_go_on else None


def _act(request: SignedInRequest, page: EscalationPage, form: StepAnswerForm | GroundsForm) -> None:
    row, by, at = page.escalation, request.user, timezone.now()
    if isinstance(form, StepAnswerForm):
        operations.answer(escalation=row, step=page.last.step, reply=form.reply(), by=by, at=at)
    else:
        operations.go_on(escalation=row, step=page.last.step + 1, grounds=form.cleaned_data["grounds"], by=by, at=at)


@load_case_file
def escalation_end(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let police end an escalation: they agree with an answer, or do not go on, and say why."""
    page = escalation_page(_find(case_file, pk), request.user, at=timezone.now())
    if request.method == "GET" and page.escalation.outcome:
        return redirect("charging:escalation", case_file.slug, pk)
    page.may_end.require_permission()
    form = EndForm(request.POST or None)
    if form.is_valid() and decide(request, case_file, form, lambda: _end(request, page, form)):
        messages.success(request, "The escalation has ended. Whoever raised it and the CPS are told.")
        return redirect("charging:escalation", case_file.slug, pk)
    return show(request, case_file, "charging/escalation_end.html", page=page, form=form)


def _end(request: SignedInRequest, page: EscalationPage, form: EndForm) -> None:
    reason, by = form.cleaned_data["reason"], request.user
    operations.withdraw(escalation=page.escalation, reason=reason, by=by, at=timezone.now())
