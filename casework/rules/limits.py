"""How long things may take: dated data, each with its source and whether practitioners have confirmed it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from foundation.clocks import ClockUnit, Pause, Span, deadline
from foundation.periods import local_date
from foundation.working_days import bundled

DATA = Path(__file__).resolve().parent.parent / "data" / "clocks.json"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One time limit as it holds from one day until another; `owner` is police, cps or joint."""

    code: str
    title: str
    span: Span
    owner: str
    source: str
    confirmed: bool
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def after(self, start: datetime, *pauses: Pause) -> datetime | None:
        """The first instant at which it is too late; None while a pause goes on."""
        return deadline(start, self.span, bundled(), pauses)


@cache
def every_limit() -> tuple[Limit, ...]:
    """All limits there ever were, in the order of the list."""
    return tuple(_read(row) for row in json.loads(DATA.read_text(encoding="utf-8"))["limits"])


def _read(row: Mapping[str, str]) -> Limit:
    ends = row.get("valid_to")
    return Limit(
        code=row["code"],
        title=row["title"],
        span=Span(int(row["amount"]), ClockUnit(row["unit"])),
        owner=row["owner"],
        source=row["source"],
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


def due(code: str, since: datetime) -> datetime:
    """The first instant at which something that began at an instant is late, by the limit in force on that day."""
    ends = limit(code, local_date(since)).after(since)
    assert ends is not None
    return ends
