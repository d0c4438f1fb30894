"""Withdrawing a file, sending a case to another unit, and handing it over from CPS Direct."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms

from accounts.models import Unit
from casework.forms.decisions import DecisionForm
from casework.models import CaseFile, Standing, Suspect
from charging.models.passage import LENGTH
from charging.operations.transfer import Destination
from charging.queries.clocks.pressing import Urgency, urgencies
from web.forms import GovukForm


class WithdrawForm(DecisionForm):
    """Why police take a file back."""

    reason = forms.CharField(
        label="Why do you withdraw it?",
        help_text="The CPS reads this.",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why you withdraw the file"},
    )


class TransferForm(DecisionForm):
    """To which Area and unit a case goes, and why."""

    unit = forms.TypedChoiceField(
        label="Area and unit",
        coerce=int,
        error_messages={"required": "Select the unit that the case goes to"},
    )
    reason = forms.CharField(
        label="Why",
        help_text="Whoever receives the case, and police, read this.",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why the case goes there"},
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        groups = [
            (area, [(unit.pk, unit.name) for unit in of_it])
            for area, of_it in groupby(units, key=lambda unit: unit.organisation.name)
        ]
        self.fields["unit"].choices = [("", "Select a unit"), *groups]  # type: ignore[attr-defined]

    def destination(self) -> Destination:
        """Return where the case goes, for the operation."""
        unit = self.units[self.cleaned_data["unit"]]
        return Destination(body=unit.organisation, unit=unit)


class TakeOverForm(DecisionForm):
    """What the Area has to know of a case that it takes over from CPS Direct."""

    risks = forms.CharField(
        label="Open risks",
        help_text="For example, when detention runs out. Write “None” where there are none.",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write down the open risks, or that there are none"},
    )


class HandOverForm(GovukForm):
    """The cases that CPS Direct hands over at the end of a shift, each with a note of its open risks."""

    mark_optional = False

    def __init__(self, *args: Any, cases: Iterable[CaseFile], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases, self.at = list(cases), at
        for case in self.cases:
            self.fields[f"go_{case.pk}"] = forms.BooleanField(
                label=f"Hand over {case.reference} to {case.cps_area}", required=False
            )
            self.fields[f"risks_{case.pk}"] = forms.CharField(
                label=f"Open risks of {case.reference}",
                required=False,
                max_length=LENGTH,
                widget=forms.Textarea(attrs={"rows": 2, "data-label-size": ""}),
            )

    def rows(self) -> list[tuple[CaseFile, list[Urgency], Any, Any]]:
        """Return each case, how urgent its suspects are, and its two fields, as the page shows them."""
        told = urgencies((pair for case in self.cases for pair in _standings(case)), self.at)
        of_case: dict[int, list[Urgency]] = {}
        for each in told:
            of_case.setdefault(each.suspect.case_file_id, []).append(each)
        return [
            (case, of_case.get(case.pk, []), self[f"go_{case.pk}"], self[f"risks_{case.pk}"]) for case in self.cases
        ]

    def clean(self) -> dict[str, Any]:
        """Each case that goes needs its note, and something has to go."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        going = [case for case in self.cases if data.get(f"go_{case.pk}")]
        for case in going:
            if not data.get(f"risks_{case.pk}", "").strip():
                self.add_error(f"risks_{case.pk}", f"Write down the open risks of {case.reference}, or “None”")
        if self.cases and not going:
            self.add_error(f"go_{self.cases[0].pk}", "Select the cases that you hand over")
        return data

    def chosen(self) -> list[tuple[CaseFile, str]]:
        """Return the cases that go, each with its note."""
        return [
            (case, self.cleaned_data[f"risks_{case.pk}"]) for case in self.cases if self.cleaned_data[f"go_{case.pk}"]
        ]


def _standings(case_file: CaseFile) -> list[tuple[Standing, Suspect]]:
    """The rows of the suspects of a case, from what was read with it."""
    rows = {standing.suspect_id: standing for standing in case_file.standings.all()}
    return [(rows[suspect.pk], suspect) for suspect in case_file.suspects.all() if suspect.pk in rows]
