"""Recording the charge."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.charges import ChargeForm
from charging.lifecycle import Match
from charging.operations import charges
from charging.queries.disagreements.charge import charge_page
from charging.rules.charged_as import CHARGED_AS
from charging.views.pages import decide, show
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
