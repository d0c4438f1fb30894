"""The rows of a draft of the file standard: added, changed and removed one at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.forms.editions import RowForm
from casework.models import FileStandardRow
from casework.operations import editions as operations
from casework.rules.editions import vocabulary
from casework.views.editions import FORM_PAGE, edition_page, find_edition, keepers_only
from web.posting import post_only
from web.saving import attempt, saved_now, show_form


def _find_row(pk: int, row: int) -> FileStandardRow:
    return get_object_or_404(FileStandardRow.objects.select_related("edition"), pk=row, edition=pk)


@keepers_only
def row_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a row to a draft."""
    found = find_edition(pk)
    form = RowForm(request.POST or None, initial={"applies_to": "case"})
    if form.is_valid() and attempt(
        form, lambda: operations.add_row(edition=found, row=form.said(), by=request.user, at=timezone.now())
    ):
        messages.success(request, "Row added.")
        return redirect("casework:edition", pk)
    page = {"heading": "Add a row", "submit": "Add the row", "edition": found, "vocabulary": vocabulary(found)}
    return show_form(request, FORM_PAGE, form, **page)


@keepers_only
def row_edit(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Change a row of a draft."""
    found = _find_row(pk, row)
    form = RowForm(request.POST or None, initial=RowForm.initial_for(found))
    theirs: Any = []
    if form.is_valid():
        if attempt(
            form,
            lambda: operations.change_row(
                row=found,
                changes=form.said(),
                expected_version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=timezone.now(),
            ),
        ):
            messages.success(request, "Row saved.")
            return redirect("casework:edition", pk)
        fresh = FileStandardRow.objects.filter(pk=row).first()
        theirs = saved_now(form, RowForm.initial_for(fresh)) if fresh else []
    page = {"heading": found.title, "submit": "Save the row", "edition": found.edition, "row": found, "theirs": theirs}
    return show_form(request, FORM_PAGE, form, vocabulary=vocabulary(found.edition), **page)


@keepers_only
@post_only(edition_page)
def row_remove(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Take a row out of a draft."""
    found, version = _find_row(pk, row), request.POST.get("version", "")
    operations.remove_row(
        row=found,
        expected_version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, "Row removed.")
    return redirect("casework:edition", pk)
