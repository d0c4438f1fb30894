"""Recording a charge, and closing what did not come back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from casework.models import OffenceCode
from charging.forms.offence_codes import OffenceCodesField, merged
from charging.lifecycle import ChargeMethod
from charging.operations.charges import ChargeDetails
from web.dates import GovukDateTimeField

CLOSING_REASONS = [
    ("not_resubmitted", "The rejected file did not come back"),
    ("plan_unanswered", "The action plan was not answered"),
    ("advice_not_used", "Police did not act on the early advice"),
    ("duplicate", "The case is already in another file"),
]


class ChargeForm(DecisionForm):
    """When, how and with what police charged."""

    charged_at = GovukDateTimeField(
        label="Date and time of the charge",
        help_text="For example, 27 3 2026 at 2:30pm",
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


class FinaliseForm(DecisionForm):
    """Why a suspect's case is closed without a decision."""

    reason = forms.ChoiceField(
        label="Why is it closed?",
        choices=CLOSING_REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it is closed"},
    )
    victim_reason = forms.BooleanField(label="The victim does not support a prosecution", required=False)
