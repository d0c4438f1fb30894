"""Blind second scoring: a month's sample of an Area, how far scores agree, and the form of the second scorer."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import Organisation
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging.forms.file_quality import AskedForm
from charging.models import SampleDraw, SecondScore
from charging.operations import second_scores as operations
from charging.permissions import may_draw_any_sample
from charging.permissions.quality import may_decide_disputes, may_score
from charging.queries.quality.assessing import of_case, to_judge
from charging.queries.quality.places import Place, places_of
from charging.queries.quality.sampling import Scored, agreements, scored
from charging.rules.file_quality import Judgement
from charging.views.assessments import is_saved, judgement_form
from charging.views.pages import show
from foundation.verdicts import NotPermitted, Refused, Verdict
from web.tables import Cell, Column, Table


@login_required
def file_quality_sample(request: SignedInRequest) -> HttpResponse:
    """Show how far first and second scores of a month agree; a legal manager draws the sample here."""
    may_draw_any_sample(request.user).require_permission()
    areas = [place for place in places_of(request.user) if place.column == "cps_area"]
    form = AskedForm(request.GET, places=areas, at=timezone.now(), with_group=False)
    place, month = form.asked.place, form.asked.month
    refused = _drawn(request, place, form) if request.method == "POST" else Verdict.ok()
    if request.method == "POST" and refused:
        return redirect(f"{request.path}?place={place.key}&month={month}")
    draw = SampleDraw.objects.filter(cps_area=place.pk, month=month.first_day).select_related("drawn_by").first()
    rows = scored(draw) if draw else []
    context = {
        "form": form,
        "asked": form.asked,
        "draw": draw,
        "is_over": timezone.now() >= month.end,
        "ends": month.end,
        "open": draw.size - len(rows) if draw else 0,
        "table": _agreement(rows) if draw else None,
        "disagreements": _disagreements(rows) if draw else None,
        "refused": refused,
    }
    return render(request, "charging/file_quality_sample.html", context, status=200 if refused else 409)


def _drawn(request: SignedInRequest, place: Place, form: AskedForm) -> Verdict:
    """Draw the sample, and return why that was refused."""
    area = get_object_or_404(Organisation, pk=place.pk)
    try:
        found = operations.draw(area=area, month=form.asked.month, by=request.user, at=timezone.now())
    except NotPermitted:
        raise
    except Refused as refusal:
        return refusal.verdict
    messages.success(request, f"Drawn: {len(found)} files, each given to somebody else.")
    return Verdict.ok()


def _agreement(rows: Sequence[Scored]) -> Table:
    columns = (Column("About"), Column("Agreement"), Column("Cohen's kappa"))
    lines = [(Cell(each.label), Cell(each.share), Cell(each.kappa)) for each in agreements(rows)]
    return Table("How far the two scores agree", columns, lines)


def _disagreements(rows: Sequence[Scored]) -> Table:
    columns = (Column("Case"), Column("Only the first score"), Column("Only the second score"))
    lines = [
        (
            Cell(
                each.score.assessment.case_file.reference,
                href=reverse(
                    "charging:assessment", args=[each.score.assessment.case_file.slug, each.score.assessment_id]
                ),
            ),
            Cell(each.only_first),
            Cell(each.only_second),
        )
        for each in rows
        if each.differs
    ]
    return Table("To talk over", columns, lines, empty="No file was scored differently so far.")


def _require_known(request: SignedInRequest, found: SecondScore) -> None:
    """Tell a legal manager, whose queue has it, whose it is; everybody else does not know of it."""
    verdict = may_score(request.user, found)
    if not verdict.allowed and not may_decide_disputes(request.user, found.assessment).allowed:
        raise Http404("A second score is known to its scorer.")
    verdict.require_permission()


@load_case_file
def second_score(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Score a file a second time. Nothing of the first score is read here, so nothing of it can be shown."""
    related = ("assessment__consultation__submission__edition", "scorer")
    rows = SecondScore.objects.filter(assessment__case_file=case_file)
    found = get_object_or_404(rows.select_related(*related), pk=pk)
    of_case(found.assessment, case_file)
    _require_known(request, found)
    if found.scored_at and request.method == "GET":
        return redirect("charging:assessment", case_file.slug, found.assessment_id)
    now = timezone.now()
    asked = to_judge(found.assessment, at=now)
    form = judgement_form(request, asked, Judgement(), 1)

    def act() -> object:
        return operations.score(second=found, judgement=form.judgement(), by=request.user, at=now)

    if is_saved(request, form, act):
        messages.success(request, "Scored. You can see the first score now.")
        return redirect("charging:assessment", case_file.slug, found.assessment_id)
    context = {"form": form, "assessment": found.assessment, "due_at": found.due_at, "whole": asked.is_whole}
    return show(request, case_file, "charging/second_score.html", **context)
