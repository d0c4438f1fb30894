"""Recording a charge."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from casework.models import OffenceCode
from charging.forms.offence_codes import OffenceCodesField, merged
from charging.lifecycle import ChargeMethod
from charging.operations.charges import ChargeDetails
from web.dates import GovukDateTimeField, hint


class ChargeForm(DecisionForm):
    """When, how and with what police charged."""

    charged_at = GovukDateTimeField(
        label="Date and time of the charge",
        help_text=hint(past=True, at="2:30pm"),
        error_messages={"required": "Enter the date and time of the charge"},
    )
    method = forms.ChoiceField(
        label="How was the suspect charged?",
        choices=ChargeMethod.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how the suspect was charged"},
    )
    offences = forms.TypedMultipleChoiceField(
        label="Offences charged",
        help_text="Those that the CPS authorised are ticked. Untick what was not charged.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more = OffenceCodesField(label="Any other offence charged")
    mark_optional = False

    def __init__(self, *args: Any, authorised: Sequence[OffenceCode], search_url: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authorised = {row.pk: row for row in authorised}
        field = self.fields["offences"]
        field.choices = [(pk, str(row)) for pk, row in self.authorised.items()]  # type: ignore[attr-defined]
        field.initial = list(self.authorised)
        self.fields["more"].look_in(search_url, on)  # type: ignore[attr-defined]

    def details(self) -> ChargeDetails:
        """Return what was recorded, for the operation."""
        said = self.cleaned_data
        ticked = [self.authorised[pk] for pk in said["offences"]]
        return ChargeDetails(
            charged_at=said["charged_at"],
            method=ChargeMethod(said["method"]),
            offences=merged(ticked, said["more"]),
        )
