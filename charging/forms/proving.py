"""Forms beside the review: points to prove and their support, working notes, approvals, second looks, new advice."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from casework.models import Material
from charging.forms.review_sections import version_field
from charging.models import NoteAudience, ThresholdOutcome, WorkingNote
from charging.operations.threshold import SecondLook
from charging.queries.review.points import Charge
from charging.rules.review_sections import Section
from web.dates import GovukDateField
from web.forms import GovukForm

Choices = list[tuple[str, Any]]


def _charge_name(charge: Charge) -> str:
    return f"{charge.suspect}: {charge.offence_code.title}"


class SupportForm(GovukForm):
    """Which material supports which point."""

    point = forms.ChoiceField(label="Point to prove", error_messages={"required": "Select a point to prove"})
    material = forms.TypedChoiceField(
        label="Material that supports it",
        coerce=int,
        error_messages={"required": "Select the material that supports it"},
    )
    note = forms.CharField(label="How it supports the point", max_length=300, required=False)

    def __init__(self, *args: Any, charges: Sequence[Charge], material: Sequence[Material], **kwargs: Any) -> None:
        super().__init__(*args, prefix="support", **kwargs)
        groups: Choices = [
            (_charge_name(charge), [(f"{charge.key}/{proof.key}", proof.text) for proof in charge.proofs])
            for charge in charges
            if charge.proofs
        ]
        self.fields["point"].choices = [("", "Select a point"), *groups]  # type: ignore[attr-defined]
        offered = [("", "Select material"), *((item.pk, str(item)) for item in material)]
        self.fields["material"].choices = offered  # type: ignore[attr-defined]


class PointForm(GovukForm):
    """A point of the prosecutor's own."""

    charge = forms.ChoiceField(label="Offence", error_messages={"required": "Select the offence"})
    text = forms.CharField(
        label="What has to be proved", max_length=300, error_messages={"required": "Say what has to be proved"}
    )

    def __init__(self, *args: Any, charges: Sequence[Charge], **kwargs: Any) -> None:
        super().__init__(*args, prefix="own", **kwargs)
        offered = [("", "Select an offence"), *((each.key, _charge_name(each)) for each in charges)]
        self.fields["charge"].choices = offered  # type: ignore[attr-defined]


class NoteForm(GovukForm):
    """A working note. Who may read it is chosen before anything is written."""

    audience = forms.ChoiceField(
        label="Who can read this note?",
        choices=NoteAudience.choices,
        initial=NoteAudience.AUTHOR.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who can read this note"},
    )
    text = forms.CharField(
        label="Note",
        help_text="It is no part of the case: no document, export or search holds it, and police never see it.",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write the note"},
    )
    version = version_field()

    @staticmethod
    def initial_for(note: WorkingNote) -> Mapping[str, Any]:
        """What the form shows of a note before anything is typed."""
        return {"audience": note.audience, "text": note.text, "version": note.version, "row": note}


class PromoteForm(GovukForm):
    """Which section a note is added to."""

    section = forms.ChoiceField(label="Section", error_messages={"required": "Select a section"})

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "Select a section"), *((each.code, each.title) for each in sections)]
        self.fields["section"].choices = offered  # type: ignore[attr-defined]


class ApprovalForm(GovukForm):
    """What whoever approves a review, or sends it back, says of it."""

    comment = forms.CharField(
        label="Comment",
        help_text="Needed to send it back: what has to change.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    mark_optional = False


class SecondLookForm(GovukForm):
    """What came of looking at a Threshold Test charge again."""

    outcome = forms.ChoiceField(
        label="What did you find?",
        choices=ThresholdOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    reason = forms.CharField(
        label="Reasons",
        help_text="Where the test is not met, say what follows.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Enter your reasons"},
    )
    next_on = GovukDateField(label="New date", help_text="Only where the date is moved.", required=False)
    mark_optional = False

    def look(self) -> SecondLook:
        """Return what was found, for the operation."""
        said = self.cleaned_data
        return SecondLook(outcome=ThresholdOutcome(said["outcome"]), reason=said["reason"], next_on=said["next_on"])


class SupersedeForm(GovukForm):
    """The sections of the advice in other words, and why. What was decided needs a new review."""

    reason = forms.CharField(
        label="Why does it take the place of the version before?",
        max_length=500,
        error_messages={"required": "Say why it takes the place of the version before"},
    )
    version = version_field()

    def __init__(self, *args: Any, sections: Sequence[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [each["code"] for each in sections]
        for each in sections:
            self.fields[f"section_{each['code']}"] = forms.CharField(
                label=each["title"],
                initial=each["text"],
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 8}),
                error_messages={"required": "A section that was sealed cannot be left empty"},
            )

    def texts(self) -> Mapping[str, str]:
        """Return the text of each section by its code; call it after is_valid()."""
        return {code: self.cleaned_data[f"section_{code}"] for code in self.codes}
