"""Turn the published lists into rows of our tables; no row is written here."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from casework.models.reference import CourtKind
from casework.rules import offence_wording
from casework.rules.offence_names import everyday_codes, phrases_of_codes

Row = dict[str, Any]

SHAPE = "2"
"""Raise it when rows are made differently, so that lists already loaded are loaded again."""

EVERYDAY_VARIANT = 50
"""Added to the place of an everyday offence for its attempt or conspiracy: after every whole offence."""

LISTS = {
    "hearing_type": "type-of-hearing.json",
    "plea": "plea-status.json",
    "verdict": "verdict.json",
    "result": "result-code.json",
    "remand_status": "remand-status.json",
    "offence_category": "offence-category.json",
}
COURT_KINDS = {
    "Magistrates' Courts": CourtKind.MAGISTRATES,
    "Crown Courts": CourtKind.CROWN,
    "CTSC": CourtKind.CTSC,
}


def read(file: Path) -> Any:
    """Return the content of a JSON file."""
    return json.loads(file.read_bytes())


def digest_of(file: Path) -> str:
    """Return what tells whether loading a file again could change anything."""
    names = json.dumps(phrases_of_codes(), sort_keys=True, default=str)
    return hashlib.sha256(file.read_bytes() + names.encode() + SHAPE.encode()).hexdigest()


def offence_rows(published: list[Row]) -> list[Row]:
    """Return the rows of the offence codes; codes without a title are left out."""
    return [_offence(row) for row in published if row["offenceTitle"].strip()]


def _offence(row: Row) -> Row:
    """Return one offence code as we keep it."""
    code, title, home_office_code = (
        row["cjsCode"],
        _tidy(row["offenceTitle"]),
        row["homeOfficeClassification"],
    )
    category, recordable = row["offenceCategory"], row["recordableOnPnc"]
    place = everyday_codes().get(code)
    parent = everyday_codes().get(offence_wording.parent_code(code))
    ordinary = offence_wording.precedence(
        code=code, title=title, home_office_code=home_office_code, category=category, recordable=recordable
    )
    return {
        "code": code,
        "title": title,
        "category": category,
        "mode_of_trial": offence_wording.MODES_OF_TRIAL.get(category, "other"),
        "home_office_code": home_office_code,
        "notifiable": row["notifiableToHo"],
        "recordable": recordable,
        "inchoate": offence_wording.inchoate(code, title),
        "is_local": offence_wording.is_local(code),
        "is_obsolete": offence_wording.is_obsolete(title, home_office_code),
        "precedence": place or (min(ordinary, EVERYDAY_VARIANT + parent) if parent else ordinary),
        "search_text": _search_text(code, title),
    }


def _search_text(code: str, title: str) -> str:
    """Return the wording an offence is found by: its title, and what people call it or the whole offence."""
    names = phrases_of_codes().get(offence_wording.parent_code(code), ())
    return " ".join(dict.fromkeys([offence_wording.normalise(title), *names]))


def _tidy(text: str) -> str:
    """Return a text without doubled spaces and without the bars that some titles end in."""
    return " ".join(text.replace("|", " ").split())


def court_rows(published: list[Row]) -> list[Row]:
    """Return the rows of the courts; placeholders for "some court of this area" are left out."""
    return [_court(row) for row in published if row["topLevelName"] in COURT_KINDS and row["thirdLevelName"]]


def _court(row: Row) -> Row:
    """Return one court as we keep it."""
    levels = ("topLevelCode", "secondLevelCode", "thirdLevelCode", "bottomLevelCode")
    return {
        "code": "".join(row[level] for level in levels),
        "name": _tidy(row["thirdLevelName"]),
        "kind": COURT_KINDS[row["topLevelName"]].value,
        "area": row["secondLevelCode"],
        "area_name": _tidy(row["secondLevelName"]),
        "psa_code": row["thirdLevelPsaCode"],
    }


def entry_rows(name: str) -> Callable[[list[Row]], list[Row]]:
    """Return what makes the rows of one code list; a code published twice is kept once."""

    def rows(published: list[Row]) -> list[Row]:
        entries: dict[str, Row] = {}
        for row in published:
            extra = {key: value for key, value in row.items() if key not in {"cjsCode", "description"} and value}
            code = row["cjsCode"] or f"spi-{row.get('spiCode', '')}"
            if code in entries:
                entries[code]["extra"].setdefault("variants", []).append(extra)
            else:
                entries[code] = {
                    "list": name,
                    "code": code,
                    "description": _tidy(row["description"]),
                    "extra": extra,
                }
        return list(entries.values())

    return rows
