"""Recording detention, bail and another stream."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casework.models import Ended, PauseKind, Rank
from casework.operations.extending import ExtensionDetails
from casework.rules import limits
from casework.rules.limits import Step
from charging.lifecycle import Stream
from charging.models import StreamReason
from web.dates import GovukDateTimeField, hint
from web.forms import GovukForm

LONGEST = 120


def moment(label: str, says: str = "") -> GovukDateTimeField:
    """A date and time that is asked for."""
    return GovukDateTimeField(
        label=label,
        help_text=hint(says, past=True, at="2:30pm"),
        error_messages={"required": f"Enter the date and time: {label[0].lower()}{label[1:]}"},
    )


def chosen(label: str, choices: Any, ask: str) -> forms.ChoiceField:
    """One of a few, as radio buttons."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": ask})


def named(label: str, ask: str, length: int = 80) -> forms.CharField:
    """A short text that is asked for."""
    return forms.CharField(label=label, max_length=length, error_messages={"required": ask})


class RunningForm(GovukForm):
    """About a detention or bail that goes on, as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DetainForm(GovukForm):
    """A detention begins."""

    relevant_at = moment("Relevant time", "From when detention counts: usually the arrival at the police station.")
    station = named("Custody suite", "Enter the custody suite")


class ReviewForm(RunningForm):
    """Somebody looked at whether detention is still necessary."""

    reviewed_at = moment("When it was reviewed")
    rank = chosen("Who reviewed it?", Rank.choices[:3], "Select the rank of the reviewing officer")
    reviewer = named("Name of the reviewing officer", "Enter the name of the reviewing officer")


class ExtendForm(RunningForm):
    """More time, as it was agreed."""

    limit = chosen("What is it extended to?", (), "Select what it is extended to")
    amount = forms.IntegerField(
        label="How long in all, where a court said how long",
        help_text="Counted from the start: hours of detention, or months of bail. Leave empty for all of the limit.",
        required=False,
        min_value=1,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"data-width": "3"}),
    )
    rank = chosen("Who agreed?", Rank.choices[1:], "Select who agreed")
    agreed_by = named("Name of the officer or court", "Enter who agreed")
    agreed_on = moment("When it was agreed")
    reason = forms.CharField(
        label="Why more time is needed",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why more time is needed"},
    )

    def __init__(self, *args: Any, steps: Sequence[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["limit"]
        field.choices = [(step.to, _step(step)) for step in steps]  # type: ignore[attr-defined]
        if lowest := min((Rank.values.index(step.rank) for step in steps), default=0):
            self.fields["rank"].choices = Rank.choices[lowest:]  # type: ignore[attr-defined]

    def details(self) -> ExtensionDetails:
        """Return what was agreed, for the operation."""
        said = self.cleaned_data
        return ExtensionDetails(
            limit=said["limit"],
            rank=Rank(said["rank"]),
            agreed_by=said["agreed_by"],
            agreed_on=said["agreed_on"],
            reason=said["reason"],
            amount=said["amount"],
        )


def _step(step: Step) -> str:
    rule = limits.latest(step.to)
    return f"{rule.title}: {'to' if step.whole else 'at most'} {rule.span} from the start"


class PauseForm(RunningForm):
    """Time does not count from then on."""

    kind = chosen("Why does the clock stop?", PauseKind.choices, "Select why the clock stops")
    starts_at = moment("When it stopped")


class ResumeForm(RunningForm):
    """Time counts again."""

    ends_at = moment("When it started again")


class ReleaseForm(RunningForm):
    """A detention ended otherwise than on bail."""

    ended = chosen(
        "How did it end?",
        [(each.value, each.label) for each in (Ended.RUI, Ended.CHARGED)],
        "Select how the detention ended",
    )
    ended_at = moment("When it ended")


class BailForm(GovukForm):
    """Bail begins."""

    granted_at = moment("When bail was granted")
    conditions = forms.CharField(
        label="Conditions", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class EndBailForm(RunningForm):
    """Bail ended otherwise than by a new arrest."""

    ended = chosen(
        "How did it end?",
        [(each.value, each.label) for each in (Ended.RUI, Ended.ABSCONDED, Ended.CHARGED)],
        "Select how bail ended",
    )
    ended_at = moment("When it ended")


class StreamForm(RunningForm):
    """Another stream for one suspect."""

    stream = chosen("How urgent is the decision?", Stream.choices, "Select how urgent the decision is")
    reason = chosen("Why does it change?", StreamReason.choices, "Select why it changes")
    note = forms.CharField(
        label="Anything to add", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def offer(self, reasons: Sequence[StreamReason]) -> None:
        """Show only some reasons: those that explain a change from the stream of now."""
        self.fields["reason"].choices = [(each.value, each.label) for each in reasons]  # type: ignore[attr-defined]
