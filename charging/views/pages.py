"""What every page of a case shares: its frame, and the status that says whether a form was refused."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework.models import CaseFile

REFUSED = 422


def show(request: HttpRequest, case_file: CaseFile, template: str, **context: Any) -> HttpResponse:
    """Render a page of a case; a form that was refused comes back with everything that was typed."""
    form = context.get("form")
    refused = request.method == "POST" and form is not None and bool(form.errors)
    return render(request, template, {"case_file": case_file, **context}, status=REFUSED if refused else 200)
