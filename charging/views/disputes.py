"""Failures of a file: what police say of each, and what the CPS says to a dispute."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.quality import DisputeForm, FailureAnswerForm
from charging.models import Assessment, Failure
from charging.operations import disputes as operations
from charging.queries.quality.assessing import assessment_page
from charging.rules.file_quality import in_time
from charging.views.assessments import find_assessment
from charging.views.pages import show
from web.conflicts import Meanwhile, differences
from web.posting import post_only
from web.saving import attempt, bring_up_to_date


def find_failure(found: Assessment, item: int) -> Failure:
    """Return a failure of an assessment that stands, or 404."""
    rows = found.failures.filter(stands=True).select_related("reason", "answered_by", "decided_by")
    failure = get_object_or_404(rows, pk=item)
    failure.assessment = found
    return failure


@load_case_file
def failure_answer(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Say for police whether a failure is disputed, why, and how it was discussed."""
    found, now = find_assessment(request, case_file, pk), timezone.now()
    permissions.may_answer_failures(request.user, found).require_permission()
    failure = find_failure(found, item)
    if request.method == "GET" and (failure.decision or not in_time(found.disputes_close_at, now)):
        return redirect("charging:assessment", case_file.slug, pk)
    form = FailureAnswerForm(request.POST or None, initial=_answered(failure))

    def act() -> object:
        version = form.cleaned_data["version"]
        return operations.answer(failure=failure, reply=form.reply(), expected_version=version, by=request.user, at=now)

    if form.is_valid() and attempt(form, act):
        messages.success(request, f"Answer to {failure.reason.code} saved. The CPS can see it now.")
        return redirect("charging:assessment", case_file.slug, pk)
    theirs = _after_conflict(form, failure, _answered)
    page = {"form": form, "failure": failure, "assessment": found, "theirs": theirs}
    return show(request, case_file, "charging/failure_answer.html", **page)


def _answered(failure: Failure) -> dict[str, object]:
    names = ("version", "answer", "ground", "discussed")
    return {name: getattr(failure, name) for name in names}


def _decided(failure: Failure) -> dict[str, object]:
    return {"version": failure.version, "decision": failure.decision, "reason": failure.decision_reason}


def _after_conflict(form: FailureAnswerForm | DisputeForm, failure: Failure, stored: object) -> Meanwhile:
    """After a conflict: what is stored beside what was typed, and the form moved on to it."""
    if not form.conflicted or not callable(stored):
        return Meanwhile()
    failure.refresh_from_db()
    bring_up_to_date(form, str(failure.version))
    return differences(form, stored(failure))


@load_case_file
def failure_decide(request: SignedInRequest, case_file: CaseFile, pk: int, item: int) -> HttpResponse:
    """Accept a dispute or not, with a reason."""
    found, now = find_assessment(request, case_file, pk), timezone.now()
    permissions.may_decide_disputes(request.user, found).require_permission()
    failure = find_failure(found, item)
    page = assessment_page(found, request.user, at=now)
    asked = next(each for each in page.failures if each.failure.pk == failure.pk)
    if request.method == "GET" and not asked.may_decide:
        return redirect("charging:assessment", case_file.slug, pk)
    form = DisputeForm(request.POST or None, initial=_decided(failure))

    def act() -> object:
        said = form.cleaned_data
        return operations.decide(
            failure=failure,
            decision=said["decision"],
            reason=said["reason"],
            expected_version=said["version"],
            by=request.user,
            at=now,
        )

    if form.is_valid() and attempt(form, act):
        messages.success(request, f"Decided the dispute of {failure.reason.code}. Police can see it now.")
        return redirect("charging:assessment", case_file.slug, pk)
    theirs = _after_conflict(form, failure, _decided)
    context = {"form": form, "asked": asked, "assessment": found, "theirs": theirs}
    return show(request, case_file, "charging/failure_decide.html", **context)


@load_case_file
@post_only(lambda case_file, pk: reverse("charging:assessment", args=[case_file.slug, pk]))
def failures_undisputed(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Say of every failure that is not answered yet that police do not dispute it."""
    found = find_assessment(request, case_file, pk)
    entries = operations.dispute_none(assessment=found, by=request.user, at=timezone.now())
    number = len(entries)
    messages.success(request, f"Said of {number} failure{'' if number == 1 else 's'} that police do not dispute it.")
    return redirect("charging:assessment", case_file.slug, pk)
