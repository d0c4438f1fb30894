"""Facts that the file holds in fields of its own, under the names by which forms show them.

Each says where it is answered, so that a form can lead there and never ask for it again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from casework.models import Flag, MaterialKind, PersonRole
from casework.rules.contents import CaseContents
from foundation.wording import day

NOT_KNOWN = "Not known"
ORGANISATION = "Does not apply: an organisation"


class Place(StrEnum):
    """The page on which a fact is answered; with `NOWHERE` it is not for anybody to change there."""

    NOWHERE = ""
    CASE = "case_file_edit"
    FLAGS = "flags_edit"
    SUSPECT = "suspect_edit"
    OFFENCES = "offence_add"
    PERSON = "person_edit"
    MATERIAL = "material_list"


@dataclass(frozen=True)
class Shown:
    """One fact: what it is called, where it is answered, and how it reads; "" is not answered yet.

    What stands empty is nobody's answer. Only where emptiness itself says something does `empty` say what; such
    a fact counts for nothing.
    """

    label: str
    place: Place
    read: Callable[[CaseContents, Any], str]
    empty: str = ""


def _day(value: date | None) -> str:
    return day(value) if value else ""


def _offences(contents: CaseContents, suspect: Any) -> str:
    lines = []
    for offence in contents.offences_of(suspect):
        days = _day(offence.starts_on) + (f" to {_day(offence.ends_on)}" if offence.ends_on else "")
        where = f", {offence.place}" if offence.place else ""
        lines.append(f"{offence.offence_code.code} {offence.offence_code.title}, {days}{where}")
    return "\n".join(lines)


def _flags(contents: CaseContents, _: Any) -> str:
    return ", ".join(Flag(code).label for code in sorted(contents.flags))


def _field(name: str) -> Callable[[CaseContents, Any], str]:
    return lambda contents, subject: str(getattr(subject, name) or "")


def _words(name: str) -> Callable[[CaseContents, Any], str]:
    """The label of a coded field; its empty value is nobody's answer."""
    return lambda contents, subject: str(getattr(subject, f"get_{name}_display")()) if getattr(subject, name) else ""


def _date_field(name: str) -> Callable[[CaseContents, Any], str]:
    return lambda contents, subject: _day(getattr(subject, name))


def _born(_: CaseContents, somebody: Any) -> str:
    if somebody.date_of_birth:
        return _day(somebody.date_of_birth)
    if getattr(somebody, "date_of_birth_unknown", False):
        return NOT_KNOWN
    return "" if somebody.given_names else ORGANISATION


SHOWN: Mapping[str, Shown] = {
    "case.headline": Shown("What the case is about", Place.CASE, _field("headline")),
    "case.officer": Shown("Officer in the case", Place.NOWHERE, _field("officer")),
    "case.police_unit": Shown("Police unit", Place.NOWHERE, _field("police_unit")),
    "case.cps_area": Shown("CPS Area", Place.NOWHERE, _field("cps_area")),
    "case.crime_reference": Shown("Crime reference", Place.CASE, _field("crime_reference")),
    "case.crime_recorded_on": Shown("Date the crime was recorded", Place.CASE, _date_field("crime_recorded_on")),
    "case.flags": Shown("Flags", Place.FLAGS, _flags, empty="No flag is set"),
    "case.summary": Shown("Summary of the circumstances", Place.CASE, _field("summary")),
    "case.lines_of_enquiry": Shown("Reasonable lines of enquiry", Place.CASE, _field("lines_of_enquiry")),
    "suspect.date_of_birth": Shown("Date of birth", Place.SUSPECT, _born),
    "suspect.asn": Shown("Arrest/summons number (ASN)", Place.SUSPECT, _field("asn")),
    "suspect.custody": Shown("Custody", Place.SUSPECT, _words("custody_basis")),
    "suspect.plea": Shown("Anticipated plea", Place.SUSPECT, _words("anticipated_plea")),
    "suspect.offences": Shown("Proposed offences", Place.OFFENCES, _offences),
    "suspect.interview_summary": Shown("Summary of the interview", Place.SUSPECT, _field("interview_summary")),
    "suspect.previous_convictions": Shown("Previous convictions", Place.SUSPECT, _words("previous_convictions")),
    "person.role": Shown("Role in the case", Place.PERSON, _words("role")),
    "person.date_of_birth": Shown("Date of birth", Place.PERSON, _born),
    "person.personal_statement": Shown("Victim personal statement", Place.PERSON, _words("personal_statement")),
    "person.special_measures": Shown("Special measures", Place.PERSON, _words("special_measures")),
}


@dataclass(frozen=True)
class Listed:
    """A list that a form shows: of people, or of material of some kinds. Sensitive material is on no form."""

    caption: str
    columns: tuple[str, ...]
    rows: Callable[[CaseContents], list[tuple[str, ...]]]
    widths: tuple[int, ...] = ()


def _about(item: Any) -> str:
    return str(item.suspect or item.person or "The case")


def _material(*kinds: str) -> Callable[[CaseContents], list[tuple[str, ...]]]:
    def rows(contents: CaseContents) -> list[tuple[str, ...]]:
        return [
            (item.title, item.get_kind_display(), _about(item), "Held elsewhere" if item.link else "On this file")
            for item in contents.material
            if not item.sensitive and item.withdrawn_at is None and (not kinds or item.kind in kinds)
        ]

    return rows


def _people(contents: CaseContents) -> list[tuple[str, ...]]:
    unanswered = "Not yet answered"
    return [
        (
            str(person),
            person.get_role_display(),
            person.get_personal_statement_display()
            if person.personal_statement
            else (unanswered if person.role == PersonRole.VICTIM else "Does not apply"),
            person.get_special_measures_display() if person.special_measures else unanswered,
        )
        for person in contents.people
    ]


TITLE, WHERE = ("Title", "Kind", "About", "Where it is"), (4, 3, 3, 2)
LISTS: Mapping[str, Listed] = {
    "people": Listed(
        "Victims and witnesses",
        ("Name", "Role", "Victim personal statement", "Special measures"),
        _people,
        (3, 2, 3, 3),
    ),
    "material": Listed("Material supplied", TITLE, _material(), WHERE),
    "statements": Listed("Statements", TITLE, _material(MaterialKind.MG11), WHERE),
    "interviews": Listed("Interview records", TITLE, _material(MaterialKind.MG15), WHERE),
    "convictions": Listed("Records of previous convictions", TITLE, _material(MaterialKind.PRECONS), WHERE),
    "personal_statements": Listed("Victim personal statements", TITLE, _material(MaterialKind.VPS), WHERE),
    "exhibits": Listed(
        "Exhibits",
        TITLE,
        _material(
            MaterialKind.EXHIBIT,
            MaterialKind.BWV,
            MaterialKind.CCTV,
            MaterialKind.CALL,
            MaterialKind.MEDIA,
            MaterialKind.MEDICAL,
            MaterialKind.FORENSIC,
        ),
        WHERE,
    ),
}
