"""Charges that differ from the authority, charges without one, and authorities that police will not use."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.lifecycle import CHARGE, CHARGE_WITHOUT_AUTHORITY
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.disagreements import (
    AmendForm,
    ExplainForm,
    NotLaidForm,
    SettleForm,
    UnaskedChargeForm,
    UnusedForm,
)
from charging.models import NotLaid, UnusedAuthority, UnusedOutcome
from charging.operations import charges, unused_authority
from charging.operations import reconciliation as operations
from charging.permissions import disagreeing
from charging.queries.disagreements.charge import proposed_against
from charging.queries.disagreements.reconciliation import MismatchPage, mismatch_page, mismatches_of, unused_of
from charging.views.pages import decide, out_of_turn, show
from foundation.periods import local_date

Form = ExplainForm | SettleForm | AmendForm
DONE = {
    "explain": "Explained. The CPS settles it now.",
    "settle": "Settled. Police can see what you decided.",
    "amend": "The amended charge is recorded beside what was laid first.",
}


@load_case_file
def charge_without_authority(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Record that police charged a suspect whom the CPS has not decided about."""
    permissions.may_record_charge(request.user, case_file).require_permission()
    suspect, now = get_object_or_404(case_file.suspects, pk=pk), timezone.now()
    if request.method == "GET" and not CHARGE_WITHOUT_AUTHORITY.check([suspect]):
        title = f"Charged without authority: {suspect}"
        return out_of_turn(request, case_file, title, CHARGE_WITHOUT_AUTHORITY, [suspect])
    form = UnaskedChargeForm(
        request.POST or None,
        authorised=proposed_against(suspect),
        search_url=reverse("casework:offence_search"),
        on=local_date(now),
    )
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: charges.charge_without_authority(
            suspect=suspect, details=form.details(), unasked=form.unasked(), by=request.user, at=now
        ),
    ):
        messages.warning(request, "Charge recorded: without authority of the CPS.")
        return redirect("charging:charge_record", case_file.slug, suspect.pk)
    return show(request, case_file, "charging/charge_without_authority.html", form=form, suspect=suspect)


@load_case_file
def mismatch(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show charges beside what they should be; let whoever's turn it is explain, settle or amend."""
    found = next((each for each in mismatches_of(case_file) if each.pk == pk), None)
    if found is None:
        raise Http404("There is no such mismatch in this case.")
    found.case_file, now = case_file, timezone.now()
    page = mismatch_page(found, request.user, at=now)
    form = _form(request, page) if page.act and (page.verdict.allowed or request.method == "POST") else None
    if request.method == "POST" and form is None:
        permissions.may_record_charge(request.user, case_file).require_permission()
    if form and form.is_valid() and decide(request, case_file, form, _act(request, page, form)):
        messages.success(request, DONE[page.act])
        return redirect("charging:mismatch", case_file.slug, pk)
    return show(request, case_file, "charging/mismatch.html", page=page, form=form)


def _form(request: SignedInRequest, page: MismatchPage) -> Form:
    data = request.POST or None
    if page.act == "explain":
        return ExplainForm(data)
    kind = SettleForm if page.act == "settle" else AmendForm
    return kind(
        data,
        offered=list(dict.fromkeys([*page.offered, *page.should_be])),
        ticked=[] if page.act == "settle" else page.should_be,
        search_url=reverse("casework:offence_search"),
        on=local_date(timezone.now()),
    )


def _act(request: SignedInRequest, page: MismatchPage, form: Form) -> Callable[[], object]:
    """What the form does, for whoever sends it, now."""
    found, by, at = page.mismatch, request.user, timezone.now()
    if isinstance(form, ExplainForm):
        text = form.cleaned_data["explanation"]
        return lambda: operations.explain(mismatch=found, text=text, by=by, at=at)
    if isinstance(form, SettleForm):
        settled = form.details()
        return lambda: operations.settle(mismatch=found, details=settled, by=by, at=at)
    amended = form.details()
    return lambda: operations.amend(mismatch=found, details=amended, by=by, at=at)


@load_case_file
def authority_unused(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let police say that a charge which was authorised will not be laid."""
    permissions.may_record_charge(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    if request.method == "GET" and not CHARGE.check([suspect]):
        return out_of_turn(request, case_file, f"Authority not used: {suspect}", CHARGE, [suspect])
    form = NotLaidForm(request.POST or None)
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: unused_authority.say_unused(
            suspect=suspect,
            reason=NotLaid(form.cleaned_data["reason"]),
            detail=form.cleaned_data["detail"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, "The CPS decides what becomes of the authority.")
        return redirect(case_file)
    return show(request, case_file, "charging/authority_unused.html", form=form, suspect=suspect)


@load_case_file
def unused(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show why an authority is not used; let a lawyer say what becomes of it."""
    found = unused_of(case_file, pk)
    if found is None:
        raise Http404("There is no such authority in this case.")
    found.case_file = case_file
    verdict = disagreeing.may_settle_mismatch(request.user, case_file)
    if request.method == "POST":
        verdict.require_permission()
    form = UnusedForm(request.POST or None)
    if form.is_valid() and decide(request, case_file, form, lambda: _decide_unused(request, found, form)):
        messages.success(request, "Decided. Police can see it.")
        return redirect("charging:unused_authority", case_file.slug, pk)
    open_to_me = verdict.allowed and not found.outcome
    shown = form if open_to_me or request.method == "POST" else None
    return show(request, case_file, "charging/unused_authority.html", unused=found, form=shown)


def _decide_unused(request: SignedInRequest, found: UnusedAuthority, form: UnusedForm) -> None:
    unused_authority.decide_unused(
        unused=found,
        outcome=UnusedOutcome(form.cleaned_data["outcome"]),
        reasons=form.cleaned_data["reasons"],
        by=request.user,
        at=timezone.now(),
    )
