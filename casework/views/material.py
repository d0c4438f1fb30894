"""The material of a case: the list, a page for each piece, attaching, changing and withdrawing."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.roles import Permission
from casework import permissions
from casework.forms.material import ConfirmForm, FilterForm, MaterialChangeForm, MaterialForm, VersionForm
from casework.models import CaseEvent, CaseFile, Material, RedactionStage
from casework.operations import material, versions
from casework.queries import material as queries
from casework.queries import readers
from casework.rules import editing
from casework.rules import material as rules
from casework.rules.material_media import RECORDINGS
from casework.views.loading import load_case_file, while_file_is_ours
from casework.views.material_facts import facts_of, recording_facts
from foundation.verdicts import Conflict
from web import uploads as incoming
from web.pages import page_of
from web.returning import THEN, back, returning_to
from web.saving import attempt, bring_up_to_date, saved_now, show_form

P = ParamSpec("P")
ItemView = Callable[Concatenate[SignedInRequest, CaseFile, Material, P], HttpResponseBase]
FORM_PAGE = "casework/material_form.html"
ROWS = 25
PIECE_BYTES = 8 * 1024 * 1024


def load_material(view: ItemView[P]) -> Callable[..., HttpResponseBase]:
    """Load the case and the piece of material that the address names; 404 where the reader may not know of it."""

    @load_case_file  # type: ignore[arg-type]  # wraps keeps the name of the view, not its arguments
    @wraps(view)
    def loaded(
        request: SignedInRequest, case_file: CaseFile, pk: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        rows = Material.objects.filter(case_file=case_file).visible_to(request.user)
        item = get_object_or_404(queries.for_rows(rows), pk=pk)
        item.case_file = case_file
        return view(request, case_file, item, *args, **kwargs)

    return loaded


def _builds_now(request: SignedInRequest, case_file: CaseFile) -> bool:
    """Whether the reader may change the file, and it is with them."""
    verdict = editing.editable(case_file, case_file.suspects.all())
    return verdict.allowed and permissions.may_build(request.user, case_file).allowed


def _may_mark(request: SignedInRequest, case_file: CaseFile) -> bool:
    return permissions.may(request.user, Permission.SEE_SENSITIVE, case_file).allowed


@load_case_file
def material_list(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show what is on the file now, all or one kind of it."""
    rows = queries.live(case_file, request.user)
    kinds = queries.kinds_of(rows)
    form = FilterForm(request.GET if "kind" in request.GET else None, kinds=kinds)
    chosen = form.cleaned_data["kind"] if form.is_valid() else ""
    shown = rows.filter(kind=chosen) if chosen else rows
    page = page_of(queries.for_rows(shown).order_by("kind", "id"), request, size=ROWS)
    context = {
        "case_file": case_file,
        "form": form,
        "page": page,
        "rows": [queries.row_of(item) for item in page.rows],
        "minutes": queries.minutes_by_stage(rows),
        "unfinished": queries.unfinished(case_file, request.user),
        "builds": _builds_now(request, case_file),
        "stages": RedactionStage if permissions.may_build(request.user, case_file).allowed else (),
        "is_filtered": bool(chosen),
    }
    return render(request, "casework/material_list.html", context)


