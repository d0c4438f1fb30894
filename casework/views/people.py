"""Suspects, their offences, victims and witnesses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.people import OffenceForm, PersonForm, SuspectForm
from casework.models import CaseFile, Offence
from casework.operations import people
from casework.queries import offences
from casework.views.loading import load_case_file
from casework.views.saving import attempt, saved_now, show_form
from foundation.periods import local_date

FORM_PAGE = "casework/form_page.html"


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
def suspect_edit(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Change what the file says of a suspect."""
    permissions.may_build(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
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
            return redirect(case_file)
        suspect.refresh_from_db()
        theirs = saved_now(form, SuspectForm.initial_for(suspect))
    page = {"case_file": case_file, "heading": f"Suspect {suspect.number}", "theirs": theirs, "submit": "Save"}
    return show_form(request, FORM_PAGE, form, **page)


@load_case_file
def offence_add(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Propose an offence; without script, the search is a plain page of results above the form."""
    permissions.may_build(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    now = timezone.now()
    asked = request.GET.get("q", "").strip()
    found = offences.search(asked, on=local_date(now)) if asked else []
    chosen = {"offence_code": request.GET.get("code", "")}
    form = OffenceForm(request.POST or None, initial=chosen)
    if form.is_valid():
        data = form.cleaned_data
        details = people.OffenceDetails(
            offence_code=data["offence"], starts_on=data["starts_on"], ends_on=data["ends_on"], place=data["place"]
        )
        if attempt(form, lambda: people.propose_offence(suspect=suspect, details=details, by=request.user, at=now)):
            messages.success(request, f"{data['offence'].title} added for {suspect}.")
            return redirect(case_file)
    page = {"case_file": case_file, "suspect": suspect, "asked": asked, "found": found}
    return show_form(request, "casework/offence_add.html", form, **page)


@require_POST
@load_case_file
def offence_withdraw(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Stop proposing an offence."""
    offence = get_object_or_404(Offence, pk=pk, suspect__case_file=case_file)
    people.withdraw_offence(offence=offence, by=request.user, at=timezone.now())
    messages.success(request, "Offence withdrawn.")
    return redirect(case_file)


@load_case_file
def person_add(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Add a victim or a witness."""
    permissions.may_build(request.user, case_file).require_permission()
    form = PersonForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: people.add_person(case_file=case_file, facts=form.facts(), by=request.user, at=timezone.now()),
    ):
        messages.success(request, "Saved.")
        return redirect(case_file)
    heading = "Add a victim or witness"
    return show_form(request, FORM_PAGE, form, case_file=case_file, heading=heading, theirs=[], submit="Save")


@load_case_file
def person_edit(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Change what the file says of a victim or witness."""
    permissions.may_build(request.user, case_file).require_permission()
    person = get_object_or_404(case_file.people, pk=pk)
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
            return redirect(case_file)
        person.refresh_from_db()
        theirs = saved_now(form, PersonForm.initial_for(person))
    page = {"case_file": case_file, "heading": person.get_role_display(), "theirs": theirs, "submit": "Save"}
    return show_form(request, FORM_PAGE, form, **page)
