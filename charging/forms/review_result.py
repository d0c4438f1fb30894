"""What the decision about one suspect chooses from, and the first question: what is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from casework.models import Offence
from charging.lifecycle import Purpose, Result
from charging.models import DecisionCode, DecisionReason
from charging.rules.decision import not_for, results_for
from charging.rules.threshold import Condition
from web.forms import GovukForm

Choice = tuple[str, Any]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What the decision about one suspect chooses from."""

    offences: Sequence[Offence]
    reasons: Sequence[DecisionReason]
    codes: Sequence[DecisionCode]
    conditions: Sequence[Condition]
    purpose: Purpose
    search_url: str
    today: date

    def grouped(self, *results: Result) -> list[Choice]:
        """The coded reasons of some results, each under its group."""
        groups: dict[str, list[Choice]] = {}
        for reason in self.reasons:
            if reason.result in results:
                group = f": {reason.parent.title.lower()}" if reason.parent else ""
                groups.setdefault(f"{reason.get_result_display()}{group}", []).append((reason.code, reason.title))
        return [("", "Select a reason"), *groups.items()]


class ResultForm(GovukForm):
    """The first question about a suspect: nothing is saved by it, the next page asks what goes with the answer."""

    result = forms.ChoiceField(
        label="What do you decide?", widget=forms.RadioSelect, error_messages={"required": "Select what you decide"}
    )

    def __init__(self, *args: Any, purpose: Purpose, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_results(self.fields["result"], purpose)


def offer_results(field: forms.Field, purpose: Purpose) -> None:
    """Let a field choose among the decisions that can be made on a file that asked for this."""
    field.choices = [(result.value, result.label) for result in results_for(purpose)]  # type: ignore[attr-defined]
    field.error_messages["invalid_choice"] = not_for(purpose)
    if purpose is Purpose.EARLY_ADVICE:
        field.help_text = not_for(purpose)
