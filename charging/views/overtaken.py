"""The page for whoever came second: who did what and when, and what they had typed, to read and copy, in no form."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from casework.forms.decisions import DecisionForm
from casework.models import CaseFile
from charging.views.pages import REFUSED, note_what_others_did
from foundation.verdicts import Verdict


def overtaken(
    request: SignedInRequest,
    case_file: CaseFile,
    form: forms.Form,
    *,
    title: str,
    verdict: Verdict,
    without: Collection[str] = (),
) -> HttpResponse:
    """Show why nothing is left to decide, with what was typed but in fields `without`, which nobody chose."""
    page: dict[str, Any] = {
        "case_file": case_file,
        "step": title,
        "verdict": verdict,
        "typed": list(typed(form, without)),
    }
    page["meanwhile"] = note_what_others_did(request, case_file, form, None) if isinstance(form, DecisionForm) else ()
    return render(request, "charging/overtaken.html", page, status=REFUSED)


def typed(form: forms.Form, without: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Each field that holds something, as its label and what was typed or chosen, in words."""
    for bound in form.visible_fields():
        said = _in_words(bound) if bound.name not in without else ""
        if said:
            yield str(bound.label), said


def _in_words(bound: BoundField) -> str:
    raw: Any = bound.value()
    if isinstance(bound.field, forms.BooleanField):
        return "Yes" if raw else ""
    several = raw if isinstance(raw, list | tuple) else [raw]
    names = dict(_flat(getattr(bound.field, "choices", ())))
    words = [names.get(str(each), str(each)) for each in several if each not in (None, "")]
    return ("; " if names else " ").join(words)


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, str]]:
    """The choices of a field with those of its groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)
