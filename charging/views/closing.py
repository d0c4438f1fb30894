"""Closing without a decision what did not come back, asking to have it reopened, and reopening it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.forms.decisions import DecisionForm
from casework.lifecycle import FINALISE, Status
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.closing import AskToReopenForm, FinaliseForm, ReopenForm
from charging.models import Closing
from charging.operations import closing
from charging.queries.plans.closing import closable, reason_of, refusals_of
from charging.views.pages import decide, out_of_turn, show
from foundation.periods import local_date


@load_case_file
def suspect_finalise(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Close the cases of a suspect, and of others with them, because the file or the answers did not come back."""
    permissions.may_finalise(request.user, case_file).require_permission()
    suspect, now = get_object_or_404(case_file.suspects, pk=pk), timezone.now()
    if request.method == "GET" and not FINALISE.check([suspect]):
        return out_of_turn(request, case_file, f"Close without a decision: {suspect}", FINALISE, [suspect])
    offered = closable(case_file, at=now)
    form = FinaliseForm(
        request.POST or None, offered=offered, today=local_date(now), initial={"suspects": [suspect.pk]}
    )
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: closing.finalise(suspects=form.chosen(), closure=form.closure(), by=request.user, at=now),
    ):
        names = ", ".join(str(each) for each in form.chosen())
        messages.success(request, f"Closed without a decision: {names}.")
        return redirect(case_file)
    return show(request, case_file, "charging/suspect_finalise.html", form=form, suspect=suspect, offered=offered)


@load_case_file
def suspect_reopen(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Lead to the page of a suspect's last closing; where there is none, say why there is no such page."""
    found = Closing.objects.filter(suspect__case_file=case_file, suspect=pk).order_by("-pk").first()
    if found:
        return redirect("charging:reopening", case_file.slug, found.pk)
    suspect = get_object_or_404(case_file.suspects.filter(status=Status.ADMIN_FINALISED), pk=pk)
    messages.warning(request, f"{suspect}: {closing.NEVER_KEPT}")
    return redirect(case_file)


@load_case_file
def reopening(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a closing; police ask to have it reopened, the CPS reopens it or keeps it closed."""
    rows = Closing.objects.filter(suspect__case_file=case_file)
    found = get_object_or_404(
        rows.select_related("suspect", "closed_by", "asked_by", "refused_by", "reopened_by"), pk=pk
    )
    found.suspect.case_file = case_file
    form, act, done = _step(request, case_file, found)
    if form and act and form.is_valid() and decide(request, case_file, form, act):
        messages.success(request, done)
        return redirect("charging:reopening", case_file.slug, pk)
    context = {"form": form, "closing": found, "reason": reason_of(found), "earlier": refusals_of(found)}
    return show(request, case_file, "charging/reopening.html", asks=isinstance(form, AskToReopenForm), **context)


def _step(
    request: SignedInRequest, case_file: CaseFile, found: Closing
) -> tuple[DecisionForm | None, Callable[[], object] | None, str]:
    """The form of this reader, what it does, and what is said then; none where there is nothing to do."""
    may_decide = permissions.may_finalise(request.user, case_file)
    may_ask = permissions.may_ask_of_plan(request.user, case_file)
    if request.method == "POST" and not may_ask:
        may_decide.require_permission()
    waits = found.asked_at is not None and found.refused_at is None
    is_over = found.reopened_at is not None and request.method == "GET"
    if is_over or not (may_decide or may_ask) or (may_ask and waits and request.method == "GET"):
        return None, None, ""
    if may_decide:
        decision = ReopenForm(request.POST or None, was_asked=waits)
        return decision, lambda: _decide(request, found, decision), "Decided. Police have been told."
    wish = AskToReopenForm(request.POST or None)
    return wish, lambda: _ask(request, found, wish), "Asked. The CPS decides."


def _decide(request: SignedInRequest, found: Closing, form: ReopenForm) -> None:
    reopens = form.cleaned_data["decision"] == ReopenForm.REOPEN
    act = closing.reopen if reopens else closing.refuse_to_reopen
    act(suspect=found.suspect, because=form.cleaned_data["because"], by=request.user, at=timezone.now())


def _ask(request: SignedInRequest, found: Closing, form: AskToReopenForm) -> None:
    closing.ask_to_reopen(
        suspect=found.suspect, because=form.cleaned_data["because"], by=request.user, at=timezone.now()
    )
