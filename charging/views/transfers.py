"""Taking a file back, sending a case to another Area or unit, and handing over what CPS Direct has."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.transfers import HandOverForm, TakeOverForm, TransferForm, WithdrawForm
from charging.operations import direct, transfer, withdrawal
from charging.queries.transfers.moves import in_order, last_transfer, units_to_choose, with_direct
from charging.views.pages import decide, show
from charging.views.submissions import find_submission
from foundation.periods import local_date
from foundation.verdicts import Refused


@load_case_file
def submission_withdraw(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let a supervisor take a file back until the CPS has decided."""
    permissions.may_withdraw(request.user, case_file).require_permission()
    sent, form = find_submission(request, case_file, pk), WithdrawForm(request.POST or None)
    if request.method == "GET" and hasattr(sent, "withdrawal"):
        return redirect("charging:submission_receipt", case_file.slug, pk)
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: withdrawal.withdraw(
            submission=sent, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
    ):
        messages.success(request, "Withdrawn. The file is yours to build again.")
        return redirect(case_file)
    return show(request, case_file, "charging/submission_withdraw.html", form=form, submission=sent)


@load_case_file
def case_transfer(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Send a case to another Area or unit; who sends it may not see it afterwards."""
    permissions.may_transfer(request.user, case_file).require_permission()
    if case_file.handled_by_id and request.method == "GET":
        return redirect("charging:case_take_over", case_file.slug)
    now = timezone.now()
    form = TransferForm(request.POST or None, units=units_to_choose(local_date(now)))
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: transfer.transfer(
            case_file=case_file,
            to=form.destination(),
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=now,
        ),
    ):
        messages.success(request, f"{case_file.reference} is now with {form.destination().unit}.")
        return redirect("charging:worklist")
    return show(request, case_file, "charging/case_transfer.html", form=form, last=last_transfer(case_file))


@load_case_file
def case_take_over(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Give a case that CPS Direct has to its Area, from either side."""
    permissions.may_transfer(request.user, case_file).require_permission()
    if case_file.handled_by_id is None and request.method == "GET":
        return redirect(case_file)
    form = TakeOverForm(request.POST or None)
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: direct.hand_over(
            case_file=case_file, risks=form.cleaned_data["risks"], by=request.user, at=timezone.now()
        ),
    ):
        messages.success(request, f"{case_file.reference} is now with {case_file.cps_area}.")
        return redirect("charging:worklist")
    return show(request, case_file, "charging/case_take_over.html", form=form, last=last_transfer(case_file))


@login_required
def hand_over(request: SignedInRequest) -> HttpResponse:
    """List what CPS Direct has at the end of a shift, a tick and a note each, and hand over what is ticked."""
    permissions.may_work_at_direct(request.user).require_permission()
    form = HandOverForm(request.POST or None, cases=in_order(list(with_direct(request.user))), at=timezone.now())
    if form.cases and form.is_valid():
        _hand_over_each(request, form)
        return redirect("charging:hand_over")
    return render(request, "charging/hand_over.html", {"form": form}, status=422 if form.errors else 200)


def _hand_over_each(request: SignedInRequest, form: HandOverForm) -> None:
    """Hand over each case by itself, and say of each whether it went: one that cannot go holds up no other."""
    for case_file, risks in form.chosen():
        try:
            direct.hand_over(case_file=case_file, risks=risks, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, f"{case_file.reference}: {refusal}")
        else:
            messages.success(request, f"{case_file.reference} is now with {case_file.cps_area}.")
