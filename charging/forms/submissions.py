"""Handing the file to a supervisor, and the supervisor's word on it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from casework.forms.decisions import DecisionForm
from casework.models import Suspect
from charging.forms.check import ReasonsForm
from charging.lifecycle import PURPOSES, STREAM_NAMES, Purpose, Stream
from charging.operations.submission import Preparation

STREAMS = [
    (Stream.RED, "Red: a suspect is in custody and a decision is needed within 3 hours"),
    (Stream.GREEN_PRIORITY, "Green priority: on bail or at risk, decision within 5 calendar days"),
    (Stream.GREEN, "Green: everything else, decision within 28 calendar days"),
]

APART = [
    ("", "As chosen for the file; red in custody"),
    *((stream.value, STREAM_NAMES[stream]) for stream, _ in STREAMS),
]


class PrepareForm(ReasonsForm, DecisionForm):
    """What the builder says when handing the file over, with a reason for each thing that is missing."""

    mark_optional = True

    purpose = forms.ChoiceField(
        label="What do you need from the CPS?",
        choices=PURPOSES,
        initial=Purpose.CHARGING,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you need from the CPS"},
    )
    stream = forms.ChoiceField(
        label="How urgent is it?",
        help_text="Red is only for a suspect in police custody. Whoever is in custody is red in any case.",
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

    def __init__(self, *args: Any, suspects: Sequence[Suspect] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of one suspect nothing can be otherwise than of the file.
        self.apart = {f"stream_{each.pk}": each for each in suspects} if len(suspects) > 1 else {}
        for name, suspect in self.apart.items():
            self.fields[name] = forms.ChoiceField(
                label=f"How urgent is it for {suspect}?", choices=APART, required=False, initial=""
            )

    @property
    def apart_fields(self) -> list[BoundField]:
        """The boxes for single suspects."""
        return [self[name] for name in self.apart]

    def preparation(self) -> Preparation:
        """Return what was said, for the operation."""
        said = self.cleaned_data
        return Preparation(
            purpose=Purpose(said["purpose"]),
            stream=Stream(said["stream"]),
            streams={suspect.pk: Stream(said[name]) for name, suspect in self.apart.items() if said.get(name)},
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
