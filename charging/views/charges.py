"""Recording the charge, and closing what did not come back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.lifecycle import FINALISE
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.charges import ChargeForm, FinaliseForm
from charging.lifecycle import CHARGED_AS, Match
from charging.operations import charges, closing
from charging.queries.charge import charge_page
from charging.views.pages import decide, out_of_turn, show
from foundation.periods import local_date


@load_case_file
def charge_record(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Record when and with what a suspect was charged; afterwards, show it beside the authority."""
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    page = charge_page(suspect)
    if page.record and request.method == "GET":
        return show(request, case_file, "charging/charge_recorded.html", page=page)
    permissions.may_record_charge(request.user, case_file).require_permission()
    now = timezone.now()
    form = ChargeForm(
        request.POST or None,
        authorised=page.authorised,
        search_url=reverse("casework:offence_search"),
        on=local_date(now),
    )
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: charges.record_charge(suspect=suspect, details=form.details(), by=request.user, at=now),
    ):
        _say_match(request, charge_page(suspect).match)
        return redirect("charging:charge_record", case_file.slug, suspect.pk)
    return show(request, case_file, "charging/charge_record.html", form=form, page=page)


def _say_match(request: SignedInRequest, match: Match) -> None:
    """Say how the charge compares with the authority; a difference is a warning, never a mere note."""
    level = messages.SUCCESS if match is Match.EXACT else messages.WARNING
    messages.add_message(request, level, f"Charge recorded: {CHARGED_AS[match]}.")


@load_case_file
def suspect_finalise(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Close a suspect's case because the file or the answers did not come back."""
    permissions.may_finalise(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    if request.method == "GET" and not FINALISE.check([suspect]):
        return out_of_turn(request, case_file, f"Close without a decision: {suspect}", FINALISE, [suspect])
    form = FinaliseForm(request.POST or None)
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: closing.finalise(
            suspect=suspect,
            reason=form.cleaned_data["reason"],
            victim_reason=form.cleaned_data["victim_reason"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, f"Closed without a decision: {suspect}.")
        return redirect(case_file)
    return show(request, case_file, "charging/suspect_finalise.html", form=form, suspect=suspect)
