"""Staying out of one case: noted by whoever has to, or by whoever manages their work; nobody is told why."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging.forms.allocation import StayOutForm
from charging.operations import allocation
from charging.queries.review.recusals import may_be_noted, recusals_for
from charging.views.pages import show
from foundation.verdicts import NotPermitted, Verdict
from web.posting import post_only
from web.saving import attempt


@load_case_file
def stay_out(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show what the reader noted or is about them, and note that somebody stays out."""
    people = may_be_noted(request.user, case_file)
    if not people:
        raise NotPermitted(Verdict.no("not_your_role", "Those who review files here, and their managers, note this."))
    form = StayOutForm(request.POST or None, people=people)
    if form.is_valid() and attempt(
        form,
        lambda: allocation.recuse(case_file=case_file, person=form.chosen(), by=request.user, at=timezone.now()),
    ):
        messages.success(request, f"{form.chosen()} stays out of this case.")
        return redirect("charging:stay_out", case_file.slug)
    return show(request, case_file, "charging/stay_out.html", form=form, noted=recusals_for(request.user, case_file))


@load_case_file
@post_only(lambda case_file, pk: reverse("charging:stay_out", args=[case_file.slug]))
def stay_out_end(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let somebody be given the case again."""
    recusal = get_object_or_404(recusals_for(request.user, case_file), pk=pk)
    allocation.end_recusal(recusal=recusal, by=request.user, at=timezone.now())
    messages.success(request, f"{recusal.person} can be given this case again.")
    return redirect("charging:stay_out", case_file.slug)
