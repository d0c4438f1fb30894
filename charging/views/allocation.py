"""Allocating reviews: one, with a suggestion that explains itself, or many from a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.allocation import ANYBODY, AllocateForm, BulkForm, OpenReviewsForm, held_when_ticked
from charging.models import BulkKind, Consultation
from charging.operations import bulk
from charging.operations import review as operations
from charging.queries.allocation import candidates, review_list
from charging.queries.allocation.open_reviews import UNALLOCATED, OpenReview, Wanted
from charging.queries.allocation.workload import may_manage_work, may_see_work, seen_by, units_of
from charging.queries.clocks.due import Due, due_by
from charging.rules.allocation import suggested
from charging.rules.workload import parts_of
from charging.views.pages import decide, show
from charging.views.reviews import find_review
from foundation.verdicts import Conflict, Verdict
from web.pages import SIZE, hrefs, number_of
from web.saving import attempt

REFUSED = 422


@load_case_file
def review_allocate(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Let a legal manager choose who reviews, with whom the service suggests, why, and why not the others."""
    permissions.may_choose_prosecutor(request.user, case_file).require_permission()
    consultation, now = find_review(case_file, pk), timezone.now()
    one = None if consultation.completed_at else candidates.one_review(consultation, request.user, at=now)
    if one is None:
        return _not_open(request, case_file, consultation)
    return _choose(request, case_file, consultation, one, now)


def _not_open(request: SignedInRequest, case_file: CaseFile, consultation: Consultation) -> HttpResponse:
    """Lead to the review where there is nothing to choose any more."""
    if request.method == "POST" and consultation.completed_at:
        message = f"{consultation.completed_by} has completed this review already."
        raise Conflict(Verdict.no("already_done", message))
    return redirect("charging:review", case_file.slug, consultation.pk)


def _choose(
    request: SignedInRequest, case_file: CaseFile, consultation: Consultation, one: OpenReview, now: datetime
) -> HttpResponse:
    known = candidates.bench([one.body], at=now)
    found = candidates.standings(one, known, candidates.questions([one], {one.key: consultation}, known)[one.key])
    best = suggested(found)
    form = AllocateForm(
        request.POST or None,
        standings=found,
        people=known.people,
        reasons=known.edition.otherwise,
        suggested=best.candidate.key if best else None,
        initial={"prosecutor": consultation.prosecutor_id} if consultation.prosecutor_id else {},
    )
    if form.is_valid() and decide(request, case_file, form, lambda: _allocate(request, consultation, form, now)):
        messages.success(request, f"Allocated to {form.chosen()}.")
        return redirect(case_file)
    page = {
        "form": form,
        "consultation": consultation,
        "best": best,
        "barred": [each for each in found if not each.may.allowed],
        "parts": parts_of(one.work, known.edition),
        "edition": known.edition,
        "facts": review_list.in_words(one),
        "due": due_by(one.due_at, now) if one.due_at else Due(),
    }
    return show(request, case_file, "charging/review_allocate.html", **page)


def _allocate(request: SignedInRequest, consultation: Consultation, form: AllocateForm, now: datetime) -> object:
    return operations.allocate(
        consultation=consultation,
        prosecutor=form.chosen(),
        suggested_id=form.cleaned_data["suggested"],
        why=form.cleaned_data["why"],
        by=request.user,
        at=now,
    )


@login_required
def open_reviews(request: SignedInRequest) -> HttpResponse:
    """List open reviews with whom to suggest for each; those who manage work give the ticked ones in bulk."""
    may_see_work(request.user).require_permission()
    if request.method == "POST":
        may_manage_work(request.user).require_permission()
    listing = _Listing(request, timezone.now())
    if request.method == "POST" and (job := listing.asked_for()):
        return redirect("charging:bulk_job", job)
    status = REFUSED if listing.bulk.is_bound and listing.bulk.errors else 200
    return render(request, "charging/open_reviews.html", listing.page(), status=status)


class _Listing:
    """What the address asks for, and what was ticked."""

    def __init__(self, request: SignedInRequest, now: datetime) -> None:
        self.request, self.user, self.now = request, request.user, now
        self.known = candidates.bench(seen_by(self.user), at=now)
        people = list(self.known.people.values())
        self.filters = OpenReviewsForm(
            {"holder": UNALLOCATED, **request.GET.dict()}, people=people, units=units_of(self.user)
        )
        self.wanted = self._wanted()
        self.total = review_list.count(self.user, self.wanted)
        self.ticked = {key for key in request.POST.getlist("chosen") if key.isascii() and key.isdigit()}
        data = request.POST if request.method == "POST" else None
        self.bulk = BulkForm(data, people=people, total=self.total, reasons=self.known.edition.otherwise)

    def _wanted(self) -> Wanted:
        """What the filters say; what makes no sense is as if it were not there."""
        self.filters.is_valid()
        said = self.filters.cleaned_data
        holder = said.get("holder") or UNALLOCATED
        whose = None if holder == ANYBODY else holder if holder == UNALLOCATED else int(holder)
        return Wanted(
            holder=whose,
            unit=int(said["unit"]) if said.get("unit") else None,
            stream=said.get("stream", ""),
            casework_type=said.get("type", ""),
            late_at=self.now if said.get("late") else None,
        )

    def asked_for(self) -> int | None:
        """Ask for what was ticked to be done; None where that was refused, with the reason on the form."""
        jobs: list[int] = []
        if self.bulk.is_valid():
            attempt(self.bulk, lambda: jobs.append(self._ask()))
        elif not (self.ticked or self.bulk.cleaned_data.get("everything")):
            self.bulk.add_error(None, "Select at least one review.")
        return jobs[0] if jobs else None

    def _ask(self) -> int:
        to = self.bulk.to_person
        everything = self.bulk.cleaned_data["everything"]
        keys = review_list.keys(self.user, self.wanted, bulk.MOST) if everything else [int(k[:18]) for k in self.ticked]
        return bulk.ask(
            kind=BulkKind.GIVE if to else BulkKind.SPREAD,
            consultations=review_list.chosen(self.user, keys),
            held={} if everything else self._held(keys),
            to=to,
            why=self.bulk.cleaned_data["why"],
            by=self.user,
            at=self.now,
        ).pk

    def _held(self, keys: Sequence[int]) -> dict[int, int | None]:
        """Who had each of some reviews on the page where it was ticked; without it, whom the filter named."""
        said = held_when_ticked(self.request.POST.getlist("held"))
        known = review_list.known_holders(said.values())
        held = {key: holder for key, holder in said.items() if holder is None or holder in known}
        if self.wanted.holder is None:
            return held
        filtered = self.wanted.holder if isinstance(self.wanted.holder, int) else None
        return dict.fromkeys(keys, filtered) | held

    def page(self) -> dict[str, Any]:
        """Everything in the words of the template."""
        number = number_of(self.request)
        place = slice((number - 1) * SIZE, number * SIZE + 1)
        found = review_list.rows(self.user, self.wanted, place, self.known, at=self.now)
        previous, following = hrefs(self.request, number, more=len(found) > SIZE)
        return {
            "filters": self.filters,
            "bulk": self.bulk,
            "manages": may_manage_work(self.user).allowed,
            "rows": found[:SIZE],
            "ticked": self.ticked,
            "total": self.total,
            "is_pool": self.wanted.holder == UNALLOCATED,
            "edition": self.known.edition,
            "query": self.request.GET.urlencode(),
            "previous_href": previous,
            "next_href": following,
        }
