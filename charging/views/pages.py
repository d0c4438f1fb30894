"""What every page of a case shares: its frame, and the status that says whether a form was refused."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from casework.forms.decisions import MOST, DecisionForm
from casework.lifecycle import Transition
from casework.models import CaseEvent, CaseFile, Suspect
from casework.operations import seen
from casework.queries.case_page import TimelineEntry
from casework.queries.meanwhile import done_by_others, done_since
from charging.lifecycle import Purpose
from charging.queries.case.timeline import timeline
from web.saving import attempt, bring_up_to_date, with_draft

REFUSED = 422


def show(
    request: SignedInRequest,
    case_file: CaseFile,
    template: str,
    rows: Sequence[CaseEvent] | None = None,
    /,
    **context: Any,
) -> HttpResponse:
    """Render a page of a case; a form that was refused comes back with everything that was typed.

    A decision form notes how much of what others did the page shows, and shows what came since it was opened.
    `rows` are the case's events that the reader may know of, where the page has read them already.
    """
    form = context.get("form")
    refused = request.method == "POST" and form is not None and bool(form.errors)
    page = with_draft(request, {"case_file": case_file, **context})
    if isinstance(form, DecisionForm):
        page["happened"] = note_what_others_did(request, case_file, form, rows)
    return render(request, template, page, status=REFUSED if refused else 200)


def decide(request: SignedInRequest, case_file: CaseFile, form: DecisionForm, act: Callable[[], object]) -> bool:
    """Try the operation behind a decision form that is valid, unless others did something since it was opened."""
    known = form.cleaned_data["seen"]
    return attempt(
        form, lambda: seen.knowing(case_file=case_file, seen=known, by=request.user, act=act, about=form.about)
    )


def note_what_others_did(
    request: SignedInRequest, case_file: CaseFile, form: DecisionForm, read: Sequence[CaseEvent] | None
) -> Sequence[TimelineEntry]:
    """Return what others did since the form was opened, and move the form on to now."""
    known = str(form.data.get(form.add_prefix("seen"), "")) if form.is_bound else ""
    if not (known.isascii() and known.isdecimal()):
        form.initial["seen"] = (
            done_by_others(case_file, request.user, form.about).count()
            if read is None
            else sum(1 for row in read if row.by_id != request.user.pk)
        )
        return ()
    rows = done_since(case_file, request.user, seen=min(int(known), MOST), about=form.about)
    if rows:
        bring_up_to_date(form, str(int(known) + len(rows)), "seen")
    return timeline(rows, list(case_file.suspects.all())) if rows else ()


def asked_for(request: SignedInRequest) -> Purpose:
    """What a file is judged for: a charging decision, unless the address says early advice."""
    early = request.GET.get("purpose") == Purpose.EARLY_ADVICE
    return Purpose.EARLY_ADVICE if early else Purpose.CHARGING


def out_of_turn(
    request: SignedInRequest, case_file: CaseFile, title: str, step: Transition, suspects: Sequence[Suspect]
) -> HttpResponse:
    """Say of each suspect why a step cannot be taken now, without a form that could only be refused."""
    return show(request, case_file, "charging/out_of_turn.html", step=title, verdict=step.check(suspects))
