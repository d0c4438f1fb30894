"""The builder's task list, and the check before sending that supervisor and triage see too."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.permissions import may_build
from casework.queries.case_page import contents_of
from casework.views.loading import load_case_file
from charging.forms.check import ReasonsForm, with_boxes
from charging.operations.explanations import explain
from charging.permissions import may_send_to_supervisor
from charging.queries.submission.checklist import checklist_of
from charging.queries.submission.judging import sendable
from charging.queries.submission.task_list import task_list as read_task_list
from charging.views.pages import asked_for, show
from foundation.periods import local_date
from web.saving import attempt


@load_case_file
def task_list(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show everything that this case needs, with the way to mend each."""
    page = read_task_list(case_file, request.user, on=local_date(timezone.now()))
    return show(request, case_file, "charging/task_list.html", page=page)


@load_case_file
def check(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show what stops the file, what is missing and why it goes all the same; take reasons from its builders."""
    now, contents = timezone.now(), contents_of(case_file)
    verdict, going = may_build(request.user, case_file), sendable(contents)
    if request.method == "POST":
        verdict.require_permission()
    takes_reasons = verdict.allowed and (bool(going) or not contents.suspects)
    judged, purpose = contents.of(going) if going else contents, asked_for(request)
    checklist = checklist_of(judged, on=local_date(now), can_mend=takes_reasons, purpose=purpose)
    page = {
        "checklist": checklist,
        "purpose": purpose,
        "can_send": takes_reasons and may_send_to_supervisor(request.user, case_file).allowed,
    }
    if not takes_reasons:
        return show(request, case_file, "charging/check.html", **page)
    form = ReasonsForm(request.POST or None, warnings=checklist.warnings)
    if form.is_valid() and attempt(
        form, lambda: explain(case_file=case_file, reasons=form.reasons(), by=request.user, at=now)
    ):
        messages.success(request, "Reasons saved.")
        return redirect(request.get_full_path())
    if form.conflicted:
        checklist = checklist_of(judged, on=local_date(now), can_mend=True, purpose=purpose)
        form.bring_up_to_date(checklist)
    page |= {"form": form, "checklist": with_boxes(checklist, form)}
    return show(request, case_file, "charging/check.html", **page)
