"""Suspects, their offences, victims and witnesses."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import User
from casework import permissions
from casework.forms.people import OffenceForm, PersonForm, SuspectForm, WithdrawPersonForm
from casework.models import CaseFile, Offence, Suspect
from casework.operations import people
from casework.queries import offences
from casework.views.loading import load_case_file, not_now, while_file_is_ours
from foundation.periods import local_date
from web.navigation import Link
from web.returning import back
from web.saving import attempt, saved_now, show_form

FORM_PAGE = "casework/form_page.html"
MOST_FOUND = 20


@load_case_file
def suspect_add(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Add a suspect, then go on to what they are suspected of."""
    permissions.may_build(request.user, case_file).require_permission()
    now = timezone.now()
    form = SuspectForm(request.POST or None, today=local_date(now))
    added = []
    if form.is_valid() and attempt(
        form,
        lambda: added.append(people.add_suspect(case_file=case_file, facts=form.facts(), by=request.user, at=now)),
    ):
        messages.success(request, "Suspect added. Now add what they are suspected of.")
        return redirect("casework:offence_add", case_file.slug, added[0].suspect_ids[0])
    return show_form(request, FORM_PAGE, form, case_file=case_file, heading="Add a suspect", theirs=[], submit="Save")


@load_case_file
def suspect_edit(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponseBase:
    """Change what the file says of a suspect."""
    permissions.may_build(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    if said := not_now(request, case_file, [suspect]):
        return said
    now = timezone.now()
    form = SuspectForm(request.POST or None, initial=SuspectForm.initial_for(suspect), today=local_date(now))
    theirs = []
    if form.is_valid():
        version = form.cleaned_data["version"] or 0

        def save() -> None:
            people.change_suspect(
                suspect=suspect, changes=form.facts(), expected_version=version, by=request.user, at=now
            )

        if attempt(form, save):
            messages.success(request, f"{suspect} saved.")
            return back(request, case_file.slug, case_file)
        suspect.refresh_from_db()
        theirs = saved_now(form, SuspectForm.initial_for(suspect))
    also = Link("Other names of this suspect", reverse("casework:suspect_aliases", args=[case_file.slug, pk]))
    page = {"case_file": case_file, "heading": f"Suspect {suspect.number}", "theirs": theirs, "submit": "Save"}
    return show_form(request, FORM_PAGE, form, also=also, **page)


@load_case_file
def offence_add(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponseBase:
    """Find an offence in the national list, then propose the one that was chosen."""
    permissions.may_build(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    if said := not_now(request, case_file, [suspect]):
        return said
    now = timezone.now()
    page: dict[str, object] = {"case_file": case_file, "suspect": suspect}
    code = request.POST.get("offence_code") or request.GET.get("code", "")
    chosen = next(iter(offences.search(code, on=local_date(now), limit=1)), None) if code else None
    if chosen is None:
        asked = request.GET.get("q", "").strip()[:80]
        found = offences.search(asked, on=local_date(now), limit=MOST_FOUND) if asked else []
        return render(
            request, "casework/offence_find.html", {**page, "asked": asked, "found": found, "most": MOST_FOUND}
        )
    form = OffenceForm(request.POST or None, initial={"offence_code": chosen.code})
    if form.is_valid() and attempt(form, lambda: _propose(suspect, form, request.user, now)):
        messages.success(request, f"{chosen.title} added for {suspect}.")
        return back(request, case_file.slug, case_file)
    return show_form(request, "casework/offence_add.html", form, chosen=chosen, **page)


def _propose(suspect: Suspect, form: OffenceForm, by: User, at: datetime) -> None:
    data = form.cleaned_data
    details = people.OffenceDetails(
        offence_code=data["offence"], starts_on=data["starts_on"], ends_on=data["ends_on"], place=data["place"]
    )
    people.propose_offence(suspect=suspect, details=details, by=by, at=at)


@load_case_file
def offence_withdraw(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Ask whether it is meant, then stop proposing an offence."""
    permissions.may_build(request.user, case_file).require_permission()
    offences_here = Offence.objects.filter(suspect__case_file=case_file).select_related("suspect", "offence_code")
    offence = get_object_or_404(offences_here, pk=pk)
    if request.method != "POST":
        return render(request, "casework/offence_withdraw.html", {"case_file": case_file, "offence": offence})
    people.withdraw_offence(offence=offence, by=request.user, at=timezone.now())
    messages.success(request, "Offence withdrawn.")
    return redirect(case_file)


@load_case_file
@while_file_is_ours
def person_add(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Add a victim or a witness."""
    permissions.may_build(request.user, case_file).require_permission()
    form = PersonForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: people.add_person(case_file=case_file, facts=form.facts(), by=request.user, at=timezone.now()),
    ):
        messages.success(request, "Saved.")
        return back(request, case_file.slug, case_file)
    heading = "Add a victim or witness"
    return show_form(request, FORM_PAGE, form, case_file=case_file, heading=heading, theirs=[], submit="Save")


@load_case_file
@while_file_is_ours
def person_edit(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Change what the file says of a victim or witness."""
    permissions.may_build(request.user, case_file).require_permission()
    person = get_object_or_404(case_file.people.live(), pk=pk)
    form = PersonForm(request.POST or None, initial=PersonForm.initial_for(person))
    theirs = []
    if form.is_valid():
        version = form.cleaned_data["version"] or 0

        def save() -> None:
            people.change_person(
                person=person, changes=form.facts(), expected_version=version, by=request.user, at=timezone.now()
            )

        if attempt(form, save):
            messages.success(request, f"{person} saved.")
            return back(request, case_file.slug, case_file)
        person.refresh_from_db()
        theirs = saved_now(form, PersonForm.initial_for(person))
    page = {"case_file": case_file, "heading": person.get_role_display(), "theirs": theirs, "submit": "Save"}
    return show_form(request, FORM_PAGE, form, **page)


@load_case_file
@while_file_is_ours
def person_withdraw(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Ask why and whether it is meant, then take a victim or witness off the file."""
    permissions.may_build(request.user, case_file).require_permission()
    person = get_object_or_404(case_file.people.live(), pk=pk)
    form = WithdrawPersonForm(request.POST or None, initial={"version": person.version})
    if form.is_valid():
        said = form.cleaned_data

        def withdraw() -> None:
            people.withdraw_person(
                person=person,
                reason=said["reason"],
                expected_version=said["version"],
                by=request.user,
                at=timezone.now(),
            )

        if attempt(form, withdraw):
            messages.success(request, f"{person} withdrawn.")
            return redirect(case_file)
        person.refresh_from_db()
        saved_now(form, {"version": person.version})
    return show_form(request, "casework/person_withdraw.html", form, case_file=case_file, person=person)
