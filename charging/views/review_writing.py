"""Writing a review part by part, in any order: its sections, the decision on each suspect, the items it asks for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile, Flag, Suspect
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.review_decision import DecisionPartForm
from charging.forms.review_result import Offered, ResultForm
from charging.forms.review_sections import ItemPartForm, SectionForm
from charging.models import ReviewSection
from charging.operations import review_draft as operations
from charging.operations.review_draft import Part
from charging.permissions.reviewing import may_read_draft
from charging.queries.review.draft import DECISION, ITEM, Draft, Known, draft_of, item_from, tests_decided
from charging.queries.review.facts import decision_codes
from charging.queries.review.hub import next_section
from charging.queries.review.page import ReviewPage, decision_reasons, review_page
from charging.rules.decision_offences import NOTHING_KNOWN
from charging.rules.requested_items import RequestedItem
from charging.rules.review_sections import Section, section
from charging.rules.threshold import conditions_on
from charging.views.pages import show
from charging.views.reviews import find_review
from foundation.periods import local_date
from foundation.verdicts import NotPermitted, Refused
from web.forms import GovukForm
from web.posting import post_only
from web.saving import attempt, saved_now


class Opened:
    """One part of a review that somebody opened: the page beside it, the draft, and whether they may write."""

    def __init__(self, request: SignedInRequest, case_file: CaseFile, pk: int, *, before: bool = True) -> None:
        self.request, self.case_file = request, case_file
        self.at: datetime = timezone.now()
        consultation = find_review(case_file, pk)
        if not may_read_draft(request.user, case_file):
            raise Http404("A review is read by the CPS alone until it is issued.")
        self.page: ReviewPage = review_page(consultation, request.user, at=self.at, standard=False, before=before)
        self.draft: Draft = draft_of(consultation, request.user)
        self.may_write = permissions.may_review(request.user, consultation).allowed and not consultation.completed_at

    @property
    def home(self) -> str:
        """The address of the task list."""
        return reverse("charging:review", args=[self.case_file.slug, self.page.consultation.pk])

    def saving(self, part: Part, form: Any, text: str) -> Callable[[], ReviewSection]:
        """Return what saves a part from its form; who lost the review meanwhile keeps what they typed."""

        def act() -> ReviewSection:
            try:
                return operations.save_part(
                    consultation=self.page.consultation,
                    part=part,
                    text=text,
                    answers=form.answers(),
                    expected_version=form.cleaned_data["version"] or 0,
                    by=self.request.user,
                    at=self.at,
                )
            except NotPermitted as refusal:
                raise Refused(refusal.verdict) from refusal

        return act

    def items(self) -> list[tuple[ReviewSection, RequestedItem]]:
        """The items that the review asks for, each with its row, in their order."""
        suspects = self.page.contents.suspects
        known = Known(list(suspects), NOTHING_KNOWN, everyone={suspect.pk: suspect for suspect in suspects})
        return [(row, item_from(row.answers, known)) for row in self.draft.items]

    def fresh(self) -> Draft:
        """The draft as it is stored now."""
        return draft_of(self.page.consultation, self.request.user)

    def shown(self, template: str, form: GovukForm | None, title: str, **context: Any) -> HttpResponse:
        """Render the part beside the case; only who has the review gets a form."""
        form = form if self.may_write or (form and form.is_bound) else None
        return show(
            self.request, self.case_file, template, page=self.page, form=form, title=title, home=self.home, **context
        )


def _done(opened: Opened, message: str, after: str = "") -> HttpResponse:
    messages.success(opened.request, message)
    return redirect(after or opened.home)


@load_case_file
def review_section(request: SignedInRequest, case_file: CaseFile, pk: int, code: str) -> HttpResponseBase:
    """Write one section, or read it."""
    opened = Opened(request, case_file, pk)
    found = section(code, local_date(opened.at))
    if found is None:
        raise Http404("There is no such section.")
    row = opened.draft.section(code)
    tests = tests_decided(opened.draft) if found.kind == "test" else []
    contradicts = row is not None and (row.answers.get("test") or "") not in {"", *tests}
    asks = not tests or contradicts
    form = SectionForm(request.POST or None, section=found, asks=asks, initial=SectionForm.initial_for(row))
    if form.is_valid() and attempt(form, opened.saving(Part(code=code), form, form.cleaned_data["text"])):
        return _done(opened, f"“{found.title}” saved.", _after(opened, found))
    theirs = saved_now(form, SectionForm.initial_for(opened.fresh().section(code))) if form.is_bound else []
    goes_on = next_section(code, local_date(opened.at))
    context = {
        "row": row,
        "section": found,
        "theirs": theirs,
        "goes_on": goes_on,
        "tests": [test.label for test in tests],
        "flags": sorted(Flag(code).label for code in opened.page.contents.flags),
    }
    return opened.shown("charging/review_section.html", form, found.title, **context)


def _after(opened: Opened, found: Section) -> str:
    """Where to go once a section is saved: on to the next one, where that button was pressed."""
    code = next_section(found.code, local_date(opened.at)) if opened.request.POST.get("step") == "next" else ""
    keys = [opened.case_file.slug, opened.page.consultation.pk]
    return reverse("charging:review_section", args=[*keys, code]) if code else ""


@load_case_file
def review_decision(request: SignedInRequest, case_file: CaseFile, pk: int, number: int) -> HttpResponseBase:
    """Decide about one suspect, as far as it goes: first what, then what goes with that decision."""
    opened = Opened(request, case_file, pk)
    suspect = next((each for each in opened.page.to_decide if each.number == number), None)
    if suspect is None:
        raise Http404("Nothing is to be decided about this suspect in this review.")
    row = opened.draft.decision(suspect)
    offered = _offered(opened, suspect)
    rows = len(row.answers.get("outstanding", ())) if row else 0
    initial = DecisionPartForm.initial_for(row)
    first = _asked_first(request, offered, initial)
    form = DecisionPartForm(request.POST or None, suspect=suspect, offered=offered, rows=rows, initial=initial)
    part = Part(code=DECISION, suspect=suspect)
    if form.is_valid() and attempt(form, opened.saving(part, form, form.cleaned_data["rationale"])):
        return _done(opened, f"Decision on {suspect} saved.")
    theirs = saved_now(form, DecisionPartForm.initial_for(opened.fresh().decision(suspect))) if form.is_bound else []
    title = f"Decision on {suspect}"
    # Without a result there is nothing that goes with it: that is asked first, unless something was sent.
    first = None if form.is_bound or (first is None and form.chosen) else first or ResultForm(purpose=offered.purpose)
    said = form.chosen.label if form.chosen else ""
    context = {"row": row, "suspect": suspect, "theirs": theirs, "first": first, "result": said}
    return opened.shown("charging/review_decision.html", form, title, **context)


def _asked_first(request: SignedInRequest, offered: Offered, initial: dict[str, Any]) -> ResultForm | None:
    """The question what is decided, where it is to be asked (again); an answer to it is put into `initial`."""
    if request.method == "GET" and request.GET.keys() & {"result", "step"}:
        first = ResultForm(request.GET, purpose=offered.purpose)
        if not first.is_valid():
            return first
        initial["result"] = first.cleaned_data["result"]
    if "choose" in request.GET:
        return ResultForm(purpose=offered.purpose, initial={"result": initial.get("result", "")})
    return None


def _offered(opened: Opened, suspect: Suspect) -> Offered:
    on = local_date(opened.at)
    return Offered(
        offences=opened.page.contents.offences_of(suspect),
        reasons=decision_reasons(),
        codes=decision_codes(on),
        conditions=conditions_on(on),
        purpose=opened.page.asked_for,
        search_url=reverse("casework:offence_search"),
        today=on,
    )


@load_case_file
def review_items(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """List the items that the review asks for."""
    opened = Opened(request, case_file, pk, before=False)
    context = {"page": opened.page, "items": opened.items(), "may_write": opened.may_write, "home": opened.home}
    return show(request, case_file, "charging/review_items.html", **context)


@load_case_file
def review_item(request: SignedInRequest, case_file: CaseFile, pk: int, number: int = 0) -> HttpResponseBase:
    """Add an item, or change one."""
    opened = Opened(request, case_file, pk)
    row = next((each for each in opened.draft.items if each.number == number), None)
    if number and row is None and request.method == "GET":
        raise Http404("There is no such item.")
    shown = number or len(opened.draft.items) + 1
    form = ItemPartForm(
        request.POST or None,
        number=shown,
        suspects=opened.page.to_decide,
        today=local_date(opened.at),
        earlier=opened.page.items_before,
        above=[item for each, item in opened.items() if not number or each.number < number],
        initial=ItemPartForm.initial_for(row),
    )
    if form.is_valid() and attempt(form, opened.saving(Part(code=ITEM, number=number), form, "")):
        return _done(opened, "Item saved.", _items_page(case_file, pk))
    stored = next((each for each in opened.fresh().items if each.number == number), None) if form.is_bound else None
    theirs = saved_now(form, ItemPartForm.initial_for(stored)) if form.is_bound else []
    title = f"Item {shown} of the action plan"
    return opened.shown("charging/review_item.html", form, title, row=row, theirs=theirs)


def _items_page(case_file: CaseFile, pk: int, **_: int) -> str:
    return reverse("charging:review_items", args=[case_file.slug, pk])


@load_case_file
@post_only(_items_page)
def review_item_remove(request: SignedInRequest, case_file: CaseFile, pk: int, number: int) -> HttpResponse:
    """Take an item out."""
    opened = Opened(request, case_file, pk)
    version = request.POST.get("version", "")
    operations.remove_item(
        consultation=opened.page.consultation,
        number=number,
        expected_version=int(version) if version.isdecimal() else 0,
        by=request.user,
        at=opened.at,
    )
    return _done(opened, "Item taken out.", _items_page(case_file, pk))
