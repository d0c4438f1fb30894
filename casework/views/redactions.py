"""Redaction of many items at one stage, on one page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import User
from casework import permissions
from casework.forms.material_answers import STAGE_QUESTIONS, RedactionRow
from casework.models import CaseFile, Material, Redaction, RedactionStage
from casework.operations import redaction
from casework.operations.redaction import Asked, SomeRefused
from casework.queries import material as queries
from casework.views.loading import load_case_file
from web.navigation import Link
from web.pages import Page, page_of
from web.saving import with_draft
from web.sheets import EditSheet

ROWS = 20
LONGEST_KEY = 19


@load_case_file
def material_redactions(request: SignedInRequest, case_file: CaseFile, stage: str) -> HttpResponse:
    """Answer for one stage whether redaction is needed of each item on the file, page by page."""
    permissions.may_build(request.user, case_file).require_permission()
    if stage not in RedactionStage.values:
        raise Http404
    asked = RedactionStage(stage)
    live = queries.live(case_file, request.user).prefetch_related("redactions").order_by("kind", "id")
    page = page_of(live, request, size=ROWS)
    items = _items_sent(request, case_file) if request.method == "POST" else page.rows
    sheet = EditSheet([RedactionRow(request.POST or None, stage=asked, item=item) for item in items])
    if sheet.is_bound and sheet.is_valid() and _save(request.user, sheet, asked):
        messages.success(request, f"Redaction saved: {asked.label.lower()}.")
        return redirect(_next(case_file, asked, page))
    stages = [Link(str(each.label), _address(case_file, each), "page" * (each == asked)) for each in RedactionStage]
    found = {
        "case_file": case_file,
        "form": sheet,
        "sheet": sheet,
        "page": page,
        "stage": asked,
        "question": STAGE_QUESTIONS[asked],
        "stages": stages,
    }
    context = with_draft(request, found)
    return render(request, "casework/material_redactions.html", context, status=422 if sheet.errors else 200)


def _address(case_file: CaseFile, stage: RedactionStage) -> str:
    return reverse("casework:material_redactions", args=[case_file.slug, stage.value])


def _next(case_file: CaseFile, stage: RedactionStage, page: Page[Material]) -> str:
    """Where saving leads: to the items that follow, or back to the list."""
    if page.next_href:
        return f"{_address(case_file, stage)}{page.next_href}"
    return reverse("casework:material_list", args=[case_file.slug])


def _items_sent(request: SignedInRequest, case_file: CaseFile) -> list[Material]:
    """The items that the page had when it was opened, whatever was attached or withdrawn since."""
    names = [name.removeprefix(RedactionRow.PREFIX).removesuffix("-version") for name in request.POST]
    keys = [name for name in names if name.isdecimal() and len(name) < LONGEST_KEY][:ROWS]
    rows = Material.objects.filter(case_file=case_file, pk__in=keys).visible_to(request.user)
    return list(rows.prefetch_related("redactions").order_by("kind", "id"))


def _save(user: User, sheet: EditSheet[RedactionRow], stage: RedactionStage) -> bool:
    """Save every row that was touched, or none of them; then each row says what stands against it."""
    rows = [
        Asked(item=row.item, answer=row.answer(), expected_version=row.cleaned_data["version"] or 0)
        for row in sheet.changed()
    ]
    try:
        redaction.record_all(asked=rows, by=user, at=timezone.now())
    except SomeRefused as some:
        now = {row.material_id: row for row in Redaction.objects.filter(material__in=some.refusals, stage=stage.value)}
        for row in sheet.changed():
            if refusal := some.refusals.get(row.item.pk):
                sheet.show_refusal(row, refusal, RedactionRow.initial_for(now.get(row.item.pk)))
        return False
    return True
