"""What the schedules of unused material ask for, read from casework/data/disclosure.json, by the day.

The words, grounds and questions are data with dates and a source, because practice changes and ours is to
be confirmed by those who fill in schedules and those who read them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from casework.models import Presumption

FILE = Path(__file__).resolve().parent.parent / "data" / "disclosure.json"
DISCLOSURE = "disclosure."
"""What the codes of all questions about the schedules begin with; their answers are a person's word on one file."""

PRESUMED, CERTIFIED, NIL_RETURN = "disclosure.presumed.", "disclosure.mg6e.", "disclosure.mg6d_nil"
LISTED = "listed"
"""The value of the answer that everything sensitive is on its schedule; the other answer is the state "none"."""

SENSITIVE_QUESTIONS = frozenset({NIL_RETURN})
"""Questions whose answers are known only to those who may know of sensitive material."""


@dataclass(frozen=True)
class Wording:
    """What a description is held against. All words are in small letters."""

    fewest_words: int
    fewest_letters: int
    things: frozenset[str]
    filler: frozenset[str]
    bundles: frozenset[str]
    units: frozenset[str]
    numbers: frozenset[str]
    months: frozenset[str]
    ranks: frozenset[str]
    makers: Sequence[str]
    no_date: Sequence[str]
    elsewhere: Sequence[str]


@dataclass(frozen=True)
class Question:
    """One thing that the disclosure officer is asked; `code` is the answer's, whole."""

    code: str
    ask: str
    hint: str = ""


@dataclass(frozen=True)
class DisclosureEdition:
    """What holds from one day until another."""

    code: str
    source: str
    valid_from: date
    valid_to: date | None
    wording: Wording
    presumed: Mapping[str, Question]
    grounds: Mapping[str, str]
    certificates: Sequence[Question]

    def knows(self, question: str) -> bool:
        """Whether a code is one of this edition's questions."""
        asked = {each.code for each in (*self.presumed.values(), *self.certificates)}
        return question in asked | SENSITIVE_QUESTIONS


@cache
def editions() -> tuple[DisclosureEdition, ...]:
    """Every edition, oldest first; they change only with a release."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["editions"]
    return tuple(sorted(map(_edition, rows), key=lambda edition: edition.valid_from))


def edition_on(day: date) -> DisclosureEdition:
    """The edition in force on a local day; before the first one, the first."""
    in_force = [edition for edition in editions() if edition.valid_from <= day]
    return in_force[-1] if in_force else editions()[0]


def _edition(row: Mapping[str, Any]) -> DisclosureEdition:
    ends = row["valid_to"]
    return DisclosureEdition(
        code=row["code"],
        source=row["source"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(ends) if ends else None,
        wording=_wording(row["description"]),
        presumed={
            each["code"]: Question(PRESUMED + Presumption(each["code"]).value, each["ask"]) for each in row["presumed"]
        },
        grounds={each["code"]: each["title"] for each in row["grounds"]},
        certificates=[Question(CERTIFIED + each["code"], each["ask"], each["hint"]) for each in row["certificates"]],
    )


def _wording(row: Mapping[str, Any]) -> Wording:
    return Wording(
        fewest_words=row["fewest_words"],
        fewest_letters=row["fewest_letters"],
        things=frozenset(row["things"]),
        filler=frozenset(row["filler"]),
        bundles=frozenset(row["bundles"]),
        units=frozenset(row["units"]),
        numbers=frozenset(row["numbers"]),
        months=frozenset(row["months"]),
        ranks=frozenset(row["ranks"]),
        makers=tuple(row["makers"]),
        no_date=tuple(row["no_date"]),
        elsewhere=tuple(row["elsewhere"]),
    )
