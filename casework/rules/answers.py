"""What an answer may be, how it reads, and whether it is the one that a form showed."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from casework.models import AnswerState
from casework.rules import moments
from casework.rules.forms import Kind, Question
from foundation.verdicts import Verdict

MISSING = "Not yet answered"
WORDS: dict[str, str] = {state.value: state.label for state in AnswerState if state is not AnswerState.GIVEN}
NUMBER = re.compile(r"\d{1,9}")
SHAPES: Mapping[Kind, tuple[Callable[[str], object], str, str]] = {
    Kind.DATE: (moments.is_day, "no_date", "a real date"),
    Kind.DATETIME: (moments.is_time, "no_time", "a real date with a time, such as 2026-03-02T14:30"),
    Kind.NUMBER: (NUMBER.fullmatch, "no_number", "a whole number"),
}
"""What a value of some kinds must be, with the code and the words of the refusal."""
ANY = (bool, "", "")


def _mark(state: str, value: str) -> str:
    return hashlib.sha256(f"{state}\0{value}".encode()).hexdigest()[:12]


UNANSWERED = f"0-{_mark('', '')}"
"""The token of a question that nobody had answered."""


class Stored(Protocol):
    """An answer as it is kept, as far as reading it goes."""

    state: str
    value: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody says on one question. `seen` is the token of what their form showed; no state is no answer."""

    state: str
    value: str = ""
    seen: str = UNANSWERED

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said at all."""
        return not self.state


def token(answer: Stored | None) -> str:
    """What a form carries of the answer that it showed: its version, and a mark of what it said."""
    return f"{answer.version}-{_mark(answer.state, answer.value)}" if answer else UNANSWERED


def is_untouched(given: Given) -> bool:
    """Whether somebody left an answer as their form showed it."""
    return given.seen.partition("-")[2] == _mark(given.state, given.value)


def words(question: Question, answer: Stored | None) -> str:
    """How an answer reads: its value, or one of four phrases that are never the same."""
    if answer is None:
        return MISSING
    if answer.state == AnswerState.GIVEN:
        return question.words(answer.value)
    return WORDS[answer.state]


def check(question: Question, given: Given) -> Verdict:
    """Say whether an answer fits its question. A blank one does not: what was answered is not taken back."""
    if given.is_blank:
        return _no(question, "blank", f"Answer “{question.label}”{_or_say(question)}.")
    if given.state != AnswerState.GIVEN:
        if given.value:
            return _no(question, "both", f"“{question.label}”: give an answer or choose one, not both.")
        if given.state in question.states:
            return Verdict.ok()
        return _no(question, "not_offered", f"“{question.label}” needs an answer of its own.")
    return _check_value(question, given.value)


def _check_value(question: Question, value: str) -> Verdict:
    if not value.strip() or "\x00" in value:
        return _no(question, "blank", f"Answer “{question.label}”{_or_say(question)}.")
    if len(value) > question.longest:
        return _no(question, "too_long", f"“{question.label}” must be {question.longest:,} characters or fewer.")
    if question.choices and value not in question.choices:
        return _no(question, "no_choice", f"Choose one of the answers to “{question.label}”.")
    fits, code, must = SHAPES.get(question.kind, ANY)
    return Verdict.ok() if fits(value) else _no(question, code, f"“{question.label}” must be {must}.")


def _or_say(question: Question) -> str:
    said = [f"“{WORDS[state]}”" for state in question.states]
    return f", or choose {' or '.join(said)}" if said else ""


def _no(question: Question, code: str, message: str) -> Verdict:
    return Verdict.no(code, message, question.code)
