"""Closing without a decision what did not come back, and opening it again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from casework.models import Suspect
from charging.operations.closing import Closure
from charging.queries.plans.closing import Closable
from charging.rules.closing import reasons_for
from foundation.wording import day


class FinaliseForm(DecisionForm):
    """Whose case is closed without a decision, and why."""

    suspects = forms.TypedMultipleChoiceField(
        label="Whose case is closed?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select whose case is closed"},
    )
    reason = forms.ChoiceField(
        label="Why is it closed?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it is closed"},
    )
    victim_reason = forms.BooleanField(
        label="It is also because the victim does not support a prosecution", required=False
    )
    early_because = forms.CharField(
        label="Why is it closed already?",
        help_text="Only where police may still take their time. For example, police said that nothing more will come.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is closed already"},
    )

    def __init__(self, *args: Any, offered: Sequence[Closable], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered: dict[int, Suspect] = {row.suspect.pk: row.suspect for row in offered}
        field = self.fields["suspects"]
        field.choices = [(row.suspect.pk, _words(row)) for row in offered]  # type: ignore[attr-defined]
        statuses = {row.suspect.status for row in offered}
        self.fields["reason"].choices = reasons_for(statuses, today)  # type: ignore[attr-defined]
        if not any(row.is_early for row in offered):
            del self.fields["early_because"]
        elif all(row.is_early for row in offered):
            self.fields["early_because"].required = True

    def chosen(self) -> list[Suspect]:
        """Return the suspects who were chosen."""
        return [self.offered[pk] for pk in self.cleaned_data["suspects"]]

    def closure(self) -> Closure:
        """Return why, for the operation."""
        said = self.cleaned_data
        return Closure(
            reason=said["reason"],
            victim_reason=said["victim_reason"],
            early_because=said.get("early_because", ""),
        )


def _words(row: Closable) -> str:
    until = f"usually closed after {day(row.until)}" if row.is_early else f"could be closed since {day(row.until)}"
    return f"{row.suspect}: with police since {day(row.since)}, {until}"


class AskToReopenForm(DecisionForm):
    """Why police want a closed case back."""

    because = forms.CharField(
        label="Why should it be reopened?",
        help_text="Say what has come since.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what has come since, or why it should be reopened"},
    )


class ReopenForm(DecisionForm):
    """Whether a closed case is opened again, and why."""

    REOPEN, KEEP = "reopen", "keep"
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(REOPEN, "Reopen: police have it again as before"), (KEEP, "It stays closed")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide"},
    )
    because = forms.CharField(
        label="Why",
        help_text="Police read this.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why"},
    )

    def __init__(self, *args: Any, was_asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not was_asked:
            self.fields["decision"].choices = [(self.REOPEN, "Reopen: police have it again as before")]  # type: ignore[attr-defined]
