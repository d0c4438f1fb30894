"""Two cases that may be one: the answer, and what follows from it."""

from typing import Any

from django import forms

from casework.models import LikenessAnswer, Suspect
from casework.operations.likeness import LikenessReply
from web.forms import GovukForm

ANSWERS = (
    (LikenessAnswer.DIFFERENT, "They are different cases"),
    (LikenessAnswer.LINKED, "They are different cases that belong together: link them"),
    (LikenessAnswer.SAME, "They are the same case: go on to merge them"),
)


class LikenessForm(GovukForm):
    """Which it is, and how one can tell."""

    answer = forms.ChoiceField(label="What are these two?", choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="How can you tell?",
        help_text="For whoever is asked the same thing later. Do not use names.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def reply(self) -> LikenessReply:
        """What the form says, as the operation takes it."""
        return LikenessReply(answer=self.cleaned_data["answer"], reason=self.cleaned_data["reason"])


class SplitForm(GovukForm):
    """Which suspects get a case of their own."""

    suspects = forms.ModelMultipleChoiceField(
        label="Who moves to the new case?",
        help_text="What the case says, its victims and witnesses, material and flags will be in both.",
        queryset=Suspect.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, suspects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suspects"].queryset = suspects  # type: ignore[attr-defined]


class MergeForm(GovukForm):
    """Which case everything goes into."""

    into = forms.CharField(
        label="URN of the case that stays",
        help_text="Everything moves there, and the URN of this case will lead there.",
        max_length=20,
        widget=forms.TextInput(attrs={"data-width": "20", "autocomplete": "off", "spellcheck": "false"}),
    )
