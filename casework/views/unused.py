"""The schedules of unused material: what is listed, and listing it and changing what is said of it.

Addresses name an item by its schedule and its number there, never by a key, so that no gap in them tells anything.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import User
from casework import permissions
from casework.forms.unused import ItemEditForm, ItemForm, QuickForm
from casework.models import CaseFile, Material, UnusedItem, sees_sensitive
from casework.operations import unused as operations
from casework.queries import unused as queries
from casework.rules import editing
from casework.rules.disclosure import DisclosureEdition, edition_on
from casework.views.loading import load_case_file, while_file_is_ours
from foundation.periods import local_date
from foundation.verdicts import NotPermitted, Reason, Refused
from web.pages import page_of
from web.saving import attempt, saved_now, show_form, with_draft
from web.sheets import Sheet

ROWS = {False: 6, True: 2}
"""How many items can be listed at once; a sensitive one takes more writing."""

PAGE_SIZE = 50
BESIDE = 10


def find_schedule(user: User, case_file: CaseFile, name: str) -> bool:
    """Say whether the schedule that an address names is the sensitive one; 404 where the reader may not know of it."""
    if name not in queries.SCHEDULES or (queries.SCHEDULES[name] and not sees_sensitive(user, case_file)):
        raise Http404
    return queries.SCHEDULES[name]


def find_item(user: User, case_file: CaseFile, schedule: str, number: int) -> UnusedItem:
    """Return an item that stands on a schedule now, or 404."""
    rows = queries.schedule(case_file, user, sensitive=find_schedule(user, case_file, schedule))
    return get_object_or_404(rows, number=number)


def can_change(user: User, case_file: CaseFile, *, sensitive: bool) -> bool:
    """Say whether a reader may change a schedule, and the file is with them."""
    verdict = editing.editable(case_file, case_file.suspects.all())
    return verdict.allowed and permissions.may_keep_schedule(user, case_file, sensitive=sensitive).allowed


def _edition() -> DisclosureEdition:
    return edition_on(local_date(timezone.now()))


@load_case_file
def unused_list(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show the non-sensitive schedule, and beside it the sensitive one to those who may know of it."""
    today = local_date(timezone.now())
    page = page_of(queries.schedule(case_file, request.user, sensitive=False), request, size=PAGE_SIZE)
    sensitive = list(queries.schedule(case_file, request.user, sensitive=True)[: BESIDE + 1])
    context = {
        "page": page,
        "listed": queries.listed(page.rows, on=today),
        "sees_sensitive": sees_sensitive(request.user, case_file),
        "sensitive": queries.listed(sensitive[:BESIDE], on=today),
        "more_sensitive": len(sensitive) > BESIDE,
        "kinds": queries.presumed(case_file, request.user, on=today),
        "can_change": can_change(request.user, case_file, sensitive=False),
    }
    return render(request, "casework/unused_list.html", {"case_file": case_file, **context})


@load_case_file
def unused_schedule(request: SignedInRequest, case_file: CaseFile, schedule: str) -> HttpResponse:
    """Show the whole of one schedule, page by page."""
    sensitive = find_schedule(request.user, case_file, schedule)
    page = page_of(queries.schedule(case_file, request.user, sensitive=sensitive), request, size=PAGE_SIZE)
    context = {
        "page": page,
        "listed": queries.listed(page.rows, on=local_date(timezone.now())),
        "schedule": schedule,
        "is_sensitive": sensitive,
        "can_change": can_change(request.user, case_file, sensitive=sensitive),
    }
    return render(request, "casework/unused_schedule.html", {"case_file": case_file, **context})


@load_case_file
@while_file_is_ours
def unused_add(request: SignedInRequest, case_file: CaseFile, schedule: str) -> HttpResponse:
    """List several items at once; rows left empty are passed over."""
    sensitive = find_schedule(request.user, case_file, schedule)
    permissions.may_keep_schedule(request.user, case_file, sensitive=sensitive).require_permission()
    sheet = Sheet(
        [
            QuickForm(request.POST or None, number=number, sensitive=sensitive, edition=_edition())
            for number in range(1, ROWS[sensitive] + 1)
        ]
    )
    if sheet.is_bound and sheet.is_valid() and (count := _add(request, case_file, sheet)):
        messages.success(request, f"{count} item{'' if count == 1 else 's'} listed.")
        again = "more" in request.POST
        return redirect("casework:unused_add" if again else "casework:unused_schedule", case_file.slug, schedule)
    page = {"form": sheet, "case_file": case_file, "schedule": schedule, "is_sensitive": sensitive}
    status = 422 if sheet.errors else 200
    return render(request, "casework/unused_add.html", with_draft(request, page), status=status)


