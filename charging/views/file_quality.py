"""File quality of a month: numbers, the lists behind them, the file to take away, and what can be learnt."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import ReadKind
from casework.operations import reading
from charging.forms.file_quality import AskedForm, ExportForm, asked_in
from charging.models import Failure
from charging.permissions import (
    may_draw_any_sample,
    may_export_quality,
    may_see_quality,
    may_take_comments_away,
)
from charging.queries.quality import learning
from charging.queries.quality import numbers as queries
from charging.queries.quality import rows as quality_rows
from charging.queries.quality.export import MOST_ROWS, Exported, Slice, count_of, exported
from charging.queries.quality.places import Place, places_of
from charging.rules.disputes import SAID_WORDS, said_of
from web.downloads import mark
from web.exports import csv_lines, csv_response
from web.pages import page_of
from web.saving import show_form
from web.tables import Cell, Column, Table
from web.workbooks import workbook, workbook_response

HANDLING = "OFFICIAL-SENSITIVE"


@login_required
def file_quality(request: SignedInRequest) -> HttpResponse:
    """Show a month of a place in numbers, each with its list."""
    may_see_quality(request.user).require_permission()
    form = AskedForm(request.GET, places=places_of(request.user), at=timezone.now())
    page = queries.month_page(form.asked, request.user, at=timezone.now())
    context = {
        "form": form,
        "page": page,
        "units": _units(page),
        "rates": _rates(page),
        "query": urlencode(form.asked.query),
        "may_export": may_export_quality(request.user),
        "may_draw": may_draw_any_sample(request.user),
    }
    return render(request, "charging/file_quality.html", context)


def _rates(page: queries.MonthPage) -> list[dict[str, str]]:
    return [
        {"key": "Met the standard at first", "value": page.initial},
        {"key": "Met it once disputes are counted", "value": page.final},
        {"key": "Reviews whose file was assessed", "value": page.coverage},
    ]


def _units(page: queries.MonthPage) -> Table:
    columns = (Column("Police unit"), Column("First result"), Column("Once disputes are counted"))
    rows = [(Cell(line.name), Cell(line.initial), Cell(line.final)) for line in page.units]
    return Table("By police unit", columns, rows, empty="No file was assessed in this month.")


@login_required
def file_quality_list(request: SignedInRequest, number: str) -> HttpResponse:
    """List what a number counts: exactly as many rows."""
    may_see_quality(request.user).require_permission()
    form = AskedForm(request.GET, places=places_of(request.user), at=timezone.now())
    try:
        rows, title = quality_rows.listed(form.asked, number, request.user), quality_rows.title_of(number)
    except KeyError as unknown:
        raise Http404 from unknown
    page, total = page_of(rows, request), rows.count()
    context = {
        "asked": form.asked,
        "title": title,
        "page": page,
        "total": total,
        "table": _table(title, page.rows),
        "back": f"{reverse('charging:file_quality')}?{urlencode(form.asked.query)}",
    }
    return render(request, "charging/file_quality_list.html", context)


def _table(title: str, rows: Any) -> Table:
    columns = (Column("Case"), Column("Police unit"), Column("Result"), Column("Assessed"))
    return Table(title, columns, [_line(row) for row in rows], caption_hidden=True)


def _line(row: Any) -> tuple[Cell, ...]:
    file = row.assessment if isinstance(row, Failure) else row
    href = reverse("charging:assessment", args=[file.case_file.slug, file.pk])
    said = f"{row.reason}" if isinstance(row, Failure) else file.get_state_display()
    note = SAID_WORDS[said_of(row)] if isinstance(row, Failure) else ""
    on = f"{file.assessed_at:%d/%m/%Y}" if file.assessed_at else "Not yet"
    return Cell(file.case_file.reference, href=href), Cell(str(file.police_unit)), Cell(said, note=note), Cell(on)


@login_required
def file_quality_export(request: SignedInRequest) -> HttpResponse:
    """Let somebody take the failures of a week or month away, once they said why; it is noted like any download."""
    may_export_quality(request.user).require_permission()
    places = places_of(request.user)
    form = ExportForm(request.POST or None, places=places, initial=_looked_at(request, places))
    if form.is_valid():
        asked = form.slice()
        if count_of(asked, request.user) <= MOST_ROWS:
            return _download(request, form, asked)
        form.add_error("span", f"There are more than {MOST_ROWS:,} failures. Select a week, or a smaller place")
    with_comments = may_take_comments_away(request.user)
    return show_form(request, "charging/file_quality_export.html", form, with_comments=with_comments)


def _looked_at(request: SignedInRequest, places: Sequence[Place]) -> dict[str, object]:
    """What the export starts from: the place and month that the reader comes from, if they come from one."""
    start: dict[str, object] = {"span": "month", "kind": "xlsx"}
    if "month" not in request.GET:
        return start
    asked = asked_in(request.GET, places, timezone.now())
    return start | {"place": asked.place.key, "day": asked.month.first_day}


def _download(request: SignedInRequest, form: ExportForm, asked: Slice) -> HttpResponse:
    found, now, kind = exported(asked, request.user), timezone.now(), form.cleaned_data["kind"]
    content = workbook(found.columns, found.rows) if kind == "xlsx" else b"".join(csv_lines(found.columns, found.rows))
    _note(request, form, asked, found, content, now)
    answer = workbook_response if kind == "xlsx" else csv_response
    response = answer(f"{HANDLING}-{asked.name}.{kind}", content)
    mark(response, HANDLING)
    return response


def _note(
    request: SignedInRequest, form: ExportForm, asked: Slice, found: Exported, content: bytes, at: datetime
) -> None:
    details = {
        "why": form.cleaned_data["why"],
        "rows": len(found.rows),
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "kind": form.cleaned_data["kind"],
        "comments": found.with_comments,
    }
    look = reading.Look(
        kind=ReadKind.EXPORTED,
        thing="file_quality",
        thing_id=asked.place.key,
        sha256=hashlib.sha256(content).hexdigest(),
        details=details,
    )
    reading.note(look, by=request.user, at=at)


@login_required
def file_quality_learning(request: SignedInRequest) -> HttpResponse:
    """Show what the reader's own last files, and a unit's last months, have to teach."""
    may_see_quality(request.user).require_permission()
    now = timezone.now()
    form = AskedForm(request.GET, places=places_of(request.user), at=now, with_group=False)
    place, month = form.asked.place, form.asked.month
    lines = learning.trend(place, month, request.user)
    columns = (Column("Month"), Column("First result"), Column("Once disputes are counted"))
    rows = [(Cell(line.month.label), Cell(line.initial), Cell(line.final)) for line in lines]
    context = {
        "form": form,
        "asked": form.asked,
        "own": learning.last_files(request.user),
        "trend": Table(f"{place.name}, month by month", columns, rows),
        "common": learning.most_common(place, month, request.user),
    }
    return render(request, "charging/file_quality_learning.html", context)
