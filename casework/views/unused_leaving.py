"""How an item leaves its schedule: withdrawn, or moved to the other one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.unused import MoveForm, VersionForm
from casework.models import CaseFile, UnusedItem, sees_sensitive
from casework.operations import unused as operations
from casework.rules.disclosure import edition_on
from casework.views.loading import load_case_file, while_file_is_ours
from casework.views.unused import find_item
from foundation.periods import local_date
from web.saving import attempt, saved_now, show_form


@load_case_file
@while_file_is_ours
def unused_withdraw(request: SignedInRequest, case_file: CaseFile, schedule: str, number: int) -> HttpResponse:
    """Ask for confirmation, then take an item off its schedule."""
    item = find_item(request.user, case_file, schedule, number)
    permissions.may_keep_schedule(request.user, case_file, sensitive=item.sensitive).require_permission()
    form = VersionForm(request.POST or None, initial={"version": item.version})
    if form.is_valid():
        version = form.cleaned_data["version"]
        if attempt(
            form,
            lambda: operations.withdraw(item=item, expected_version=version, by=request.user, at=timezone.now()),
        ):
            messages.success(request, f"Item {number} withdrawn.")
            return redirect("casework:unused_schedule", case_file.slug, schedule)
        item.refresh_from_db()
        saved_now(form, {"version": item.version})
    page = {"case_file": case_file, "item": item, "schedule": schedule}
    return show_form(request, "casework/unused_withdraw.html", form, **page)


@load_case_file
@while_file_is_ours
def unused_move(request: SignedInRequest, case_file: CaseFile, schedule: str, number: int) -> HttpResponse:
    """Change whether an item is sensitive, which moves it to the other schedule; nobody else learns of the page."""
    if not sees_sensitive(request.user, case_file):
        raise Http404
    item = find_item(request.user, case_file, schedule, number)
    permissions.may_keep_schedule(request.user, case_file, sensitive=True).require_permission()
    form = MoveForm(
        request.POST or None,
        initial={"version": item.version},
        becomes_sensitive=not item.sensitive,
        edition=edition_on(local_date(timezone.now())),
    )
    if form.is_valid() and attempt(form, lambda: _move(request, item, form)):
        return redirect("casework:unused_list", case_file.slug)
    item.refresh_from_db()
    if form.errors:
        saved_now(form, {"version": item.version})
    page = {"case_file": case_file, "item": item, "schedule": schedule}
    return show_form(request, "casework/unused_move.html", form, **page)


def _move(request: SignedInRequest, item: UnusedItem, form: MoveForm) -> None:
    said = form.cleaned_data
    event = operations.move(
        item=item,
        ground=said.get("sensitivity_ground", ""),
        rationale=said.get("sensitivity_rationale", ""),
        expected_version=said["version"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"Moved: it is now {event.details['to_schedule']} item {event.details['to_number']}.")
