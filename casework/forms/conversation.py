"""Asking and answering. Who can read a question is chosen before a word of it is typed."""

from typing import Any

from django import forms

from casework.models import CaseFile, MessageAct, Visibility
from casework.operations.conversation import Question
from casework.queries.asking import Things
from web.forms import GovukForm

MOST_WORDS = 5000


class AudienceForm(GovukForm):
    """Who can read the question: nothing is chosen beforehand."""

    visibility = forms.ChoiceField(
        label="Who can read this question and its answers?",
        help_text="This is settled now and cannot be widened later.",
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who can read this"},
    )
    about = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case_file: CaseFile, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = "police" if own == "CPS" else "the CPS"
        choices = [(Visibility.OWN.value, f"{own} only: {other} cannot see that it exists")]
        if case_file.first_submitted_at:
            choices.append((Visibility.SHARED.value, "Police and the CPS"))
        self.fields["visibility"].choices = choices  # type: ignore[attr-defined]


class AskForm(GovukForm):
    """The question itself."""

    about = forms.ChoiceField(label="What is it about?")
    subject = forms.CharField(
        label="Question in one line",
        help_text="So that a reader knows it from the list. Leave names out.",
        max_length=120,
    )
    text = forms.CharField(
        label="Details",
        help_text="What you need to know, and by when. Do not describe sensitive material, "
        "unless the question is about the sensitive item itself.",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, things: Things, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = things
        self.fields["about"].choices = things.choices()  # type: ignore[attr-defined]

    def question(self, visibility: Visibility) -> Question:
        """What is asked, for the operation."""
        said = self.cleaned_data
        about = self.things.about(said["about"])
        return Question(subject=said["subject"], text=said["text"], visibility=visibility, about=about)


class SayForm(GovukForm):
    """One message; the pressed button says what it does to the question."""

    text = forms.CharField(
        label="Your message", required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 6})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    mark_optional = False

    @property
    def act(self) -> MessageAct | None:
        """What the pressed button says; None where none does."""
        pressed = str(self.data.get("act", ""))
        return MessageAct(pressed) if pressed in MessageAct.values else None

    def clean(self) -> dict[str, Any]:
        """Refuse to guess what a message is meant to do."""
        if self.act is None:
            self.add_error(None, "Choose what your message does: press one of the buttons")
        return super().clean() or self.cleaned_data
