"""The prosecutor's review: taking it, allocating it, writing it, issuing it, reading it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.operations import seen
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.review_sheet import ReviewSheet
from charging.forms.reviews import AllocateForm, ReviewChoices
from charging.models import Consultation
from charging.operations import review as operations
from charging.queries.review import (
    ReviewPage,
    completed_reviews,
    decision_reasons,
    decisions_to_check,
    prosecutors_for,
    review_page,
    reviews_of,
)
from charging.rules.decision import for_review
from charging.views.pages import decide, show
from foundation.periods import local_date
from foundation.verdicts import Refused
from web.posting import post_only

NOT_CARRIED = ("csrfmiddlewaretoken", "step")


def find_review(case_file: CaseFile, pk: int) -> Consultation:
    """Return a review of this case, or 404."""
    found = get_object_or_404(reviews_of(case_file), pk=pk)
    found.case_file = found.submission.case_file = case_file
    return found


@load_case_file
def review(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a review; the prosecutor who has it writes it here, checks it, and only then issues it."""
    consultation = find_review(case_file, pk)
    if consultation.completed_at and request.method == "GET":
        found = (each for each in completed_reviews(case_file) if each.consultation.pk == consultation.pk)
        return show(request, case_file, "charging/review_completed.html", review=next(found))
    page = review_page(consultation, request.user, at=timezone.now())
    if request.method == "POST":
        return _handed_in(request, page)
    form = _sheet(request, page) if page.verdict.allowed else None
    return show(request, case_file, "charging/review.html", page=page, form=form)


def _sheet(request: SignedInRequest, page: ReviewPage) -> ReviewSheet:
    choices = ReviewChoices(
        proposed=page.proposed(),
        reasons=decision_reasons(),
        purpose=page.asked_for,
        search_url=reverse("casework:offence_search"),
        today=local_date(timezone.now()),
    )
    return ReviewSheet(page.to_decide, choices, request.POST if request.method == "POST" else None)


def _handed_in(request: SignedInRequest, page: ReviewPage) -> HttpResponse:
    """Do what the pressed button says; without a known one, check."""
    sheet, step = _sheet(request, page), request.POST.get("step")
    case_file = page.consultation.case_file
    if step == "add_item":
        sheet.add_row()
    elif step == "change":
        sheet.keep_quiet()
    elif step == "issue" and _issue(request, page, sheet):
        messages.success(request, "Review completed. Police can see your decision now.")
        return redirect("charging:review", case_file.slug, page.consultation.pk)
    elif _stands(page, sheet):
        carried = [(name, values) for name, values in request.POST.lists() if name not in NOT_CARRIED]
        return show(
            request, case_file, "charging/review_check.html", page=page, carried=carried, **_checked(page, sheet)
        )
    return show(request, case_file, "charging/review.html", page=page, form=sheet)


def _checked(page: ReviewPage, sheet: ReviewSheet) -> dict[str, object]:
    """What the check page shows of a sheet that stands."""
    review = sheet.review()
    items = [form.words() for form in sheet.items if form.has_changed()]
    return {"review": review, "decided": decisions_to_check(review, page.to_decide), "items": items}


def _stands(page: ReviewPage, sheet: ReviewSheet) -> bool:
    """Say whether the review could be issued as it is, with every gap on the sheet."""
    if sheet.errors or not sheet.is_valid():
        return False
    today = local_date(timezone.now())
    verdict = for_review(sheet.review(), page.to_decide, purpose=page.asked_for, today=today) & page.verdict
    if not verdict.allowed:
        sheet.refuse(Refused(verdict))
    return verdict.allowed


def _issue(request: SignedInRequest, page: ReviewPage, sheet: ReviewSheet) -> bool:
    """Complete the review; whatever the refusal, what was written stays on the sheet."""
    if not sheet.is_valid():
        return False
    try:
        seen.knowing(
            case_file=page.consultation.case_file,
            seen=sheet.main.cleaned_data["seen"],
            by=request.user,
            act=lambda: operations.complete(
                consultation=page.consultation, review=sheet.review(), by=request.user, at=timezone.now()
            ),
        )
    except Refused as refusal:
        sheet.refuse(refusal)
        return False
    return True


@load_case_file
@post_only(lambda case_file, pk: reverse("charging:review", args=[case_file.slug, pk]))
def review_take(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Allocate a review to whoever asks."""
    consultation = find_review(case_file, pk)
    operations.allocate(consultation=consultation, prosecutor=request.user, by=request.user, at=timezone.now())
    messages.success(request, "The review is yours.")
    return redirect("charging:review", case_file.slug, pk)


@load_case_file
def review_allocate(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let a legal manager choose who reviews."""
    permissions.may_choose_prosecutor(request.user, case_file).require_permission()
    consultation, now = find_review(case_file, pk), timezone.now()
    if consultation.completed_at and request.method == "GET":
        return redirect("charging:review", case_file.slug, pk)
    offered = prosecutors_for(case_file, on=local_date(now))
    form = AllocateForm(request.POST or None, prosecutors=offered, initial={"prosecutor": consultation.prosecutor_id})
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: operations.allocate(consultation=consultation, prosecutor=form.chosen(), by=request.user, at=now),
    ):
        messages.success(request, f"Allocated to {form.chosen()}.")
        return redirect(case_file)
    return show(request, case_file, "charging/review_allocate.html", form=form, consultation=consultation)
