"""The catalogue of forms: which questions each asks, which facts it shows, and when it is called for.

It is data with dates (casework/data/forms.json), so that a new edition of the guidance is not a new
release. A question belongs to one place; every other form shows its answer, with the way there. What
the case, a suspect or a person holds in a field of its own is shown the same way and never asked again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from casework.models import AnswerState
from casework.rules.moments import MOMENTS, in_words
from casework.rules.shown import LISTS, SHOWN

DATA = Path(__file__).resolve().parent.parent / "data" / "forms.json"
LONGEST = {"text": 300, "long_text": 20_000}


class Kind(StrEnum):
    """How a question is answered. Values are text all the same: days and times in ISO form, choices by code."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    DATETIME = "datetime"
    NUMBER = "number"


class About(StrEnum):
    """What a part of a form is about: the case once, or each of these."""

    CASE = "case"
    SUSPECT = "suspect"
    VICTIM = "victim"
    PERSON = "person"


FACTS = frozenset(
    {"plea", "custody", "youth", "flag", "has_victim", "has_people", "casework_type", "mode", "submitted"}
    | {"previous_convictions", "personal_statement", "special_measures"}
)
"""What a condition may depend on, beside the answer to another question."""
YES_NO = {"yes": "Yes", "no": "No"}
When = Sequence[Mapping[str, Sequence[str]]]
"""Sets of conditions, any of which calls for a thing; none at all is always."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `states` are the answers it takes instead of a value; `asked_when` reads facts."""

    code: str
    label: str
    kind: Kind
    about: About
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    states: tuple[AnswerState, ...] = ()
    asked_when: When = ()
    source: str = ""

    @property
    def longest(self) -> int:
        """How many characters an answer may have."""
        return LONGEST.get(self.kind, 40)

    def words(self, value: str) -> str:
        """Write a stored value as a reader should see it."""
        return in_words(value) if self.kind in MOMENTS else self.choices.get(value, value)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a form: its lines in order, each a question asked here or the name of something shown here.

    `listed` names a list that stands below them.
    """

    code: str
    heading: str
    about: About
    lines: tuple[Question | str, ...] = ()
    listed: str = ""
    note: str = ""
    asked_when: When = ()

    @property
    def questions(self) -> Iterator[Question]:
        """What is asked here, in order."""
        return (line for line in self.lines if isinstance(line, Question))


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form of the file."""

    code: str
    title: str
    purpose: str
    handling: str
    source: str
    sections: tuple[Section, ...]
    asked_when: When = ()

    @property
    def questions(self) -> Iterator[Question]:
        """Everything that is asked on this form, in order."""
        return (question for section in self.sections for question in section.questions)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """One edition of the forms. `valid_to` is the first day on which it no longer holds."""

    code: str
    title: str
    source: str
    valid_from: date
    valid_to: date | None
    forms: Mapping[str, Form]

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its code."""
        return {question.code: question for form in self.forms.values() for question in form.questions}

    @cached_property
    def sections(self) -> Mapping[str, tuple[Form, Section]]:
        """Where each question is asked, by its code."""
        return {
            question.code: (form, section)
            for form in self.forms.values()
            for section in form.sections
            for question in section.questions
        }


class UnsoundCatalogue(Exception):
    """The data of the forms contradicts itself; the message says where."""


def catalogue_on(day: date) -> Catalogue:
    """The edition in force on a local day; the oldest one for days before any."""
    editions = catalogues()
    return next((edition for edition in reversed(editions) if edition.valid_from <= day), editions[0])


@cache
def catalogues() -> tuple[Catalogue, ...]:
    """Every edition, oldest first. Raises UnsoundCatalogue."""
    return read(json.loads(DATA.read_text(encoding="utf-8")))


def read(data: Mapping[str, Any]) -> tuple[Catalogue, ...]:
    """Build the editions from data and check each one. Raises UnsoundCatalogue."""
    editions = tuple(sorted((_edition(each) for each in data["editions"]), key=lambda edition: edition.valid_from))
    for edition in editions:
        _check(edition)
    return editions


def _edition(data: Mapping[str, Any]) -> Catalogue:
    return Catalogue(
        code=data["code"],
        title=data["title"],
        source=data["source"],
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(data["valid_to"]) if data["valid_to"] else None,
        forms={form["code"]: _form(form) for form in data["forms"]},
    )


def _form(data: Mapping[str, Any]) -> Form:
    sections = tuple(_section(section, data["source"]) for section in data["sections"])
    return Form(**{**data, "sections": sections, "asked_when": _when(data)})


def _when(data: Mapping[str, Any]) -> When:
    """The conditions of a form, a part or a question: one set of them, or a list of alternatives."""
    asked = data.get("asked_when") or []
    return tuple(asked) if isinstance(asked, list) else (asked,)


def _section(data: Mapping[str, Any], source: str) -> Section:
    about = About(data["about"])
    lines = tuple(line if isinstance(line, str) else _question(line, about, source) for line in data.get("lines", ()))
    return Section(**{**data, "about": about, "lines": lines, "asked_when": _when(data)})


def _question(data: Mapping[str, Any], about: About, source: str) -> Question:
    kind = Kind(data["kind"])
    return Question(
        **{
            "source": source,
            **data,
            "kind": kind,
            "about": about,
            "choices": YES_NO if kind is Kind.YES_NO else data.get("choices", {}),
            "states": tuple(AnswerState(state) for state in data.get("states", ())),
            "asked_when": _when(data),
        }
    )


def _check(edition: Catalogue) -> None:
    questions = [question for form in edition.forms.values() for question in form.questions]
    codes = [question.code for question in questions]
    asked = {question.code: question for question in questions}
    wrong = [f"{code} is asked twice" for code in set(codes) if codes.count(code) > 1]
    wrong += [f"{each.code} offers no choices" for each in questions if each.kind is Kind.CHOICE and not each.choices]
    for form in edition.forms.values():
        wrong += _wrong_facts(form.code, form.asked_when, asked)
        for section in form.sections:
            wrong += _wrong_lines(form, section, asked)
    if wrong:
        raise UnsoundCatalogue(f"{edition.code}: {'; '.join(sorted(wrong))}.")


def _wrong_lines(form: Form, section: Section, asked: Mapping[str, Question]) -> Iterator[str]:
    for line in section.lines:
        if isinstance(line, Question):
            if not line.code.startswith(f"{form.code}."):
                yield f"{line.code} is asked on {form.code}"
            yield from _wrong_facts(line.code, line.asked_when, asked)
        elif not _can_show(section.about, line, asked):
            yield f"{form.code} {section.code} shows {line}, which says nothing of a {section.about}"
    if section.listed and section.listed not in LISTS:
        yield f"{section.code} lists {section.listed}, which nobody knows"
    yield from _wrong_facts(section.code, section.asked_when, asked)


def _can_show(about: About, line: str, asked: Mapping[str, Question]) -> bool:
    if line in asked:
        return asked[line].about == about
    thing = "person" if about in {About.PERSON, About.VICTIM} else about.value
    return line in SHOWN and line.startswith(f"{thing}.")


def _wrong_facts(where: str, when: When, asked: Mapping[str, Question]) -> Iterator[str]:
    for fact in {name for conditions in when for name in conditions} - FACTS - asked.keys():
        yield f"{where} depends on {fact}, which nobody knows"
