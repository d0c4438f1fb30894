"""The Threshold Test: conditions that all have to be met, evidence that is expected, and a day to look again.

Source: Code for Crown Prosecutors, 8th edition, in our own words; dated data.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from charging.rules.dated import holds_on
from foundation.verdicts import Verdict
from foundation.wording import day as day_words

DATA = Path(__file__).resolve().parent.parent / "data" / "threshold_test.json"


@dataclass(frozen=True)
class Condition:
    """One condition of the test."""

    code: str
    title: str
    help: str


@dataclass(frozen=True)
class Outstanding:
    """Evidence that is expected, and from when on."""

    what: str
    expected_on: date


@dataclass(frozen=True, kw_only=True)
class ThresholdAnswers:
    """How each condition is met, by its code; what is still expected; and the day set for looking again, if one is."""

    conditions: Mapping[str, str]
    outstanding: Sequence[Outstanding] = field(default_factory=tuple)
    review_on: date | None = None


@cache
def conditions_on(day: date) -> tuple[Condition, ...]:
    """The conditions of the test on a day, in their order."""
    editions = json.loads(DATA.read_text(encoding="utf-8"))["editions"]
    held = next(each for each in editions if holds_on(each, day))
    return tuple(Condition(row["code"], row["title"], row["help"]) for row in held["conditions"])


def described(
    conditions: Iterable[tuple[str, str]], outstanding: Iterable[Outstanding], review_on: date | None
) -> list[tuple[str, str]]:
    """The Threshold Test of one suspect in words, each part with its label: conditions, what is expected, the day."""
    found = [*conditions]
    found += [("Evidence expected", f"{each.what}, {day_words(each.expected_on)}") for each in outstanding]
    if review_on:
        found.append(("To be looked at again by", day_words(review_on)))
    return found


def for_threshold(answers: ThresholdAnswers | None, *, about: str, where: str, today: date) -> Verdict:
    """Say what is missing from the Threshold Test of one suspect; `about` names them."""
    given = answers or ThresholdAnswers(conditions={})
    verdict = Verdict.ok()
    for each in conditions_on(today):
        if not given.conditions.get(each.code, "").strip():
            message = f"Say how this condition of the Threshold Test is met for {about}: {each.title.lower()}."
            verdict &= Verdict.no("condition_missing", message, f"{where}-condition_{each.code}")
    if not given.outstanding:
        message = f"List the evidence that is still expected about {about}, each with its date."
        verdict &= Verdict.no("nothing_outstanding", message, f"{where}-outstanding")
    return verdict & _review_day(given, about, where, today)


def _review_day(given: ThresholdAnswers, about: str, where: str, today: date) -> Verdict:
    if given.review_on is None or given.review_on > today:
        return Verdict.ok()
    message = f"The charge of {about} is looked at again on a day after today, not on {day_words(given.review_on)}."
    return Verdict.no("review_day_past", message, f"{where}-review_on")