def _add(request: SignedInRequest, case_file: CaseFile, sheet: Sheet[QuickForm]) -> int:
    """List what was filled in, all of it or nothing; return how many, 0 with the reasons on the sheet."""
    filled = sheet.changed()
    if not filled:
        sheet.refusals.append("Describe at least one item.")
        return 0
    items = [row.details() for row in filled]
    try:
        return len(operations.add(case_file=case_file, items=items, by=request.user, at=timezone.now()))
    except NotPermitted:
        raise
    except Refused as refusal:
        for reason in refusal.verdict.reasons:
            _say(reason, sheet, filled)
        return 0


def _say(reason: Reason, sheet: Sheet[QuickForm], filled: list[QuickForm]) -> None:
    place, _, name = reason.where.partition("-")
    if place.isdecimal():
        row = filled[int(place) - 1]
        row.add_error(name if name in row.fields else None, reason.message)
    else:
        sheet.refusals.append(reason.message)


def _material_offered(case_file: CaseFile, user: User) -> list[Material]:
    rows = Material.objects.visible_to(user).filter(case_file=case_file, withdrawn_at__isnull=True)
    return list(rows.order_by("kind", "id"))


@load_case_file
@while_file_is_ours
def unused_from_material(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """List a piece of material that is on the file; sensitive material goes on the sensitive schedule."""
    offered = _material_offered(case_file, request.user)
    chosen = next((row for row in offered if row.pk == pk), None)
    if chosen is None:
        raise Http404
    permissions.may_keep_schedule(request.user, case_file, sensitive=chosen.sensitive).require_permission()
    form = ItemForm(
        request.POST or None,
        material=[chosen],
        sensitive=chosen.sensitive,
        edition=_edition(),
        initial={"material": str(chosen.pk), "description": chosen.title},
    )
    if form.is_valid():
        items = [form.details()]
        if attempt(form, lambda: operations.add(case_file=case_file, items=items, by=request.user, at=timezone.now())):
            messages.success(request, f"“{chosen.title}” listed as unused.")
            return redirect("casework:unused_list", case_file.slug)
    page = {"case_file": case_file, "heading": "List as unused material", "submit": "List", "theirs": []}
    return show_form(request, "casework/unused_form.html", form, is_sensitive=chosen.sensitive, **page)


@load_case_file
@while_file_is_ours
def unused_edit(request: SignedInRequest, case_file: CaseFile, schedule: str, number: int) -> HttpResponse:
    """Change what is said of an item, with the officer's view of it."""
    item = find_item(request.user, case_file, schedule, number)
    permissions.may_keep_schedule(request.user, case_file, sensitive=item.sensitive).require_permission()
    form = ItemEditForm(
        request.POST or None, item=item, edition=_edition(), material=_material_offered(case_file, request.user)
    )
    theirs = []
    if form.is_valid():
        version = form.cleaned_data["version"]

        def save() -> None:
            operations.change(
                item=item, changes=form.changes(), expected_version=version, by=request.user, at=timezone.now()
            )

        if attempt(form, save):
            messages.success(request, f"Item {number} saved.")
            return redirect("casework:unused_schedule", case_file.slug, schedule)
        item.refresh_from_db()
        theirs = saved_now(form, {**form.stored(item), "row": item})
    (shown,) = queries.listed([item], on=local_date(timezone.now()))
    heading = str(item)
    page = {"case_file": case_file, "heading": heading, "submit": "Save", "theirs": theirs, "schedule": schedule}
    return show_form(
        request,
        "casework/unused_form.html",
        form,
        shown=shown,
        is_sensitive=item.sensitive,
        item=item,
        can_move=sees_sensitive(request.user, case_file),
        **page,
    )
