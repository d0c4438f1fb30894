"""What is said of a recording, and of redaction."""

import re
from typing import Any

from django import forms

from casework.models import Material, MediaDetails, Redaction, RedactionNeed, RedactionStage
from casework.operations.media import Recording
from casework.operations.redaction import RedactionAnswer
from casework.rules.material_media import clock
from web.dates import GovukDateTimeField
from web.forms import GovukForm
from web.sheets import RowForm

CLOCK = re.compile(r"^(?:(?:(\d{1,3})[:.])?(\d{1,3})[:.])?(\d{1,2})$")
STAGE_QUESTIONS = {
    RedactionStage.CHARGING: "Is redaction needed before the charging decision?",
    RedactionStage.FIRST_HEARING: "Is redaction needed in the papers for the first hearing?",
    RedactionStage.COURT: "Is redaction needed before it goes to court?",
}


class ClockField(forms.CharField):
    """A place in a recording, hh:mm:ss; gives whole seconds from its start, or None."""

    widget = forms.TextInput(attrs={"data-width": "5", "inputmode": "numeric"})

    def clean(self, value: Any) -> Any:
        """Read 1:02:03, 02:03 or 3. Raises ValidationError."""
        typed = super().clean(value)
        if not typed:
            return None
        found = CLOCK.match(typed.strip())
        hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 60)
        if seconds > 59 or (found and found[1] and minutes > 59):
            raise forms.ValidationError(f"{self.label} must be hours, minutes and seconds, like 00:12:05", code="clock")
        return hours * 3600 + minutes * 60 + seconds

    def prepare_value(self, value: Any) -> Any:
        """Show seconds as a player does."""
        return clock(value) if isinstance(value, int) else value


class RecordingForm(GovukForm):
    """Where a recording is from, and which part of it matters."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    source = forms.CharField(
        label="Where it is from", help_text="Camera, officer or system", max_length=120, required=False
    )
    recorded_from = GovukDateTimeField(label="Recording began", required=False)
    recorded_to = GovukDateTimeField(label="Recording ended", required=False)
    part = forms.ChoiceField(
        label="Which part matters?",
        help_text="The CPS counts a recording that is not clipped as a failure of the file.",
        choices=[("clip", "A part of it"), ("whole", "The whole recording is needed"), ("", "Not answered yet")],
        required=False,
        widget=forms.RadioSelect,
    )
    clip_from = ClockField(label="Part begins at", help_text="Hours, minutes and seconds: 00:12:05", required=False)
    clip_to = ClockField(label="Part ends at", required=False)

    def clean(self) -> dict[str, Any]:
        """Times only count with the part that they are about."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("part") == "clip" and "clip_to" in data and data["clip_to"] is None:
            self.add_error("clip_to", "Say where the part begins and ends")
        return data

    def recording(self) -> Recording:
        """What was said, for the operation."""
        said, is_clip = self.cleaned_data, self.cleaned_data["part"] == "clip"
        return Recording(
            source=said["source"].strip(),
            recorded_from=said["recorded_from"],
            recorded_to=said["recorded_to"],
            clip_from=(said["clip_from"] or 0) if is_clip else None,
            clip_to=said["clip_to"] if is_clip else None,
            whole_needed=said["part"] == "whole",
        )

    @classmethod
    def initial_for(cls, media: MediaDetails) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        names = ("source", "recorded_from", "recorded_to", "clip_from", "clip_to", "version")
        part = "whole" if media.whole_needed else "clip" if media.clip_to is not None else ""
        return {name: getattr(media, name) for name in names} | {"part": part}


class PlayableForm(GovukForm):
    """What somebody found who opened a recording where it is held."""

    plays = forms.ChoiceField(
        label="Does it play without special software?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="If not, what happens when it is opened", max_length=200, required=False)


class RedactionForm(GovukForm):
    """Whether redaction is needed for one stage, first of all; only then why and how long it took."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    need = forms.ChoiceField(label="Is it needed?", choices=RedactionNeed.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="What has to be redacted, and why",
        help_text="Before charge only what is irrelevant and about third parties needs it.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    minutes = forms.IntegerField(
        label="Minutes spent on it so far",
        help_text="All of them together. They show what redaction costs.",
        required=False,
        widget=forms.NumberInput(attrs={"data-width": "5"}),
    )
    done = forms.BooleanField(label="The redaction is done", required=False)

    def __init__(self, *args: Any, stage: RedactionStage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage
        self.fields["need"].label = STAGE_QUESTIONS[stage]

    def answer(self) -> RedactionAnswer:
        """What was said, for the operation."""
        said = self.cleaned_data
        return RedactionAnswer(
            stage=self.stage.value,
            need=said["need"],
            reason=said["reason"],
            minutes=said["minutes"],
            done=said["done"],
        )

    @classmethod
    def initial_for(cls, row: Redaction | None) -> dict[str, Any]:
        """What the form shows before anything is typed; nothing is chosen where nobody has answered."""
        if row is None:
            return {"version": 0}
        names = ("need", "reason", "minutes", "version")
        return {name: getattr(row, name) for name in names} | {"done": bool(row.done_at)}


class RedactionRow(RedactionForm, RowForm):
    """The same of one item on a page of many; a row that nobody touched is passed over."""

    PREFIX = "item-"
    mark_optional = False

    def __init__(self, *args: Any, stage: RedactionStage, item: Material, **kwargs: Any) -> None:
        row = next((row for row in item.redactions.all() if row.stage == stage.value), None)
        initial = self.initial_for(row)
        super().__init__(*args, stage=stage, prefix=f"{self.PREFIX}{item.pk}", initial=initial, **kwargs)
        self.item = item
        need = self.fields["need"]
        need.label, need.required = "Is it needed?", False
        need.widget.attrs["data-inline"] = True
        if row is None:  # what was answered is not taken back
            need.choices = [("", "Not answered"), *RedactionNeed.choices]  # type: ignore[attr-defined]
        for name in ("reason", "minutes"):
            self.fields[name].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Say of every row that was touched what it lacks, before any is saved."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not self.has_changed():
            return data
        if not data["need"]:
            self.add_error("need", "Say whether it is needed")
            return data
        for reason in self.answer().check().reasons:
            self.add_error(reason.where, reason.message)
        return data
