"""Handing the file to a supervisor, and the supervisor's word on it."""

from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from charging.forms.check import ReasonsForm
from charging.lifecycle import Purpose, Stream
from charging.operations.submission import Preparation

STREAMS = [
    (Stream.RED, "Red: a suspect is in custody and a decision is needed within 3 hours"),
    (Stream.GREEN_PRIORITY, "Green priority: on bail or at risk, decision within 5 calendar days"),
    (Stream.GREEN, "Green: everything else, decision within 28 calendar days"),
]


class PrepareForm(ReasonsForm, DecisionForm):
    """What the builder says when handing the file over, with a reason for each thing that is missing."""

    mark_optional = True

    purpose = forms.ChoiceField(
        label="What do you need from the CPS?",
        choices=[(Purpose.CHARGING, Purpose.CHARGING.label), (Purpose.EARLY_ADVICE, Purpose.EARLY_ADVICE.label)],
        initial=Purpose.CHARGING,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you need from the CPS"},
    )
    stream = forms.ChoiceField(
        label="How urgent is it?",
        help_text="Red is only for a suspect in police custody, and nobody in custody can wait in green.",
        choices=STREAMS,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how urgent it is"},
    )
    note = forms.CharField(
        label="Note to the supervisor",
        help_text="Seen by your own force only.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def preparation(self) -> Preparation:
        """Return what was said, for the operation."""
        said = self.cleaned_data
        return Preparation(
            purpose=Purpose(said["purpose"]),
            stream=Stream(said["stream"]),
            note=said["note"],
            explanations=self.reasons(),
        )


class SignOffForm(DecisionForm):
    """The supervisor's comments, which go with the file or back to its builder, as the pressed button says."""

    comments = forms.CharField(
        label="Your comments",
        help_text="The CPS reads them when you submit: what you checked, and why anything is missing. "
        "The builder reads them when you send the file back.",
        error_messages={"required": "Write your comments: a file without them is rejected at triage"},
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    @property
    def sends_back(self) -> bool:
        """Whether the file goes back to its builder."""
        return "send_back" in self.data

    def clean(self) -> dict[str, Any]:
        """Refuse to guess: a file is neither submitted nor sent back unless a button says so."""
        if not {"sign_off", "send_back"} & set(self.data):
            self.add_error(None, "Choose whether to submit the file or to send it back")
        return super().clean() or self.cleaned_data
