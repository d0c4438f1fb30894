"""Out-of-court disposals as dated data: the letters that each can be reported under, and for whom it is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from casework.models import Suspect
from charging.models import DecisionReason
from charging.rules.dated import holds_on
from foundation.verdicts import Verdict

DATA = Path(__file__).resolve().parent.parent / "data" / "disposal_codes.json"
ADULT, YOUTH = "adult", "youth"


@dataclass(frozen=True)
class Disposal:
    """What goes with one coded reason: its letters, the usual one first, and for whom it is; "" for anybody."""

    letters: Sequence[str]
    only: str = ""


@cache
def disposals_on(day: date) -> Mapping[str, Disposal]:
    """The disposals of the edition in force on a local day, by coded reason."""
    editions = json.loads(DATA.read_text(encoding="utf-8"))["editions"]
    rows: Mapping[str, Any] = next((each["disposals"] for each in editions if holds_on(each, day)), {})
    return {reason: Disposal(**row) for reason, row in rows.items()}


def for_disposal(suspect: Suspect, reason: DecisionReason, letter: str, *, on: date, where: str = "") -> Verdict:
    """Say whether a disposal fits its letter, empty for the usual one, and the age of the suspect on a local day.

    Nothing is held against a suspect whose date of birth is not known. `where` stands before the name of the field.
    """
    known = disposals_on(on).get(reason.code)
    if known is None:
        return Verdict.ok()
    return _for_age(suspect, reason, known, on, where) & _for_letter(reason, known, letter, where)


def _for_age(suspect: Suspect, reason: DecisionReason, known: Disposal, on: date, where: str) -> Verdict:
    if not known.only or suspect.date_of_birth is None or suspect.is_youth(on) is (known.only == YOUTH):
        return Verdict.ok()
    if known.only == YOUTH:
        said = f"“{reason.title}” is only for somebody under 18, and {suspect} is not."
    else:
        said = f"“{reason.title}” is only for adults, and {suspect} is under 18."
    message = f"{said} Choose another reason, or have the date of birth put right."
    return Verdict.no("disposal_not_for_age", message, f"{where}reason")


def _for_letter(reason: DecisionReason, known: Disposal, letter: str, where: str) -> Verdict:
    if not letter or letter in known.letters:
        return Verdict.ok()
    message = (
        f"Code {letter} does not go with the reason “{reason.title}”, which is reported under "
        f"{' or '.join(known.letters)}. Choose a code that does, or another reason."
    )
    return Verdict.no("code_of_another_reason", message, f"{where}code")
