"""Recording that a victim asked for a review, and answering it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging.forms.disagreements import VictimAnswerForm, VictimAsksForm, VictimGoesOnForm
from charging.models import VictimReview
from charging.operations import reopening
from charging.operations import victim_reviews as operations
from charging.permissions import disagreeing
from charging.queries.disagreements.victim_reviews import VictimReviewPage, requests_of, victim_review_page, victims_of
from charging.rules.victim_review import qualifies, window
from charging.views.pages import decide, show


@load_case_file
def victim_review_ask(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Record that a victim asks for a review of the decision for a suspect."""
    disagreeing.may_keep_victim_review(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    decision = reopening.last_decision(suspect)
    verdict = qualifies(decision, suspect)
    if decision is None or not verdict:
        title = f"A victim's request: {suspect}"
        return show(request, case_file, "charging/out_of_turn.html", step=title, verdict=verdict)
    victims = victims_of(case_file, decision)
    form = VictimAsksForm(request.POST or None, victims=victims)
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: operations.ask(suspect=suspect, request=form.request(), by=request.user, at=timezone.now()),
    ):
        messages.success(request, "Recorded. Somebody who did not decide answers the victim.")
        return redirect(case_file)
    page = {"form": form, "suspect": suspect, "decision": decision, "window": window(decision.at), "victims": victims}
    return show(request, case_file, "charging/victim_review_ask.html", **page)


@load_case_file
def victim_review(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a victim's request; let whoever may answer it, or record that the victim goes on."""
    everything = requests_of(case_file)
    found = next((each for each in everything if each.pk == pk), None)
    if found is None:
        raise Http404("There is no such request in this case.")
    page = victim_review_page(found, everything, request.user, at=timezone.now())
    form = _form(request, page)
    if request.method == "POST" and form is None:
        page.may_decide.require_permission()
    if form and form.is_valid() and decide(request, case_file, form, lambda: _act(request, found, form)):
        messages.success(request, "Recorded.")
        return redirect("charging:victim_review", case_file.slug, _newest(found).pk)
    return show(request, case_file, "charging/victim_review.html", page=page, form=form)


def _form(request: SignedInRequest, page: VictimReviewPage) -> VictimAnswerForm | VictimGoesOnForm | None:
    if page.may_record_further:
        return VictimGoesOnForm(request.POST or None)
    answered = bool(page.review.outcome) and request.method != "POST"
    return VictimAnswerForm(request.POST or None) if page.may_decide and not answered else None


def _act(request: SignedInRequest, found: VictimReview, form: VictimAnswerForm | VictimGoesOnForm) -> None:
    by, at = request.user, timezone.now()
    if isinstance(form, VictimGoesOnForm):
        operations.go_on(review=found, asked_at=form.asked(), by=by, at=at)
    else:
        reasons = form.cleaned_data["reasons"]
        operations.decide(review=found, outcome=form.chosen(), reasons=reasons, by=by, at=at)


def _newest(found: VictimReview) -> VictimReview:
    """The latest request of the same victim about the same decision."""
    return VictimReview.objects.filter(decision=found.decision_id, victim=found.victim_id).latest("pk")
