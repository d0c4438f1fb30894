"""What can be noted of people who review files: dated codes with their titles, and how somebody's days are said."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from accounts.models import TraitKind, WorkingPattern

DATA = Path(__file__).resolve().parent.parent / "data" / "work.json"
FULL_TIME = 100
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OFFICE_DAYS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, kw_only=True)
class Code:
    """One thing that can be noted, from one day until another."""

    kind: TraitKind
    code: str
    title: str
    source: str
    confirmed: bool
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it can be noted on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@cache
def every_code() -> tuple[Code, ...]:
    """All codes there ever were, in the order of the list."""
    known = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        Code(
            kind=kind,
            code=row["code"],
            title=row["title"],
            source=row["source"],
            confirmed=row["confirmed"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
        )
        for kind in TraitKind
        for row in known[kind.value]
    )


def codes(kind: TraitKind, on: date) -> list[Code]:
    """What can be noted of one kind on a day."""
    return [each for each in every_code() if each.kind is kind and each.holds_on(on)]


def title_of(kind: str, code: str) -> str:
    """The title of a code, whenever it held; the code itself where nobody knows it any more."""
    return next((each.title for each in every_code() if (each.kind, each.code) == (kind, code)), code)


def said_days(days: Iterable[int]) -> str:
    """Write days of the week: "Monday to Friday", "Monday, Wednesday"; empty for none."""
    found = sorted(days)
    if len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"{WEEK[found[0] - 1]} to {WEEK[found[-1] - 1]}"
    return ", ".join(WEEK[day - 1] for day in found)


def said(pattern: WorkingPattern | None) -> str:
    """Write when somebody works; those of whom nothing is noted work full time on office days."""
    if pattern is None:
        return f"{said_days(OFFICE_DAYS)}, full time (nothing is noted)"
    share = "full time" if pattern.share == FULL_TIME else f"{pattern.share}% of full time"
    court = f"; in court on {said_days(pattern.court_days)}" if pattern.court_days else ""
    return f"{said_days(pattern.days)}, {share}{court}"
