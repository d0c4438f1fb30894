"""The prosecutor's review: taking it, allocating it, writing it, issuing it, reading it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.reviews import IssueForm
from charging.models import Consultation
from charging.operations import review as operations
from charging.permissions.reviewing import may_read_draft
from charging.queries.review.advice import advice_of, said_in
from charging.queries.review.beside import came_from, reviews_to_show, urgencies_now
from charging.queries.review.draft import draft_of
from charging.queries.review.hub import as_written, hub, linked, written
from charging.queries.review.page import (
    ReviewPage,
    completed_reviews,
    decisions_to_check,
    review_page,
    sections_to_check,
)
from charging.queries.review.points import charges_to_prove, weakened_among, worked_through
from charging.queries.review.proving import chosen_in, proving
from charging.rules.allocation import override_in_words
from charging.rules.review_digest import digest_of
from charging.views.pages import decide, show
from foundation.periods import local_date
from web.posting import post_only
from web.saving import bring_up_to_date


def find_review(case_file: CaseFile, pk: int) -> Consultation:
    """Return a review of this case, or 404."""
    found = get_object_or_404(reviews_to_show(case_file), pk=pk)
    found.case_file = found.submission.case_file = case_file
    return found


@load_case_file
def review(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a review: its task list while it is written, and everything that it said once it is issued."""
    consultation = find_review(case_file, pk)
    if consultation.completed_at:
        return _completed(request, case_file, consultation)
    now = timezone.now()
    page = review_page(consultation, request.user, at=now)
    context: dict[str, object] = {"page": page, "urgencies": urgencies_now(consultation, page.to_decide, now)}
    if may_read_draft(request.user, case_file):
        context["override"] = _override(consultation)
        on = local_date(now)
        state = written(page, draft_of(consultation, request.user), on)
        context |= {"hub": hub(page, state, on), "verdict": linked(state.verdict, page)}
        charges = charges_to_prove(page.contents, request.user, on, chosen=chosen_in(state.review))
        context["weakened"] = weakened_among(charges)
        context["proved"] = proving(charges, state.review, page.contents, page.to_decide)
        context["came_from"] = came_from(consultation)
    return show(request, case_file, "charging/review.html", **context)


def _override(consultation: Consultation) -> str:
    """Why it was given otherwise than suggested, for the CPS to read."""
    at = consultation.allocated_at
    return override_in_words(consultation.override, local_date(at)) if at else ""


def _completed(request: SignedInRequest, case_file: CaseFile, consultation: Consultation) -> HttpResponse:
    found = next(each for each in completed_reviews(case_file) if each.consultation.pk == consultation.pk)
    advice = advice_of(consultation)
    said = said_in(advice[0]) if advice else None
    # Not every review asks for an assessment: one that decides again sealed a file that nobody sent.
    assessment = getattr(found.consultation, "assessment", None)
    context = {"review": found, "said": said, "advice": advice, "assessment": assessment}
    if may_read_draft(request.user, case_file):
        context["override"] = _override(consultation)
    return show(request, case_file, "charging/review_completed.html", **context)


@load_case_file
def review_check(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show everything as it would be issued, with all that is missing; issue exactly what was shown."""
    consultation = find_review(case_file, pk)
    permissions.may_review(request.user, consultation).require_permission()
    if consultation.completed_at and request.method == "GET":
        return redirect("charging:review", case_file.slug, pk)
    now = timezone.now()
    page, state = as_written(consultation, request.user, at=now)
    form = IssueForm(request.POST or None, initial={"digest": digest_of(state.review)})
    if form.is_valid() and decide(request, case_file, form, lambda: _issue(request, page, form)):
        return _issued(request, case_file, pk)
    if form.is_bound:
        bring_up_to_date(form, digest_of(state.review), "digest")
    charges = charges_to_prove(page.contents, request.user, local_date(now), chosen=chosen_in(state.review))
    proved = proving(charges, state.review, page.contents, page.to_decide)
    context = {
        "page": page,
        "form": form,
        "review": state.review,
        "verdict": linked(state.verdict, page),
        "decided": decisions_to_check(state.review, page.to_decide, local_date(now)),
        "sections": sections_to_check(state.review, local_date(now)),
        "charges": worked_through(charges, page.to_decide),
        "proved": proved,
        "weak": [charge for each in proved for charge in each.weak],
        "changed_by": sorted({str(row.changed_by) for row in state.draft.rows}),
        "issued": form.conflicted and find_review(case_file, pk).completed_at,
    }
    return show(request, case_file, "charging/review_check.html", **context)


def _issued(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Go back to the review, or to the work queue where the case went to its Area with the decision."""
    messages.success(request, "Review completed. Police can see your decision now.")
    if CaseFile.objects.visible_to(request.user).filter(pk=case_file.pk).exists():
        return redirect("charging:review", case_file.slug, pk)
    messages.success(request, f"{case_file.reference} is now with {case_file.cps_area}.")
    return redirect("charging:worklist")


def _issue(request: SignedInRequest, page: ReviewPage, form: IssueForm) -> None:
    digest = form.cleaned_data["digest"]
    operations.issue(consultation=page.consultation, digest=digest, by=request.user, at=timezone.now())


@load_case_file
@post_only(lambda case_file, pk: reverse("charging:review", args=[case_file.slug, pk]))
def review_take(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Allocate a review to whoever asks."""
    consultation = find_review(case_file, pk)
    operations.allocate(consultation=consultation, prosecutor=request.user, by=request.user, at=timezone.now())
    messages.success(request, "The review is yours.")
    return redirect("charging:review", case_file.slug, pk)
