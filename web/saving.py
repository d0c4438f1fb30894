"""Trying an operation from a form: what was typed survives every refusal."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.verdicts import Conflict, NotPermitted, Refused
from web.forms import GovukForm


def attempt(form: GovukForm, act: Callable[[], object]) -> bool:
    """Run an operation; on a refusal put its reasons on the form and return False.

    A reason that names a field stands beside it. A conflict moves the form on to the state that is
    stored now, so that saving again is a decision somebody made with both in sight.
    """
    try:
        act()
    except NotPermitted:
        raise
    except Refused as refusal:
        for reason in refusal.verdict.reasons:
            form.add_error(reason.where if reason.where in form.fields else None, reason.message)
        form.conflicted = isinstance(refusal, Conflict)  # type: ignore[attr-defined]
        return False
    return True


def saved_now(form: GovukForm, stored: Mapping[str, Any]) -> list[dict[str, str]]:
    """After a conflict: what is stored where it differs from what was typed, and the form brought up to date.

    Empty after any other refusal: nobody else is to blame for it, and the form stays as old as it was.
    """
    if not form.conflicted:  # type: ignore[attr-defined]
        return []
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = stored["version"]
    form.data = data
    rows = []
    for name, value in stored.items():
        typed = form.cleaned_data.get(name)
        if name != "version" and (typed or "") != (value or ""):
            rows.append({"key": str(form.fields[name].label), "value": str(value or "Nothing")})
    return rows


def show_form(request: HttpRequest, template: str, form: GovukForm, **context: Any) -> HttpResponse:
    """Render a form page, with status 422 where the form was refused."""
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound and form.errors else 200)
