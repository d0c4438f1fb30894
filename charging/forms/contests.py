"""Contesting a rejection, and deciding what was contested."""

from collections.abc import Iterable
from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from casework.models import Material
from charging.forms.plan_items import offer_material
from charging.lifecycle import ContestOutcome
from charging.models.contest import LENGTH
from charging.rules.contests import DECIDED, Grounds, Ruling
from web.dates import GovukDateField, hint


class ContestForm(DecisionForm):
    """Why a file should not have come back, and the material that shows it."""

    grounds = forms.CharField(
        label="Why should the file not have been rejected?",
        help_text="Answer each reason that you do not accept. For example, where in the file the statement is.",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say why the file should not have been rejected"},
    )
    material = forms.TypedMultipleChoiceField(
        label="Material that shows it", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, material: Iterable[Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offer_material(self, material)

    def said(self) -> Grounds:
        """Return the grounds, for the operation."""
        chosen = [self.offered[pk] for pk in self.cleaned_data.get("material", ())]
        return Grounds(text=self.cleaned_data["grounds"], material=chosen)


class RulingForm(DecisionForm):
    """Whether a rejection stands, and why."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[(outcome.value, outcome.label) for outcome in DECIDED],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the rejection stands or is overturned"},
    )
    reason = forms.CharField(
        label="Why",
        help_text="Police read this.",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say why"},
    )
    respond_by = GovukDateField(
        label="New date to respond by",
        help_text=hint("Only where the rejection stands and police should have longer."),
        required=False,
    )

    def said(self) -> Ruling:
        """Return the decision, for the operation."""
        data = self.cleaned_data
        return Ruling(
            outcome=ContestOutcome(data["outcome"]), reason=data["reason"], respond_by=data.get("respond_by") or None
        )
