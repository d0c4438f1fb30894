"""The quality of one file: assessing it, correcting that, reading what came of it; the same page for both agencies."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.quality import JudgementForm, NotAssessedForm, shown, typed
from charging.models import Assessment, AssessmentState
from charging.operations import assessments as operations
from charging.queries.quality.assessing import (
    ToJudge,
    assessment_page,
    assessments_of,
    blind_score_of,
    judged_so_far,
    of_case,
    to_judge,
)
from charging.rules.file_quality import Judgement, edition_on
from charging.views.pages import show
from foundation.periods import local_date
from web.saving import attempt, bring_up_to_date

SUGGEST = "suggest"


def find_assessment(request: SignedInRequest, case_file: CaseFile, pk: int) -> Assessment:
    """Return an assessment of this case that the reader may know the result of, or 404."""
    return of_case(get_object_or_404(assessments_of(case_file, request.user), pk=pk), case_file)


@load_case_file
def assessment(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show an assessment; whoever may assess the file does it here, whoever scores it blind is sent to do so."""
    if blind := blind_score_of(pk, case_file, request.user):
        return redirect("charging:second_score", case_file.slug, blind.pk)
    found = find_assessment(request, case_file, pk)
    if found.state != AssessmentState.TO_ASSESS and request.method == "GET":
        page = assessment_page(found, request.user, at=timezone.now())
        return show(request, case_file, "charging/assessment.html", page=page)
    verdict = permissions.may_assess(request.user, found)
    if request.method == "GET" and not verdict:
        page = assessment_page(found, request.user, at=timezone.now())
        return show(request, case_file, "charging/assessment.html", page=page)
    verdict.require_permission()
    return _assess(request, found)


def _assess(request: SignedInRequest, found: Assessment) -> HttpResponse:
    now = timezone.now()
    asked = to_judge(found, at=now)
    form = judgement_form(request, asked, Judgement(), found.version)

    def act() -> object:
        return operations.assess(assessment=found, judgement=form.judgement(), by=request.user, at=now)

    if is_saved(request, form, act):
        messages.success(request, "Assessed. Police can see the result now.")
        return redirect("charging:assessment", found.case_file.slug, found.pk)
    context = {"form": form, "assessment": found, "whole": asked.is_whole, "due_at": found.due_at}
    return show(request, found.case_file, "charging/assessment_form.html", **context)


def judgement_form(
    request: SignedInRequest, asked: ToJudge, start: Judgement, version: int, *, with_reason: bool = False
) -> JudgementForm:
    """The form of a judgement: as it starts, as it was sent, or with what the ticked rows suggest."""
    options: dict[str, Any] = {"claims": asked.claims, "reasons": asked.reasons, "with_reason": with_reason}
    if request.method != "POST":
        fresh = start == Judgement()
        return JudgementForm(initial=shown(asked.with_suggestions(start) if fresh else start, version), **options)
    if request.POST.get("step") == SUGGEST:
        initial = shown(asked.with_suggestions(typed(request.POST, asked.claims)), version)
        return JudgementForm(initial=initial | {"reason": request.POST.get("reason", "")}, **options)
    return JudgementForm(request.POST, initial=shown(start, version), **options)


def is_saved(request: SignedInRequest, form: JudgementForm, act: Callable[[], object]) -> bool:
    """Whether the form was sent to be saved, and the operation went through."""
    return form.is_bound and form.is_valid() and attempt(form, act)


@load_case_file
def assessment_correct(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Correct an assessment until its month closes, with a reason."""
    found, now = find_assessment(request, case_file, pk), timezone.now()
    permissions.may_correct(request.user, found).require_permission()
    asked = to_judge(found, at=now)
    form = judgement_form(request, asked, judged_so_far(found), found.version, with_reason=True)

    def act() -> object:
        said = form.cleaned_data
        return operations.correct(
            assessment=found,
            judgement=form.judgement(),
            reason=said["reason"],
            expected_version=said["version"],
            by=request.user,
            at=now,
        )

    if is_saved(request, form, act):
        messages.success(request, "Corrected. Police can see the new result now.")
        return redirect("charging:assessment", case_file.slug, pk)
    if form.conflicted:
        bring_up_to_date(form, str(Assessment.objects.get(pk=pk).version))
    page = assessment_page(found, request.user, at=now)
    return show(request, case_file, "charging/assessment_correct.html", form=form, page=page, whole=asked.is_whole)


@load_case_file
def assessment_leave(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Say that a file is not assessed, and why."""
    found, now = find_assessment(request, case_file, pk), timezone.now()
    permissions.may_assess(request.user, found).require_permission()
    if found.state != AssessmentState.TO_ASSESS and request.method == "GET":
        return redirect("charging:assessment", case_file.slug, pk)
    offered = edition_on(local_date(now)).not_assessed
    form = NotAssessedForm(request.POST or None, offered=offered)

    def act() -> object:
        return operations.not_assess(assessment=found, reason=form.cleaned_data["reason"], by=request.user, at=now)

    if form.is_valid() and attempt(form, act):
        messages.success(request, "Noted that this file is not assessed.")
        return redirect("charging:assessment", case_file.slug, pk)
    return show(request, case_file, "charging/assessment_leave.html", form=form, assessment=found)
