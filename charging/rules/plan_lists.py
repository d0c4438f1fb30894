"""The coded reasons and working figures of action plans, chasers and closing: dated data, not code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from foundation.verdicts import Verdict

DATA = Path(__file__).resolve().parent.parent / "data" / "action_plans.json"


class PlanList(StrEnum):
    """What a coded reason is given for."""

    CANCEL = "cancel"
    EXTENSION = "extension"
    CHALLENGE = "challenge"
    TAKE_BACK = "take_back"
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True)
class CodedReason:
    """One reason as it may be given from one day until another; what is not `offered` follows from another act.

    `of` are the statuses of a suspect of whom it can be true; empty where it can be of anybody.
    """

    code: str
    title: str
    source: str
    confirmed: bool
    offered: bool
    valid_from: date
    valid_to: date | None
    of: frozenset[str] = frozenset()

    def holds_on(self, day: date) -> bool:
        """Whether it may be given on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@cache
def _read() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


@cache
def every_reason(which: PlanList) -> tuple[CodedReason, ...]:
    """All reasons of a list there ever were, in its order."""
    return tuple(
        CodedReason(
            code=row["code"],
            title=row["title"],
            source=row["source"],
            confirmed=row["confirmed"],
            offered=row.get("offered", True),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
            of=frozenset(row.get("of", ())),
        )
        for row in _read()["lists"][which.value]
    )


def choices(which: PlanList, on: date | None = None) -> list[tuple[str, str]]:
    """The reasons of a list with their words; those of one day, or all there ever were."""
    return [(row.code, row.title) for row in every_reason(which) if on is None or row.holds_on(on)]


def offered(which: PlanList, on: date | None = None) -> list[tuple[str, str]]:
    """The reasons that somebody may choose on a day, or ever could."""
    return [(row.code, row.title) for row in every_reason(which) if row.offered and (on is None or row.holds_on(on))]


def title_of(which: PlanList, code: str) -> str:
    """The words of a reason, also of one that is given no longer."""
    return dict(choices(which)).get(code, code)


def given(which: PlanList, code: str, on: date) -> Verdict:
    """Refuse a code that is not on the list of the day."""
    if code in dict(choices(which, on)):
        return Verdict.ok()
    return Verdict.no("unknown_reason", "Choose a reason from the list.", "reason")


def figures(code: str, on: date) -> Sequence[int]:
    """The working figures of a code on a day. Raises LookupError where none are in force."""
    for row in _read()["figures"]:
        ends = row.get("valid_to")
        if row["code"] == code and date.fromisoformat(row["valid_from"]) <= on and (not ends or on.isoformat() < ends):
            return list(row["values"])
    raise LookupError(f"No figures {code} are in force on {on}.")
