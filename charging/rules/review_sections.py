"""The sections of a review and which of them a decision needs: dated data.

Source: the CPS review screens for the sections; which are necessary is our own proposal.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from charging.rules.dated import Facts, called_for, holds_on

ANSWERS = {"test": "test", "allocation": "submitted_as_ngap", "disclosure": "considered"}
"""What sections take besides their text, by their kind."""
DATA = Path(__file__).resolve().parent.parent / "data" / "review_sections.json"


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section: its words, what sort of answers it takes, and when it is necessary."""

    code: str
    title: str
    help: str
    kind: str
    required_when: Sequence[Mapping[str, Sequence[str]]]
    confirmed: bool

    @property
    def answer(self) -> str:
        """The name of what it takes besides its text; empty for nothing."""
        return ANSWERS.get(self.kind, "")

    def is_needed(self, facts: Facts) -> bool:
        """Whether a review with these facts has to have it."""
        return called_for(self.required_when, facts)


@cache
def sections_on(day: date) -> tuple[Section, ...]:
    """The sections in force on a day, in their order."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["sections"]
    return tuple(_read(row) for row in rows if holds_on(row, day))


def _read(row: Mapping[str, Any]) -> Section:
    return Section(
        code=row["code"],
        title=row["title"],
        help=row["help"],
        kind=row["kind"],
        required_when=row.get("required_when", ()),
        confirmed=bool(row["confirmed"]),
    )


def section(code: str, day: date) -> Section | None:
    """The section of a code on a day; None where there is none."""
    return next((each for each in sections_on(day) if each.code == code), None)
