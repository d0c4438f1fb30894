"""The advice of a completed review: its versions, its document, and a new version in place of the last."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.queries.documents import documents_of
from casework.views.loading import load_case_file
from charging.forms.proving import SecondLookForm, SupersedeForm
from charging.models import Consultation, ThresholdReview
from charging.operations import advice as operations
from charging.operations import threshold
from charging.permissions.reviewing import may_look_again, may_supersede
from charging.queries.clocks.due import due_by
from charging.queries.review.advice import advice_of, said_in
from charging.rules.advice import advice_form, threshold_words
from charging.rules.receipt_paper import grouped, local_day
from charging.views.pages import show
from foundation.clocks import due_day
from web.saving import attempt


def _find(case_file: CaseFile, pk: int) -> Consultation:
    rows = Consultation.objects.filter(case_file=case_file, completed_at__isnull=False)
    found = get_object_or_404(rows.select_related("completed_by", "submission"), pk=pk)
    found.case_file = case_file
    return found


@load_case_file
def advice(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show the latest version of the advice, or an earlier one, with every version and its digest."""
    consultation = _find(case_file, pk)
    versions = advice_of(consultation)
    asked = request.GET.get("version", "")
    shown = next((each for each in versions if str(each.version) == asked), versions[0] if versions else None)
    if shown is None:
        raise Http404("This review was issued before advice was sealed.")
    said = said_in(shown)
    context = {
        "consultation": consultation,
        "versions": versions,
        "shown": shown,
        "said": said,
        "decisions": [(each, threshold_words(each["threshold"])) for each in said["decisions"]],
        "digest": grouped(shown.sha256),
        "documents": documents_of(case_file, request.user, forms=[advice_form(consultation.pk)]),
        "may_supersede": may_supersede(request.user, consultation).allowed,
        "here": request.get_full_path(),
    }
    return show(request, case_file, "charging/advice.html", **context)


@load_case_file
def advice_supersede(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Put a new version in place of the last."""
    consultation = _find(case_file, pk)
    may_supersede(request.user, consultation).require_permission()
    versions = advice_of(consultation)
    if not versions:
        raise Http404("This review was issued before advice was sealed.")
    sections = said_in(versions[0])["sections"]
    form = SupersedeForm(request.POST or None, sections=sections, initial={"version": versions[0].version})
    if form.is_valid() and attempt(
        form,
        lambda: operations.supersede(
            consultation=consultation,
            texts=form.texts(),
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, "The new version is sealed. The earlier ones can still be read.")
        return redirect("charging:advice", case_file.slug, pk)
    return show(request, case_file, "charging/advice_supersede.html", consultation=consultation, form=form)


@load_case_file
def threshold_review(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Look again at a charge under the Threshold Test."""
    rows = ThresholdReview.objects.filter(case_file=case_file)
    row = get_object_or_404(rows.select_related("suspect", "decision", "prosecutor", "done_by"), pk=pk)
    row.case_file = case_file
    form = SecondLookForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: threshold.look_again(review=row, look=form.look(), by=request.user, at=timezone.now())
    ):
        messages.success(request, "Saved. Both agencies see what you found.")
        return redirect("charging:threshold_review", case_file.slug, pk)
    expected = row.decision.threshold.get("outstanding", ())
    may = may_look_again(request.user, row).allowed and not row.done_at
    context = {
        "row": row,
        "due_on": due_day(row.due_at),
        "due": due_by(row.due_at, timezone.now()),
        "next": row.done_at and ThresholdReview.objects.filter(decision=row.decision_id, opened_at=row.done_at).first(),
        "outstanding": [(each["what"], local_day(each["expected_on"])) for each in expected],
        "form": form if may or form.is_bound else None,
    }
    return show(request, case_file, "charging/threshold_review.html", **context)