@load_material
def material_detail(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponse:
    """Show one piece of material: what it is, whether it can be opened, what is answered about it."""
    may_build = permissions.may_build(request.user, case_file).allowed and item.withdrawn_at is None
    row = queries.row_of(item)
    context = {
        "case_file": case_file,
        "row": row,
        "facts": facts_of(row),
        "recording": recording_facts(row) if row.is_recording else [],
        "versions": list(item.versions.all()),
        "answers": may_build,
        "builds": may_build and _builds_now(request, case_file),
        "sees_readers": permissions.may_see_readers(request.user, case_file).allowed,
        "handling": rules.handling(item),
    }
    return render(request, "casework/material_detail.html", context)


@load_case_file
@while_file_is_ours
def material_add(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Attach files or a link. Each file is kept or refused by itself; what was refused is asked for again.

    Files that came in pieces are attached already when the form is sent, which then names them.
    """
    permissions.may_build(request.user, case_file).require_permission()
    if attached := _attached_already(request, case_file):
        return _go_on(request, case_file, attached)
    form = MaterialForm(
        request.POST or None,
        request.FILES or None,
        initial={name: request.GET.get(name, "") for name in ("kind", "about")},
        case_file=case_file,
        sees_sensitive=_may_mark(request, case_file),
        refused_uploads=incoming.refused(request),
    )
    if form.is_valid():
        attached = _attach_all(request, case_file, form)
        if not form.errors:
            return _go_on(request, case_file, attached)
        if attached:
            messages.success(request, f"{_titles(attached)} attached.")
    page = {
        "case_file": case_file,
        "unfinished": queries.unfinished(case_file, request.user),
        "piece_bytes": PIECE_BYTES,
    }
    return show_form(request, "casework/material_add.html", form, **page)


def _go_on(request: SignedInRequest, case_file: CaseFile, attached: list[Material]) -> HttpResponse:
    """After one recording: which part of it matters is asked at once. After all else: back to the list."""
    messages.success(request, f"{_titles(attached)} attached.")
    if len(attached) == 1 and attached[0].kind in RECORDINGS:
        page = reverse("casework:material_recording", args=[case_file.slug, attached[0].pk])
        return redirect(returning_to(request.GET.get(THEN, ""), page))
    return back(request, case_file.slug, "casework:material_list", case_file.slug)


def _attached_already(request: SignedInRequest, case_file: CaseFile) -> list[Material]:
    keys = [key for key in request.POST.getlist("attached") if key.isdecimal() and len(key) < 19]
    rows = queries.live(case_file, request.user).filter(pk__in=keys, added_by=request.user)
    return list(rows.order_by("id")) if keys else []


def _titles(items: list[Material]) -> str:
    return f"“{items[0].title}”" if len(items) == 1 else f"{len(items)} files"


def _attach_all(request: SignedInRequest, case_file: CaseFile, form: MaterialForm) -> list[Material]:
    """Attach one part after the other and return what was taken; the form says why not the rest."""
    entries: list[CaseEvent] = []
    for upload, details in form.parts():
        add = partial(material.attach, case_file=case_file, details=details, upload=upload, by=request.user)
        attempt(form, lambda add=add: entries.append(add(at=timezone.now())))  # type: ignore[misc]
    keys = [entry.details["material_id"] for entry in entries]
    return list(Material.objects.filter(pk__in=keys).order_by("id"))


@load_material
@while_file_is_ours
def material_change(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponse:
    """Change what is said of a piece of material."""
    permissions.may_build(request.user, case_file).require_permission()
    form = MaterialChangeForm(
        request.POST or None,
        initial=MaterialChangeForm.initial_for(item),
        item=item,
        case_file=case_file,
        sees_sensitive=_may_mark(request, case_file),
    )
    theirs = None
    if form.is_valid():
        asked = form.details(link=form.cleaned_data.get("link", ""))
        expected = form.cleaned_data["version"] or 0

        def save() -> None:
            material.change(item=item, details=asked, expected_version=expected, by=request.user, at=timezone.now())

        if attempt(form, save):
            messages.success(request, f"“{asked.title}” saved.")
            return redirect("casework:material_detail", case_file.slug, item.pk)
        item.refresh_from_db()
        theirs = saved_now(form, MaterialChangeForm.initial_for(item))
    page = {"case_file": case_file, "item": item, "heading": "Change the details", "theirs": theirs}
    return show_form(request, FORM_PAGE, form, **page)


@load_material
@while_file_is_ours
def material_version_add(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponse:
    """Give a document a newer version."""
    permissions.may_build(request.user, case_file).require_permission()
    form = VersionForm(request.POST or None, request.FILES or None, refused_uploads=incoming.refused(request))
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        if attempt(form, lambda: versions.add_version(item=item, upload=upload, by=request.user, at=timezone.now())):
            messages.success(request, f"New version of “{item.title}” added.")
            return redirect("casework:material_detail", case_file.slug, item.pk)
    page = {"case_file": case_file, "item": item, "heading": "Add a new version", "theirs": None}
    return show_form(request, FORM_PAGE, form, **page)


@load_material
@while_file_is_ours
def material_withdraw(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponse:
    """Ask whether it is meant, then take material off the file."""
    permissions.may_build(request.user, case_file).require_permission()
    form = ConfirmForm(request.POST or None, initial={"version": item.version})
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            material.withdraw(item=item, expected_version=version, by=request.user, at=timezone.now())
        except Conflict as meanwhile:  # any other refusal is no matter of this page's: it can only be left
            form.add_error(None, str(meanwhile))
            item.refresh_from_db()
            bring_up_to_date(form, str(item.version))
        else:
            messages.success(request, f"“{item.title}” withdrawn.")
            return redirect("casework:material_list", case_file.slug)
    return show_form(request, "casework/material_withdraw.html", form, case_file=case_file, item=item)


@load_material
def material_readers(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponse:
    """Show who has downloaded a piece of material."""
    permissions.may_see_readers(request.user, case_file).require_permission()
    page = page_of(readers.downloads_of(item, request.user), request)
    rows = readers.rows_of(page.rows, case_file, request.user)
    context = {"case_file": case_file, "item": item, "page": page, "rows": rows}
    return render(request, "casework/material_readers.html", context)
