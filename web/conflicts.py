"""What somebody else saved meanwhile, field by field beside what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from foundation.wording import day
from web.forms import GovukForm

NOTHING = "Nothing"


class Meanwhile(list[dict[str, str]]):
    """Rows of `key` (the question), `value` (what is stored now) and `mine` (what was typed); `by` and `at` if known.

    Empty, and so false, where there is nothing to compare.
    """

    def __init__(self, rows: Iterable[dict[str, str]] = (), *, by: object = None, at: datetime | None = None) -> None:
        super().__init__(rows)
        self.by, self.at = by, at


def stored_values(form: GovukForm) -> Mapping[str, Any]:
    """What the form shows before anything is typed, for the fields that it has."""
    return {name: value for name, value in form.initial.items() if name in form.fields}


def differences(form: GovukForm, stored: Mapping[str, Any], row: object = None) -> Meanwhile:
    """Compare a form that was filled in with what is stored, hidden fields apart. `row` may know who and when."""
    rows = [
        {"key": str(field.label or name), "value": words(field, stored[name]), "mine": words(field, typed(form, name))}
        for name, field in form.fields.items()
        if name in stored and not field.widget.is_hidden
    ]
    rows = [each for each in rows if each["value"] != each["mine"]]
    return Meanwhile(rows, by=getattr(row, "changed_by", None), at=getattr(row, "changed_at", None))


def typed(form: GovukForm, name: str) -> Any:
    """What was typed into a field: its value, or the text itself where it is none."""
    if name in form.cleaned_data:
        return form.cleaned_data[name]
    return form[name].data


def words(field: forms.Field, value: Any) -> str:
    """Say a value as the page would: labels of choices, dates in full, "Nothing" where there is none."""
    if isinstance(value, QuerySet | list | tuple | set | frozenset):
        parts = (words(field, each) for each in value if each not in (None, ""))
        return ", ".join(sorted(parts)) or NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value in (None, ""):
        return dict(_choices(field)).get("", NOTHING)
    if isinstance(value, date):
        return _day(value)
    return dict(_choices(field)).get(str(value.pk if isinstance(value, Model) else value), str(value))


def put(data: QueryDict, field: BoundField, value: Any) -> None:
    """Write a value into what was sent, box by box, as if somebody had typed it."""
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        names: Sequence[str] = widget.widgets_names  # type: ignore[attr-defined] # unknown to the stubs
        for part, text in zip(names, widget.decompress(value) or [""] * len(names), strict=True):
            data[f"{field.html_name}{part}"] = str(text)
    else:
        data.setlist(field.html_name, [str(each) for each in value] if isinstance(value, list) else [str(value or "")])


def _day(value: date) -> str:
    on = day(value)
    return f"{on} at {timezone.localtime(value):%H:%M}" if isinstance(value, datetime) else on


def _choices(field: forms.Field) -> Iterable[tuple[str, str]]:
    """The choices of a field, those in groups too, by their value as text."""
    if isinstance(field, forms.ModelChoiceField):  # its values know their own names
        return
    for value, label in getattr(field, "choices", ()):
        inner = label if isinstance(label, list | tuple) else [(value, label)]
        yield from ((str(key), str(name)) for key, name in inner)
