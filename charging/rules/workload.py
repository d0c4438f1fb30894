"""How much an open review weighs, and how much of that one person can hold. Pure; every figure is dated data.

Source: charging/data/weights.json, whose editions police and the CPS agree jointly.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from foundation.working_days import Calendar

DATA = Path(__file__).resolve().parent.parent / "data" / "weights.json"
FULL_TIME = 100
OFFICE_DAYS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, kw_only=True)
class Extra:
    """What makes a review weigh more: `each` names what is counted, else it weighs once where `when` holds."""

    code: str
    title: str
    points: int
    each: str
    when: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, kw_only=True)
class WeightEdition:
    """The weights from one day until the next edition; `capacity` is what somebody full time holds at once."""

    code: str
    source: str
    confirmed: bool
    valid_from: date
    capacity: int
    days_ahead: int
    base: Mapping[str, int]
    more: Sequence[Extra]
    fits: Sequence[Mapping[str, Any]]
    bars: Sequence[Mapping[str, Any]]
    score: Mapping[str, int]
    otherwise: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is known of one open review; `stream` is empty for none, `first` says that the case was never reviewed."""

    casework_type: str
    suspects: int = 1
    youth: bool = False
    stream: str = ""
    purpose: str = ""
    first: bool = True
    flags: frozenset[str] = frozenset()

    def facts(self) -> Mapping[str, Collection[Any]]:
        """What conditions of the data ask about, by the name that they use."""
        return {
            "type": (self.casework_type,),
            "youth": (self.youth,),
            "stream": (self.stream,),
            "purpose": (self.purpose,),
            "first": (self.first,),
            "flag": self.flags,
        }


@dataclass(frozen=True)
class Part:
    """One reason for a weight, with its points."""

    title: str
    points: int


@dataclass(frozen=True, kw_only=True)
class Availability:
    """When somebody works: days of the week as numbers (Monday is 1), hours in per cent, and the days they are away."""

    days: Sequence[int] = OFFICE_DAYS
    court_days: Sequence[int] = ()
    share: int = FULL_TIME
    away: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether they are there on a day."""
        return day.isoweekday() in self.days and day not in self.away

    def in_court_on(self, day: date) -> bool:
        """Whether they are in court on a day."""
        return day.isoweekday() in self.court_days and day not in self.away


@cache
def weight_editions() -> tuple[WeightEdition, ...]:
    """Every edition there ever was, oldest first."""
    return tuple(map(_read, json.loads(DATA.read_text(encoding="utf-8"))["editions"]))


def edition_on(day: date) -> WeightEdition:
    """The weights in force on a day; the first edition holds for all time before it."""
    found = [edition for edition in weight_editions() if edition.valid_from <= day]
    return found[-1] if found else weight_editions()[0]


def holds(condition: Mapping[str, Sequence[Any]], facts: Mapping[str, Collection[Any]]) -> bool:
    """Whether all that a condition asks for is so; one of several values of a fact is enough."""
    return all(any(value in facts.get(name, ()) for value in values) for name, values in condition.items())


def parts_of(work: Work, edition: WeightEdition) -> list[Part]:
    """Why a review weighs what it weighs, the type of casework first."""
    found = [Part("Type of casework", edition.base.get(work.casework_type, min(edition.base.values())))]
    facts, counts = work.facts(), {"suspect": work.suspects - 1}
    for extra in edition.more:
        times = counts[extra.each] if extra.each else int(holds(extra.when, facts))
        if times > 0:
            found.append(Part(extra.title, extra.points * times))
    return found


def weight_of(work: Work, edition: WeightEdition) -> int:
    """What a review weighs in points."""
    return sum(part.points for part in parts_of(work, edition))


def days_ahead(on: date, edition: WeightEdition, calendar: Calendar) -> list[date]:
    """The working days that capacity looks at: today if it is one, and those that follow."""
    first = on if calendar.is_working_day(on) else calendar.add_working_days(on, 1)
    return [first, *(calendar.add_working_days(first, number) for number in range(1, edition.days_ahead))]


def capacity_of(availability: Availability, days: Iterable[date], edition: WeightEdition) -> int:
    """What somebody can hold, in points, given the working days that count.

    Their share of full time, less the part of their days in which they are away or in court.
    """
    theirs = [day for day in days if day.isoweekday() in availability.days]
    if not theirs:
        return 0
    there = [day for day in theirs if availability.works_on(day) and not availability.in_court_on(day)]
    return edition.capacity * availability.share * len(there) // (FULL_TIME * len(theirs))


def _read(row: Mapping[str, Any]) -> WeightEdition:
    more = [
        Extra(
            code=each["code"],
            title=each["title"],
            points=each["points"],
            each=each.get("each", ""),
            when=each.get("when", {}),
        )
        for each in row["more"]
    ]
    return WeightEdition(
        code=row["code"],
        source=row["source"],
        confirmed=row["confirmed"],
        valid_from=date.fromisoformat(row["valid_from"]),
        capacity=row["capacity"],
        days_ahead=row["days_ahead"],
        base=row["base"],
        more=more,
        fits=row["fits"],
        bars=row["bars"],
        score=row["score"],
        otherwise={each["code"]: each["title"] for each in row["otherwise"]},
    )
