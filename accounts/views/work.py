"""What decides which reviews somebody is given: shown and kept by them, and by whoever manages their work."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.forms import LeaveForm, PatternForm, TraitForm
from accounts.http import SignedInRequest
from accounts.models import Leave, Trait, TraitKind, User, WorkingPattern
from accounts.operations import work as operations
from accounts.operations.work import PatternDetails, TraitDetails
from accounts.queries.work import whose_work
from accounts.rules.work import FULL_TIME, OFFICE_DAYS, said, title_of
from foundation.periods import local_date
from web.forms import GovukForm
from web.posting import post_only
from web.saving import attempt, show_form

MOST = 50
TITLES = {
    TraitKind.SPECIALISM.value: "Add a specialism",
    TraitKind.RESTRICTION.value: "Add a restriction",
    TraitKind.GRADE.value: "Set the grade",
    "pattern": "Set the working days",
    "leave": "Add leave",
}


@login_required
def work(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show all that is noted of one person, with what is planned."""
    person = get_object_or_404(whose_work(request.user), pk=pk)
    today = local_date(timezone.now())
    traits = Trait.objects.filter(person=person, ended_at__isnull=True).exclude(ends_on__lt=today)
    rows: dict[TraitKind, list[tuple[Trait, str]]] = {kind: [] for kind in TraitKind}
    for trait in traits.select_related("noted_by"):
        rows[TraitKind(trait.kind)].append((trait, title_of(trait.kind, trait.code)))
    patterns = list(person.patterns.select_related("noted_by")[:5])
    page = {
        "person": person,
        "is_own": person.pk == request.user.pk,
        "kinds": [(kind, TITLES[kind.value], rows[kind]) for kind in TraitKind],
        "patterns": [(pattern, said(pattern)) for pattern in patterns],
        "nothing_noted": said(None),
        "leave": person.leave.filter(cancelled_at__isnull=True, ends_on__gte=today)[:MOST],
    }
    return render(request, "accounts/work.html", page)


@login_required
def work_note(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """Add a specialism, a restriction, a grade, working days or leave."""
    person = get_object_or_404(whose_work(request.user), pk=pk)
    if what not in TITLES:
        raise Http404
    kinds = {"pattern": _pattern, "leave": _leave}
    form, act = kinds.get(what, _trait)(request, person, what)
    if form.is_valid() and attempt(form, act):
        messages.success(request, "Saved. It counts for suggestions from now on.")
        return redirect("accounts:work", person.pk)
    page = {"person": person, "title": TITLES[what], "back": reverse("accounts:work", args=[person.pk])}
    return show_form(request, "accounts/work_note.html", form, **page)


Asked = tuple[GovukForm, Callable[[], object]]


def _trait(request: SignedInRequest, person: User, what: str) -> Asked:
    kind, today = TraitKind(what), local_date(timezone.now())
    form = TraitForm(request.POST or None, kind=kind, on=today, initial={"starts_on": today})

    def act() -> object:
        details = TraitDetails(kind=kind, **form.cleaned_data)
        return operations.note(person=person, details=details, by=request.user, at=timezone.now())

    return form, act


def _pattern(request: SignedInRequest, person: User, _what: str) -> Asked:
    latest = person.patterns.order_by("-id").first()
    form = PatternForm(request.POST or None, initial=_started_from(latest))

    def act() -> object:
        typed = dict(form.cleaned_data)
        replaces = typed.pop("replaces")
        details = PatternDetails(**typed)
        return operations.set_pattern(
            person=person, details=details, replaces=replaces, by=request.user, at=timezone.now()
        )

    return form, act


def _started_from(latest: WorkingPattern | None) -> dict[str, Any]:
    return {
        "days": latest.days if latest else OFFICE_DAYS,
        "court_days": latest.court_days if latest else (),
        "share": latest.share if latest else FULL_TIME,
        "starts_on": local_date(timezone.now()),
        "replaces": latest.pk if latest else None,
    }


def _leave(request: SignedInRequest, person: User, _what: str) -> Asked:
    form = LeaveForm(request.POST or None)

    def act() -> object:
        return operations.note_leave(person=person, **form.cleaned_data, by=request.user, at=timezone.now())

    return form, act


@login_required
@post_only(lambda pk: reverse("web:account"))
def trait_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take away what was noted."""
    trait = get_object_or_404(Trait.objects.filter(person__in=whose_work(request.user)), pk=pk)
    operations.end(trait=trait, by=request.user, at=timezone.now())
    messages.success(request, "Taken away.")
    return redirect("accounts:work", trait.person_id)


@login_required
@post_only(lambda pk: reverse("web:account"))
def leave_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel leave."""
    leave = get_object_or_404(Leave.objects.filter(person__in=whose_work(request.user)), pk=pk)
    operations.cancel_leave(leave=leave, by=request.user, at=timezone.now())
    messages.success(request, "Leave cancelled.")
    return redirect("accounts:work", leave.person_id)
