"""Offence codes typed or picked beside the ones already listed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from casework.models import OffenceCode
from charging.models import OffenceAnswer

SEPARATORS = re.compile(r"[,;\s]+")


class OffenceCodesField(forms.CharField):
    """One or more CJS offence codes, with or without script; gives the rows in force on a day.

    `on` is set by the form that has the field, and `search_url` is where suggestions come from.
    """

    on: date

    def __init__(self, *, label: str = "Add another offence") -> None:
        super().__init__(
            label=label,
            help_text="Search by name, or type CJS offence codes with commas between them.",
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

    def look_in(self, search_url: str, on: date) -> None:
        """Say where suggestions come from and the day on which a code must be in force."""
        self.on = on
        self.widget.attrs |= {"data-offence-search": search_url, "data-several-offences": ""}

    def clean(self, value: str) -> list[OffenceCode]:
        """Return the offences. Raises ValidationError naming what is not a code."""
        typed = [word.upper() for word in SEPARATORS.split(super().clean(value)) if word]
        found = {row.code: row for row in OffenceCode.objects.on(self.on).filter(code__in=typed)}
        unknown = [word for word in typed if word not in found]
        if unknown:
            raise forms.ValidationError(f"{', '.join(unknown)}: no offence in force has this code. Search for its name")
        return [found[word] for word in dict.fromkeys(typed)]


def merged(*groups: Iterable[OffenceCode]) -> list[OffenceCode]:
    """Return every offence once, in the order first named."""
    return list({row.pk: row for group in groups for row in group}.values())


def drop_what_does_not_apply(form: forms.Form, name: str, said: dict[str, Any]) -> None:
    """Once an offence is answered, what goes with another answer to it is neither judged nor saved."""
    goes_with: dict[str, tuple[str, object]] = {
        f"{name}_code": (OffenceAnswer.ANOTHER, []),
        f"{name}_reason": (OffenceAnswer.NOT_CHARGED, ""),
    }
    for field, (answer, nothing) in goes_with.items():
        if said.get(name) and said[name] != answer:
            form.errors.pop(field, None)
            said[field] = nothing
