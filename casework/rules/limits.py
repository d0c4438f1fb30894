"""How long things may take: dated data, each with its source and whether practitioners have confirmed it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from foundation.clocks import ClockUnit, Pause, Span, deadline
from foundation.periods import local_date
from foundation.working_days import bundled

DATA = Path(__file__).resolve().parent.parent / "data" / "clocks.json"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One time limit as it holds from one day until another; `owner` is police, cps or joint.

    `short` and `verb` are for lists: "Detention" "ends", "Charging decision" "due". `statute` is the law that a source
    rests on that is still to be confirmed.
    """

    code: str
    title: str
    short: str
    verb: str
    span: Span
    owner: str
    source: str
    statute: str
    confirmed: bool
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def after(self, start: datetime, *pauses: Pause, amount: int | None = None) -> datetime | None:
        """The first instant at which it is too late; None while a pause goes on. `amount` is instead of its own."""
        return deadline(start, Span(amount or self.span.amount, self.span.unit), bundled(), pauses)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One way to extend a clock: from any of some limits to another, by somebody of a rank or higher.

    `whole` gives all of the new limit; otherwise whoever agrees says how much of it. `not_summary` asks for an
    offence that is not summary only.
    """

    clock: str
    after: tuple[str, ...]
    to: str
    rank: str
    whole: bool
    not_summary: bool
    source: str


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


@cache
def every_limit() -> tuple[Limit, ...]:
    """All limits there ever were, in the order of the list."""
    return tuple(_read(row) for row in _data()["limits"])


def _read(row: Mapping[str, Any]) -> Limit:
    ends = row.get("valid_to")
    return Limit(
        code=row["code"],
        title=row["title"],
        short=row.get("short", row["title"]),
        verb=row.get("verb", "due"),
        span=Span(int(row["amount"]), ClockUnit(row["unit"])),
        owner=row["owner"],
        source=row["source"],
        statute=row.get("statute", ""),
        confirmed=bool(row["confirmed"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(ends) if ends else None,
    )


@cache
def limit(code: str, on: date) -> Limit:
    """The limit of a code on a day. Raises LookupError where none of that code is in force."""
    found = next((each for each in every_limit() if each.code == code and each.holds_on(on)), None)
    if found is None:
        raise LookupError(f"No limit {code} is in force on {on}.")
    return found


@cache
def latest(code: str) -> Limit:
    """The limit of a code as it reads last, for its words. Raises LookupError where there never was one."""
    found = [each for each in every_limit() if each.code == code]
    if not found:
        raise LookupError(f"There is no limit {code}.")
    return max(found, key=lambda each: each.valid_from)


def due(code: str, since: datetime) -> datetime:
    """The first instant at which something that began at an instant is late, by the limit in force on that day."""
    ends = limit(code, local_date(since)).after(since)
    assert ends is not None
    return ends


@cache
def steps(clock: str) -> tuple[Step, ...]:
    """The ways to extend a clock, lowest rank first."""
    rows = (row for row in _data()["steps"] if row["clock"] == clock)
    return tuple(Step(**{**row, "after": tuple(row["after"])}) for row in rows)


@cache
def stands_still_with(clock: str, on: date) -> str:
    """Which holder of the file makes a clock that began on a day stand still; empty where none does."""
    rows = (row for row in _data()["pauses"] if row["clock"] == clock and date.fromisoformat(row["valid_from"]) <= on)
    return next((str(row["while_held_by"]) for row in rows), "")


@cache
def pause_source(clock: str) -> Mapping[str, Any]:
    """What the list says of the pause of a clock: title, source, whether it is confirmed; empty where there is none."""
    return next((row for row in _data()["pauses"] if row["clock"] == clock), {})


def bail_limit_of(force: str) -> str:
    """The code of the limit under which a force or agency grants bail first."""
    return "bail_first_agency" if force in _data()["bail_agencies"]["codes"] else "bail_first"


def is_domestic_assault(offence_code: str) -> bool:
    """Whether an offence has the longer time limit where it is domestic abuse."""
    return offence_code in _data()["domestic_assaults"]["codes"]
