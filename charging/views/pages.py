"""What every page of a case shares: its frame, and the status that says whether a form was refused."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework.lifecycle import Transition
from casework.models import CaseFile, Suspect
from web.saving import with_draft

REFUSED = 422


def show(request: HttpRequest, case_file: CaseFile, template: str, **context: Any) -> HttpResponse:
    """Render a page of a case; a form that was refused comes back with everything that was typed."""
    form = context.get("form")
    refused = request.method == "POST" and form is not None and bool(form.errors)
    page = with_draft(request, {"case_file": case_file, **context})
    return render(request, template, page, status=REFUSED if refused else 200)


def out_of_turn(
    request: HttpRequest, case_file: CaseFile, title: str, step: Transition, suspects: Sequence[Suspect]
) -> HttpResponse:
    """Say of each suspect why a step cannot be taken now, without a form that could only be refused."""
    return show(request, case_file, "charging/out_of_turn.html", step=title, verdict=step.check(suspects))
