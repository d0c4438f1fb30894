"""Answering a form: each of its parts with a save button, all of them on one sheet so that nothing typed is lost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.html import format_html

from casework.models import Answer, AnswerState
from casework.queries.forms import Line, Part
from casework.rules import answers as rules
from casework.rules import moments
from casework.rules.answers import Given
from casework.rules.forms import Kind, Question
from casework.rules.moments import MOMENTS
from web.conflicts import put
from web.dates import GovukDateField, GovukDateTimeField
from web.forms import GovukForm

STATE, SEEN = "state", "seen"
INSTEAD = "="
"""Marks one of the four values among the choices of a question, so that no choice can be taken for it."""


@dataclass(frozen=True)
class Row:
    """One question on the page: its inputs, and what somebody else answered while this was being written."""

    line: Line
    value: BoundField
    state: BoundField | None
    seen: BoundField
    theirs: Answer | None = None


class PartForm(GovukForm):
    """The questions of one part of a form. A text has a choice beside it that says why there is none."""

    mark_optional = False

    def __init__(self, part: Part, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=part.key)
        self.part = part
        self.met: set[str] = set()
        for line in part.to_answer:
            if question := line.question:
                self._add(question, line.answer)

    def _add(self, question: Question, answer: Answer | None) -> None:
        self.fields[question.code] = FIELDS[question.kind](question)
        self.fields[f"{question.code}.{SEEN}"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.initial[f"{question.code}.{SEEN}"] = rules.token(answer)
        has_states = question.states and not question.choices
        if has_states:
            self.fields[f"{question.code}.{STATE}"] = _state_field(question)
        if answer is None:
            return
        instead = "" if answer.state == AnswerState.GIVEN else answer.state
        if question.choices:
            self.initial[question.code] = f"{INSTEAD}{instead}" if instead else answer.value
            return
        self.initial[question.code] = moments.read(answer.value) if question.kind in MOMENTS else answer.value
        if has_states:
            self.initial[f"{question.code}.{STATE}"] = instead

    def given(self) -> Mapping[str, Given]:
        """What was said on each question, by its code, with the token of what the page showed."""
        codes = [line.question.code for line in self.part.to_answer if line.question]
        return {code: self._given(code) for code in codes}

    def _given(self, code: str) -> Given:
        data = self.cleaned_data
        value, state = _as_text(data.get(code)), str(data.get(f"{code}.{STATE}") or "")
        if value.startswith(INSTEAD) and f"{code}.{STATE}" not in self.fields:
            value, state = "", value.removeprefix(INSTEAD)
        if value and not state:
            state = AnswerState.GIVEN.value
        return Given(state=state, value=value, seen=data.get(f"{code}.{SEEN}") or rules.UNANSWERED)

    @property
    def is_touched(self) -> bool:
        """Whether anything was changed against what the page showed."""
        return any(not rules.is_untouched(given) for given in self.given().values())

    def brought_up_to(self, part: Part) -> "PartForm":
        """The same typing against what is stored now, so that saving again is a decision with both in sight."""
        newer = PartForm(part)
        newer.show_typed(self.data.copy())  # type: ignore[attr-defined]
        newer.conflicted = self.conflicted
        cast(Any, newer)._errors = self.errors
        for line in part.to_answer:
            if self.conflicted and line.question and line.question.code in self.errors:
                newer.data[newer.add_prefix(f"{line.question.code}.{SEEN}")] = rules.token(line.answer)  # type: ignore[index]
        return newer

    def show_draft(self, data: QueryDict) -> None:
        """Show what was typed earlier. What others answered since stands beside it, or in place of what was left."""
        typed = data.copy()
        self.show_typed(typed)
        given = self.given()
        for line in self.part.to_answer:
            code = line.question.code if line.question else ""
            token = rules.token(line.answer)
            if not code or given[code].seen == token:
                continue
            typed[self.add_prefix(f"{code}.{SEEN}")] = token
            if code in self.cleaned_data and rules.is_untouched(given[code]):
                for name in {code, f"{code}.{STATE}"} & self.fields.keys():
                    put(typed, self[name], self.initial.get(name))
            else:
                self.met.add(code)
        self.show_typed(typed)

    def rows(self) -> Iterator[Row]:
        """The questions in order, each with its inputs."""
        for line in self.part.to_answer:
            if line.question:
                code = line.question.code
                state = self[f"{code}.{STATE}"] if f"{code}.{STATE}" in self.fields else None
                is_met = code in self.met or (self.conflicted and code in self.errors)
                theirs = line.answer if is_met else None
                yield Row(line, self[code], state, self[f"{code}.{SEEN}"], theirs)


class Sheet:
    """The parts of one page that can be answered, saved together: what was left alone stays as it is."""

    def __init__(self, parts: Sequence[Part], data: QueryDict | None = None) -> None:
        self.forms = {part.key: PartForm(part, data) for part in parts}

    @property
    def errors(self) -> bool:
        """Whether any part was refused."""
        return any(form.is_bound and form.errors for form in self.forms.values())

    def non_field_errors(self) -> Iterator[str]:
        """What stands against a part as a whole."""
        for form in self.forms.values():
            yield from (str(error) for error in form.non_field_errors()) if form.errors else ()

    def __iter__(self) -> Iterator[BoundField]:
        for form in self.forms.values():
            if form.errors:
                yield from form

    def show_typed(self, data: QueryDict) -> None:
        """Fill in what was typed earlier into the parts that it is about."""
        for form in self.forms.values():
            if any(form.add_prefix(name) in data for name in form.fields):
                form.show_draft(data)

    def brought_up_to(self, parts: Sequence[Part]) -> None:
        """After a try: what was refused keeps its typing, the rest shows what is stored."""
        for part in parts:
            was = self.forms.get(part.key)
            if was is not None:
                self.forms[part.key] = was.brought_up_to(part) if was.errors else PartForm(part)


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return moments.kept(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "").replace("\r\n", "\n").strip()


def _text(question: Question) -> forms.Field:
    return forms.CharField(label=question.label, help_text=question.hint, required=False, max_length=question.longest)


def _long_text(question: Question) -> forms.Field:
    return forms.CharField(
        label=question.label,
        help_text=question.hint,
        required=False,
        max_length=question.longest,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _number(question: Question) -> forms.Field:
    attrs = {"data-width": "5", "inputmode": "numeric"}
    return forms.CharField(
        label=question.label, help_text=question.hint, required=False, widget=forms.TextInput(attrs=attrs)
    )


def _date(question: Question) -> forms.Field:
    return GovukDateField(label=question.label, help_text=question.hint, required=False)


def _datetime(question: Question) -> forms.Field:
    return GovukDateTimeField(label=question.label, help_text=question.hint, required=False)


def _choice(question: Question) -> forms.Field:
    instead = [(f"{INSTEAD}{state}", rules.WORDS[state]) for state in question.states]
    return forms.ChoiceField(
        label=question.label,
        help_text=question.hint,
        required=False,
        choices=[*question.choices.items(), *instead],
        widget=forms.RadioSelect(attrs={"data-inline": len(question.choices) + len(instead) <= 4}),
    )


FIELDS: Mapping[Kind, Callable[[Question], forms.Field]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _choice,
}


def _state_field(question: Question) -> forms.Field:
    whose = format_html('Or choose<span class="govuk-visually-hidden"> in place of “{}”</span>', question.label)
    choices = [("", "As written"), *((state.value, rules.WORDS[state]) for state in question.states)]
    return forms.ChoiceField(
        label=whose, required=False, choices=choices, widget=forms.Select(attrs={"data-label-size": ""})
    )
