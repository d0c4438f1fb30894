"""Sending a file through the supervisor's gate, and the receipt that both agencies see."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.lifecycle import SEND_TO_SUPERVISOR, Status
from casework.models import CaseFile
from casework.queries.case_page import contents_of, told_ledger
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.check import with_boxes
from charging.forms.submissions import PrepareForm, SignOffForm
from charging.lifecycle import SubmissionState
from charging.models import Submission
from charging.operations import submission
from charging.queries.submission import gate
from charging.queries.submission.checklist import checklist_of
from charging.queries.submission.judging import standing_at_the_gate
from charging.queries.submission.rounds import submissions_for
from charging.queries.submission.sent_meanwhile import not_sent_meanwhile
from charging.rules.office_hours import goes_to_direct
from charging.views.overtaken import overtaken
from charging.views.pages import asked_for, decide, out_of_turn, show
from foundation.periods import local_date


def find_submission(request: SignedInRequest, case_file: CaseFile, pk: int) -> Submission:
    """Return a submission of this case that the reader may know of, or 404."""
    rows = submissions_for(request.user, case_file).select_related(
        "prepared_by", "supervised_by", "edition", "triage__contest", "withdrawal"
    )
    found = get_object_or_404(rows, pk=pk)
    found.case_file = case_file
    return found


@load_case_file
def submission_prepare(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show what stops the file and what triage would reject, then hand it to a supervisor."""
    permissions.may_send_to_supervisor(request.user, case_file).require_permission()
    now = timezone.now()
    contents = contents_of(case_file)
    going = [s for s in contents.suspects if Status(s.status) in SEND_TO_SUPERVISOR.sources]
    if contents.suspects and not going and request.method == "GET":
        return out_of_turn(request, case_file, "Send the file to a supervisor", SEND_TO_SUPERVISOR, contents.suspects)
    purpose = asked_for(request)
    # For whoever comes after another sent it, all of it, so that what they typed of each gap can be told.
    judged = contents.of(going or contents.suspects)
    checklist = checklist_of(judged, on=local_date(now), can_mend=True, purpose=purpose)
    form = PrepareForm(request.POST or None, warnings=checklist.warnings, suspects=going, initial={"purpose": purpose})
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: submission.send_to_supervisor(
            case_file=case_file, preparation=form.preparation(), by=request.user, at=now
        ),
    ):
        messages.success(request, "Sent to a supervisor.")
        return redirect(case_file)
    if form.conflicted:
        checklist = checklist_of(contents.of(going), on=local_date(now), can_mend=True, purpose=purpose)
        form.bring_up_to_date(checklist)
    if request.method == "POST" and not (free := not_sent_meanwhile(case_file)):
        return overtaken(request, case_file, form, title="This file was sent already", verdict=free)
    page = {"form": form, "checklist": with_boxes(checklist, form), "purpose": purpose}
    return show(request, case_file, "charging/submission_prepare.html", **page)


@load_case_file
def submission_sign_off(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let a supervisor submit the file or send it back, with comments either way."""
    at_the_gate = find_submission(request, case_file, pk)
    if at_the_gate.state != SubmissionState.WITH_SUPERVISOR and request.method == "GET":
        return redirect("charging:submission_receipt", case_file.slug, pk)
    permissions.may_sign_off(request.user, at_the_gate).require_permission()
    now, form = timezone.now(), SignOffForm(request.POST or None)
    if form.is_valid() and decide(request, case_file, form, lambda: _supervise(request, at_the_gate, form)):
        if form.sends_back:
            messages.success(request, "Sent back to the builder.")
            return redirect(case_file)
        messages.success(request, "Submitted to the CPS.")
        return redirect("charging:submission_receipt", case_file.slug, pk)
    contents, rows = contents_of(case_file), list(told_ledger(case_file, reader=request.user))
    going = contents.of(standing_at_the_gate(contents))
    checklist = checklist_of(going, on=local_date(now), purpose=at_the_gate.purpose)
    page = {
        "form": form,
        "checklist": checklist,
        "submission": at_the_gate,
        "to_direct": goes_to_direct(at_the_gate.stream, now),
        "last": gate.last_time(at_the_gate, rows, contents.suspects),
        "gate_time": gate.time_words(gate.gate_time_of(at_the_gate, rows, at=now)),
    }
    return show(request, case_file, "charging/submission_sign_off.html", rows, **page)


def _supervise(request: SignedInRequest, at_the_gate: Submission, form: SignOffForm) -> None:
    """Do what the pressed button says."""
    act = submission.send_back if form.sends_back else submission.sign_off
    comments = form.cleaned_data["comments"]
    act(submission=at_the_gate, comments=comments, by=request.user, at=timezone.now())
