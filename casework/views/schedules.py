"""The schedules as a whole: what is thought of their items, what is stated about them, and as documents."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import User
from casework import permissions
from casework.forms.disclosure import AnswerForm, CertifyForm, NilForm, PresumedForm
from casework.forms.unused import InspectedForm, ViewForm
from casework.models import CaseFile, ReadKind, UnusedItem, sees_sensitive
from casework.operations import disclosure, reading
from casework.operations import unused as operations
from casework.queries import schedules
from casework.queries import unused as queries
from casework.queries.documents import documents_of
from casework.rules.disclosure import NIL_RETURN, edition_on
from casework.rules.papers import Grid
from casework.views.loading import load_case_file, while_file_is_ours
from casework.views.unused import can_change, find_schedule
from foundation.periods import local_date
from web.downloads import mark
from web.exports import csv_lines, csv_response
from web.pages import page_of
from web.posting import post_only
from web.returning import back
from web.saving import with_draft
from web.sheets import EditSheet, Sheet
from web.tables import Cell, Column, Table

PAGE_SIZE = 20


@load_case_file
@while_file_is_ours
def unused_review(request: SignedInRequest, case_file: CaseFile, schedule: str) -> HttpResponse:
    """Say what the disclosure officer thinks of several items; each row carries its own version."""
    sensitive = find_schedule(request.user, case_file, schedule)
    permissions.may_keep_schedule(request.user, case_file, sensitive=sensitive).require_permission()
    page = page_of(queries.schedule(case_file, request.user, sensitive=sensitive), request, size=PAGE_SIZE)
    sheet = EditSheet([ViewForm(request.POST or None, item=item) for item in _rows_sent(request, page.rows)])
    inspected = InspectedForm(request.POST or None)
    if sheet.is_bound and inspected.is_valid() & sheet.is_valid():
        day = inspected.cleaned_data["inspected_on"]

        def save(row: ViewForm) -> None:
            version = row.cleaned_data["version"]
            changes = row.changes(day)
            operations.change(
                item=row.item, changes=changes, expected_version=version, by=request.user, at=timezone.now()
            )

        def stored(row: ViewForm) -> Mapping[str, Any]:
            row.item.refresh_from_db()
            return {name: getattr(row.item, name) for name in ("version", *row.asked())} | {"row": row.item}

        if sheet.save_each(save, stored):
            messages.success(request, "Saved.")
            return redirect("casework:unused_schedule", case_file.slug, schedule)
    whole = Sheet([inspected, *sheet.rows])
    context = {"page": page, "inspected": inspected, "schedule": schedule, "is_sensitive": sensitive, "form": whole}
    return _show(request, case_file, "casework/unused_review.html", sheet, **context)


def _rows_sent(request: SignedInRequest, items: Sequence[UnusedItem]) -> list[UnusedItem]:
    """The items that the page had when it was opened: one that was listed since was not on it."""
    sent = request.POST
    return [item for item in items if not sent or f"{ViewForm.name_of(item)}-version" in sent]


def _show(
    request: SignedInRequest, case_file: CaseFile, template: str, sheet: EditSheet[Any], **more: Any
) -> HttpResponse:
    """Show a page of several forms; `form` is what the error summary reads, which is the sheet unless it says more."""
    page = with_draft(request, {"form": sheet, **more, "case_file": case_file, "sheet": sheet})
    return render(request, template, page, status=422 if page["form"].errors else 200)


def _answer(request: SignedInRequest, case_file: CaseFile, sheet: EditSheet[Any]) -> bool:
    """Save each answer of a sheet by itself, and say whether all of them went through."""

    def save(row: AnswerForm) -> None:
        disclosure.answer(
            case_file=case_file,
            question=row.question,
            state=row.cleaned_data["state"],
            value=row.said(),
            expected_version=row.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )

    def stored(row: AnswerForm) -> Mapping[str, Any]:
        answer = queries.answers(case_file, request.user).get(row.question)
        return {**row.stored(answer), "row": answer}

    return sheet.save_each(save, stored)


@load_case_file
@while_file_is_ours
def unused_presumed(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Deal with every kind of material that is presumed to meet the test: listed, or answered here."""
    permissions.may_keep_schedule(request.user, case_file, sensitive=False).require_permission()
    kinds = queries.presumed(case_file, request.user, on=local_date(timezone.now()))
    sheet = EditSheet([PresumedForm(request.POST or None, kind=kind) for kind in kinds])
    if sheet.is_bound and sheet.is_valid() and _answer(request, case_file, sheet):
        messages.success(request, "Answers saved.")
        return back(request, case_file.slug, "casework:unused_list", case_file.slug)
    return _show(request, case_file, "casework/unused_presumed.html", sheet)


