"""Approval of a review: what it needs, asking for it, giving it or sending the review back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.proving import ApprovalForm
from charging.models import Approval, Consultation
from charging.operations import approvals as operations
from charging.permissions.reviewing import may_approve, may_read_draft
from charging.queries.review.approvals import asked_of, needed_of, sent_back_before
from charging.queries.review.hub import Written, as_written
from charging.queries.review.page import ReviewPage, decisions_to_check, sections_to_check
from charging.rules import approvals as rules
from charging.rules.review_digest import digest_of
from charging.views.pages import show
from charging.views.reviews import find_review
from foundation.periods import local_date
from web.posting import post_only
from web.saving import attempt


def _read(request: SignedInRequest, consultation: Consultation) -> tuple[ReviewPage, Written]:
    if not may_read_draft(request.user, consultation.case_file):
        raise Http404("A review is read by the CPS alone until it is issued.")
    return as_written(consultation, request.user, at=timezone.now())


@load_case_file
def review_approvals(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show which approvals a review needs as it stands, and what became of those asked for."""
    consultation = find_review(case_file, pk)
    page, state = _read(request, consultation)
    called = rules.needed(state.review, page.to_decide, state.known.facts, local_date(timezone.now()))
    asked = asked_of(consultation, request.user, digest_of(state.review))
    needed = needed_of(called, asked)
    context = {
        "page": page,
        "needed": needed,
        "asked": asked,
        "may_ask": permissions.may_review(request.user, consultation).allowed
        and not consultation.completed_at
        and any(not (each.is_met or each.is_asked) for each in needed),
    }
    return show(request, case_file, "charging/review_approvals.html", **context)


def _home(case_file: CaseFile, pk: int) -> str:
    return reverse("charging:review_approvals", args=[case_file.slug, pk])


@load_case_file
@post_only(_home)
def review_approval_ask(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Ask for every approval that the review needs as it stands."""
    consultation = find_review(case_file, pk)
    _, state = _read(request, consultation)
    operations.ask(consultation=consultation, review=state.review, by=request.user, at=timezone.now())
    messages.success(request, "Approval asked for. Any change to the review voids it.")
    return redirect(_home(case_file, pk))


@load_case_file
def approval(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show the very review that approval is asked for; approve it, or send it back."""
    row = get_object_or_404(Approval.objects.filter(consultation__case_file=case_file), pk=pk)
    row.consultation = consultation = find_review(case_file, row.consultation_id)
    page, state = _read(request, consultation)
    form = ApprovalForm(request.POST or None)
    act = operations.approve if request.POST.get("step") == "approve" else operations.send_back
    if form.is_valid() and attempt(
        form,
        lambda: act(approval=row, comment=form.cleaned_data["comment"], by=request.user, at=timezone.now()),
    ):
        done = "Approved." if act is operations.approve else "Sent back to the prosecutor."
        messages.success(request, done)
        return redirect(_home(case_file, consultation.pk))
    every = asked_of(consultation, request.user, digest_of(state.review))
    found = next(each for each in every if each.row.pk == row.pk)
    open_to_reader = found.is_open and not consultation.completed_at and may_approve(request.user, row).allowed
    context = {
        "page": page,
        "approval": found,
        "before": sent_back_before(every, row),
        "decided": decisions_to_check(state.review, page.to_decide, local_date(timezone.now())),
        "sections": sections_to_check(state.review, local_date(timezone.now())),
        "review": state.review,
        "form": form if open_to_reader or form.is_bound else None,
    }
    return show(request, case_file, "charging/approval.html", **context)
