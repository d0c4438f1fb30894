"""The forms of a case: which there are, answering one, and asking for its paper."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import User
from casework import permissions
from casework.forms.answers import PartForm, Sheet
from casework.models import CaseFile, Person, Suspect
from casework.operations import answers, documents
from casework.queries.documents import documents_of
from casework.queries.form_papers import paper_of
from casework.queries.forms import FormPage, Forms, Part
from casework.rules.editing import editable
from casework.rules.forms import Form
from casework.rules.papers import Grid
from casework.views.loading import load_case_file
from foundation.periods import local_date
from web.pages import Page, page_of
from web.posting import post_only
from web.saving import attempt, with_draft
from web.tables import Cell, Column, Table

SUBJECTS = 10
DOCUMENTS = 5


def _form_page(case_file: CaseFile, code: str) -> str:
    return reverse("casework:form_edit", args=[case_file.slug, code])


@load_case_file
def forms(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show which forms this case calls for, and how much of each is answered."""
    pages = Forms.of(case_file, on=local_date(timezone.now())).pages()
    return render(
        request,
        "casework/forms.html",
        {
            "case_file": case_file,
            "called_for": [page for page in pages if page.called_for],
            "others": [page for page in pages if not page.called_for],
        },
    )


@load_case_file
def form_edit(request: SignedInRequest, case_file: CaseFile, code: str) -> HttpResponse:
    """Answer the questions of one form, or read it."""
    now = timezone.now()
    read = Forms.of(case_file, on=local_date(now))
    page = read.page(_form(read, code))
    subjects = _subjects(request, page)
    parts = _parts(page, subjects)
    can_build = permissions.may_build(request.user, case_file)
    if request.method == "POST":
        can_build.require_permission()
        sheet = Sheet(parts, request.POST)
        saved = _save(sheet, case_file, request, now)
        if not sheet.errors:
            messages.success(request, _said(saved))
            return HttpResponseRedirect(f"{request.get_full_path()}#{_pressed(request)}")
        read = Forms.of(case_file, on=local_date(now))
        page = read.page(page.form)
        parts = _parts(page, subjects)
        sheet.brought_up_to(parts)
    else:
        sheet = Sheet([part for part in parts if can_build.allowed and _is_editable(read, part)])
    context = _context(request, case_file, page, parts, sheet)
    context |= {"subjects": subjects, "can_build": can_build.allowed}
    return render(request, "casework/form_edit.html", context, status=422 if sheet.errors else 200)


def _form(read: Forms, code: str) -> Form:
    form = read.catalogue.forms.get(code)
    if form is None:
        raise Http404("There is no such form.")
    return form


def _subjects(request: SignedInRequest, page: FormPage) -> Page[Suspect | Person]:
    """The suspects and people of this screenful."""
    everyone = dict.fromkeys(part.subject for part in page.parts if not isinstance(part.subject, CaseFile))
    return page_of(list(everyone), request, size=SUBJECTS)


def _parts(page: FormPage, subjects: Page[Suspect | Person]) -> list[Part]:
    """The parts of this screenful; those about the case stand on the first."""
    return [part for part in page.parts if (part.subject in subjects.rows if part.about else subjects.number == 1)]


def _is_editable(read: Forms, part: Part) -> bool:
    if isinstance(part.subject, Suspect):
        return part.subject.is_editable
    contents = read.facts.contents
    return editable(contents.case_file, contents.suspects).allowed


def _save(sheet: Sheet, case_file: CaseFile, request: SignedInRequest, at: datetime) -> int:
    """Save every part that somebody touched, each whole or not at all; return how many answers that were."""
    saved: list[int] = []
    for form in sheet.forms.values():
        confirm = request.POST.get("confirm") == form.part.key
        if form.is_valid() and (confirm or form.is_touched):
            save = partial(_answer, form, case_file, confirm=confirm, by=request.user, at=at)
            attempt(form, lambda save=save: saved.append(save()))  # type: ignore[misc]
    return sum(saved)


def _answer(form: PartForm, case_file: CaseFile, *, confirm: bool, by: User, at: datetime) -> int:
    part = answers.Part(form=form.part.form, section=form.part.section, subject=form.part.subject)
    entry = answers.answer_section(case_file=case_file, part=part, given=form.given(), confirm=confirm, by=by, at=at)
    return len(entry.details["questions"]) + len(entry.details["confirmed"]) if entry else 0


def _said(saved: int) -> str:
    if not saved:
        return "Nothing was changed."
    return "1 answer saved." if saved == 1 else f"{saved} answers saved."


def _pressed(request: SignedInRequest) -> str:
    """The part whose button was pressed, if it is one."""
    pressed = request.POST.get("confirm") or request.POST.get("save", "")
    return pressed if pressed.replace("-", "").replace("_", "").isalnum() else ""


def _table(listed: Grid | None) -> Table | None:
    if listed is None:
        return None
    columns = [Column(label) for label in listed.columns]
    rows = [[Cell(text) for text in row] for row in listed.rows]
    return Table(listed.caption, columns, rows, empty="None on the file.")


def _context(
    request: SignedInRequest, case_file: CaseFile, page: FormPage, parts: Sequence[Part], sheet: Sheet
) -> dict[str, Any]:
    made = documents_of(case_file, request.user, forms=[page.form.code])[:DOCUMENTS]
    context: dict[str, Any] = {"case_file": case_file, "page": page, "form": sheet, "documents": list(made)}
    if sheet.forms:
        context = with_draft(request, context)
    return context | {"parts": [(part, sheet.forms.get(part.key), _table(part.listed)) for part in parts]}


@load_case_file
@post_only(_form_page)
def form_document(request: SignedInRequest, case_file: CaseFile, code: str) -> HttpResponse:
    """Ask for the paper of a form as it stands."""
    now = timezone.now()
    read = Forms.of(case_file, on=local_date(now))
    form = _form(read, code)
    paper = paper_of(read.page(form), case_file)
    documents.ask(case_file=case_file, form=form.code, inputs=paper, by=request.user, at=now)
    messages.success(request, f"{form.title} is being made as a PDF.")
    return redirect(f"{_form_page(case_file, code)}#documents")
