"""Contesting a rejection, and deciding what was contested."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.contests import ContestForm, RulingForm
from charging.lifecycle import ContestOutcome
from charging.models import Contest, Submission
from charging.operations import contests as operations
from charging.queries.clocks.due import due_by
from charging.queries.disagreements.contests import can_be_contested, contest_of, material_of, reasons_given
from charging.queries.plans.page import material_of as material_of_case
from charging.views.pages import decide, show
from charging.views.submissions import find_submission


@load_case_file
def submission_contest(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let police say why a file should not have come back, beside the reasons for which it did."""
    permissions.may_contest(request.user, case_file).require_permission()
    sent = find_submission(request, case_file, pk)
    if request.method == "GET" and not can_be_contested(sent):
        return _contest_or_receipt(case_file, sent)
    form = ContestForm(request.POST or None, material=material_of_case(case_file, request.user))
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: operations.contest(submission=sent, grounds=form.said(), by=request.user, at=timezone.now()),
    ):
        messages.success(request, "Contested. Somebody at the CPS who did not triage the file decides.")
        return redirect(case_file)
    page = {"form": form, "submission": sent, "reasons": reasons_given(sent)}
    return show(request, case_file, "charging/submission_contest.html", **page)


def _contest_or_receipt(case_file: CaseFile, sent: Submission) -> HttpResponse:
    raised = getattr(getattr(sent, "triage", None), "contest", None)
    if raised:
        return redirect("charging:contest", case_file.slug, raised.pk)
    return redirect("charging:submission_receipt", case_file.slug, sent.pk)


@load_case_file
def contest(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show the reasons, what was sent and the grounds side by side; let whoever may decide."""
    found = contest_of(case_file, pk)
    if found is None:
        raise Http404("There is no such contest in this case.")
    verdict = permissions.may_decide_contest(request.user, found)
    if request.method == "POST":
        verdict.require_permission()
    form = RulingForm(request.POST or None)
    if form.is_valid() and decide(request, case_file, form, lambda: _decide(request, found, form)):
        messages.success(request, _said(form))
        return redirect("charging:contest", case_file.slug, pk)
    page = {
        "contest": found,
        "reasons": reasons_given(found.triage.submission),
        "material": material_of(found, request.user),
        "verdict": verdict,
        "due": due_by(found.due_at, timezone.now()),
        "form": form if request.method == "POST" or (found.is_open and verdict.allowed) else None,
    }
    return show(request, case_file, "charging/contest.html", **page)


def _decide(request: SignedInRequest, found: Contest, form: RulingForm) -> None:
    operations.decide(contest=found, ruling=form.said(), by=request.user, at=timezone.now())


def _said(form: RulingForm) -> str:
    if form.said().outcome is ContestOutcome.OVERTURNED:
        return "Overturned. The review of what was sent is open, and due as if it had been accepted."
    return "Decided: the rejection stands. Police read why."
