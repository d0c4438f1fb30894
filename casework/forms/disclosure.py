"""Questions about the schedules of unused material, answered one beside another."""

from typing import Any

from django import forms
from django.utils.html import format_html

from casework.models import Answer, AnswerState
from casework.rules.disclosure import LISTED, Question
from casework.rules.presumed import PresumedKind
from web.sheets import RowForm

LONGEST = 5_000
PRESUMED_CHOICES = [
    (AnswerState.NONE.value, "None to list on this schedule"),
    (AnswerState.NOT_APPLICABLE.value, "Does not apply to this case"),
    (AnswerState.UNKNOWN.value, "Not known yet"),
]
CERTIFY_CHOICES = [
    (AnswerState.GIVEN.value, "Answer in words"),
    (AnswerState.NONE.value, "None"),
    (AnswerState.NOT_APPLICABLE.value, "Does not apply"),
    (AnswerState.UNKNOWN.value, "Not known yet"),
]
NIL_CHOICES = [
    (AnswerState.GIVEN.value, "Everything that is relevant and sensitive is listed"),
    (AnswerState.NONE.value, "Nil return: there is no relevant sensitive material"),
    (AnswerState.UNKNOWN.value, "Not known yet"),
]


class AnswerForm(RowForm):
    """One question; `version` is 0 until somebody has answered it."""

    mark_optional = False
    state = forms.ChoiceField(required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, question: str, answer: Answer | None, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", question.rpartition(".")[2])
        stored = {"version": answer.version if answer else 0, "state": answer.state if answer else ""}
        super().__init__(*args, initial=stored | {"value": answer.value if answer else ""}, **kwargs)
        self.question = question

    def ask(self, label: str, hint: str, choices: list[tuple[str, str]]) -> None:
        """Put the question to the reader."""
        state = self.fields["state"]
        state.label, state.help_text, state.choices = label, hint, choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Words with nothing chosen beside them are the answer in words."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("value") and data.get("state") == "":
            data["state"] = AnswerState.GIVEN.value
        return data

    def stored(self, answer: Answer | None) -> dict[str, Any]:
        """What is stored now, in the shape of the form."""
        found = {"version": answer.version if answer else 0, "state": answer.state if answer else ""}
        return found | ({"value": answer.value if answer else ""} if "value" in self.fields else {})

    def said(self) -> str:
        """The answer in words, where words were asked for."""
        return str(self.cleaned_data.get("value", ""))


class PresumedForm(AnswerForm):
    """One kind of presumed material that may not be there."""

    def __init__(self, *args: Any, kind: PresumedKind, **kwargs: Any) -> None:
        super().__init__(*args, question=kind.question, answer=kind.answer, **kwargs)
        self.kind = kind
        self.fields["state"].widget.attrs["data-inline"] = True
        self.ask(kind.ask, "", PRESUMED_CHOICES)


class CertifyForm(AnswerForm):
    """One statement of the disclosure officer."""

    value = forms.CharField(
        label="Your answer", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, asked: Question, **kwargs: Any) -> None:
        super().__init__(*args, question=asked.code, **kwargs)
        self.ask(asked.ask, asked.hint, CERTIFY_CHOICES)
        whose = '<span class="govuk-visually-hidden">: {}</span>'
        self.fields["value"].label = format_html("Your answer" + whose, asked.ask)


class NilForm(AnswerForm):
    """What is stated of the sensitive schedule as a whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].required = True
        self.ask("What do you state about sensitive material?", "", NIL_CHOICES)

    def said(self) -> str:
        """The one word that an answer of this kind has."""
        return LISTED if self.cleaned_data.get("state") == AnswerState.GIVEN else ""