@load_case_file
@while_file_is_ours
def unused_certify(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Answer the questions that the disclosure officer's report ends with."""
    permissions.may_keep_schedule(request.user, case_file, sensitive=False).require_permission()
    answers = queries.answers(case_file, request.user)
    asked = edition_on(local_date(timezone.now())).certificates
    sheet = EditSheet([CertifyForm(request.POST or None, asked=each, answer=answers.get(each.code)) for each in asked])
    if sheet.is_bound and sheet.is_valid() and _answer(request, case_file, sheet):
        messages.success(request, "Answers saved.")
        return back(request, case_file.slug, "casework:unused_paper", case_file.slug, "mg6e")
    return _show(request, case_file, "casework/unused_certify.html", sheet)


@load_case_file
@while_file_is_ours
def unused_nil(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """State that everything sensitive is listed, or that there is nothing to list."""
    find_schedule(request.user, case_file, "mg6d")
    permissions.may_keep_schedule(request.user, case_file, sensitive=True).require_permission()
    answer = queries.answers(case_file, request.user).get(NIL_RETURN)
    sheet = EditSheet([NilForm(request.POST or None, question=NIL_RETURN, answer=answer)])
    if sheet.is_bound and sheet.is_valid() and _answer(request, case_file, sheet):
        messages.success(request, "Statement saved.")
        return back(request, case_file.slug, "casework:unused_paper", case_file.slug, "mg6d")
    return _show(request, case_file, "casework/unused_nil.html", sheet)


def _find_form(user: User, case_file: CaseFile, form: str) -> str:
    """Return the code of one of the three documents; 404 where the reader may not know of it."""
    if form not in schedules.TITLES or (form in schedules.SENSITIVE_FORMS and not sees_sensitive(user, case_file)):
        raise Http404
    return form


@load_case_file
def unused_paper(request: SignedInRequest, case_file: CaseFile, form: str) -> HttpResponse:
    """Show MG6C, MG6D or MG6E as it would be made now, with the documents that were made of it."""
    _find_form(request.user, case_file, form)
    made = schedules.schedule(case_file, request.user, form, on=local_date(timezone.now()))
    context = {
        "case_file": case_file,
        "made": made,
        "sections": [(section, _table(section.table)) for section in made.paper.sections],
        "documents": documents_of(case_file, request.user, forms=[form]),
        "can_change": can_change(request.user, case_file, sensitive=made.is_sensitive),
        "has_csv": form in queries.SCHEDULES,
    }
    return render(request, "casework/unused_paper.html", context)


def _table(grid: Grid | None) -> Table | None:
    if grid is None:
        return None
    return Table(
        caption=grid.caption,
        columns=[Column(label) for label in grid.columns],
        rows=[[Cell(text) for text in row] for row in grid.rows],
        caption_hidden=True,
        empty=grid.empty,
    )


def _paper_page(case_file: CaseFile, form: str) -> str:
    return reverse("casework:unused_paper", args=[case_file.slug, form])


@load_case_file
@post_only(_paper_page)
def unused_document(request: SignedInRequest, case_file: CaseFile, form: str) -> HttpResponse:
    """Have a PDF made of one of the three documents."""
    _find_form(request.user, case_file, form)
    disclosure.make_document(case_file=case_file, form=form, by=request.user, at=timezone.now())
    messages.success(request, "The PDF is being made.")
    return redirect(_paper_page(case_file, form))


@load_case_file
def unused_export(request: SignedInRequest, case_file: CaseFile, schedule: str) -> HttpResponse:
    """Send the items of a schedule as a CSV file, and note who took it and exactly what."""
    find_schedule(request.user, case_file, schedule)
    now = timezone.now()
    made = schedules.schedule(case_file, request.user, schedule, on=local_date(now))
    content = b"".join(csv_lines(made.columns, made.rows))
    look = reading.Look(
        kind=ReadKind.EXPORTED,
        case_file=case_file,
        thing="schedule",
        thing_id=schedule,
        sha256=hashlib.sha256(content).hexdigest(),
        details={"rows": len(made.rows)},
    )
    if request.method == "GET":
        reading.note(look, by=request.user, at=now)
    response = csv_response(f"{case_file.slug}-{schedule}.csv", content)
    mark(response, f"{made.paper.handling} {case_file.reference}")
    return response
