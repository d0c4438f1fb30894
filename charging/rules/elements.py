"""What has to be proved for an offence: elements as dated data, in plain words of our own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from charging.rules.dated import holds_on

DATA = Path(__file__).resolve().parent.parent / "data" / "elements.json"


@dataclass(frozen=True)
class Element:
    """One thing to prove; the code is known within its offence."""

    code: str
    text: str


@cache
def _offences() -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["offences"]
    return found


def elements_of(offence_code: str, on: date) -> Sequence[Element]:
    """The elements of an offence on a day; none where nobody has written them down yet."""
    for row in _offences():
        if offence_code in row["codes"] and holds_on(row, on):
            return [Element(each["code"], each["text"]) for each in row["elements"]]
    return ()
