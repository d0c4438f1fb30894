"""Opening a case file, and the pages on which police say what it holds."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import User
from casework import permissions
from casework.forms.case import CaseDetailsForm, FlagsForm, HandOverForm, OpenCaseForm
from casework.models import CaseFile
from casework.operations import building, handing_over
from casework.operations.building import CaseDetails
from casework.rules import identifiers
from casework.views.loading import find_case_file, load_case_file, while_file_is_ours
from foundation.periods import local_date
from web.returning import back
from web.saving import attempt, saved_now, show_form

FORM_PAGE = "casework/form_page.html"


@login_required
def open_case(request: SignedInRequest) -> HttpResponse:
    """Open a case file, then show it."""
    permissions.may_open_any_case(request.user).require_permission()
    now = timezone.now()
    form = OpenCaseForm(request.POST or None, user=request.user, today=local_date(now))
    opened = []
    if form.is_valid() and attempt(
        form,
        lambda: opened.append(
            building.open_case_file(details=CaseDetails(**form.cleaned_data), by=request.user, at=now)
        ),
    ):
        messages.success(request, "Case file opened. Add the suspects next.")
        return redirect(find_case_file(request, opened[0].urn))
    return show_form(request, "casework/case_open.html", form, taken_by=_taken_by(request.user, form))


def _taken_by(user: User, form: OpenCaseForm) -> CaseFile | None:
    """The case that has the URN which was refused, where the reader may see it."""
    urn = form.cleaned_data.get("urn") or form.data.get("urn", "") if form.is_bound and "urn" in form.errors else ""
    asked = identifiers.normalise_urn(urn)
    return CaseFile.objects.visible_to(user).filter(urn=asked, suffix="").first() if asked else None


@load_case_file
@while_file_is_ours
def case_edit(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Change what the case says of itself."""
    permissions.may_build(request.user, case_file).require_permission()
    form = CaseDetailsForm(request.POST or None, case_file=case_file)
    theirs = []
    if form.is_valid():
        changes = dict(form.cleaned_data)
        version = changes.pop("version")

        def save() -> None:
            building.change_case(
                case_file=case_file, changes=changes, expected_version=version, by=request.user, at=timezone.now()
            )

        if attempt(form, save):
            messages.success(request, "Case details saved.")
            return back(request, case_file.slug, case_file)
        case_file.refresh_from_db()
        theirs = saved_now(form, CaseDetailsForm.initial_for(case_file))
    page = {"case_file": case_file, "heading": "Case details", "theirs": theirs, "submit": "Save"}
    return show_form(request, FORM_PAGE, form, **page)


@load_case_file
def case_hand_over(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Give the case to another officer, or to another unit of the force."""
    permissions.may_hand_over(request.user, case_file).require_permission()
    now = timezone.now()
    form = HandOverForm(request.POST or None, case_file=case_file, today=local_date(now))
    theirs = []
    if form.is_valid():
        to = dict(form.cleaned_data)
        version = to.pop("version")

        def save() -> None:
            handing_over.hand_over(case_file=case_file, **to, expected_version=version, by=request.user, at=now)

        if attempt(form, save):
            messages.success(request, f"The officer in the case is {to['officer']}, in {to['police_unit'].name}.")
            return redirect(case_file)
        case_file.refresh_from_db()
        theirs = saved_now(form, HandOverForm.initial_for(case_file))
    page = {"case_file": case_file, "heading": "Change officer or unit", "theirs": theirs, "submit": "Save"}
    return show_form(request, FORM_PAGE, form, **page)


@load_case_file
def flags_edit(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Set and clear the case's flags."""
    permissions.may_build(request.user, case_file).require_permission()
    form = FlagsForm(request.POST or None, initial=FlagsForm.initial_for(case_file))
    theirs = []
    if request.method == "POST" and form.is_valid():
        wanted, expected = set(form.cleaned_data["flags"]), form.expected()

        def save() -> None:
            building.set_flags(case_file=case_file, codes=wanted, expected=expected, by=request.user, at=timezone.now())

        if attempt(form, save):
            messages.success(request, "Flags saved. The file standard has been worked out again.")
            return redirect(case_file)
        theirs = saved_now(form, FlagsForm.initial_for(case_file))
    return show_form(request, FORM_PAGE, form, case_file=case_file, heading="Flags", theirs=theirs, submit="Save")
