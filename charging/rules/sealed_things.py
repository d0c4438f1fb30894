"""One thing of a submitted file as plain values: a suspect, an offence, an answer, a piece of material.

Each has a key, a name for people, and who gave it its present values and when; what it says comes after.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from casework.models import (
    Answer,
    Flag,
    Material,
    MaterialVersion,
    MediaDetails,
    Offence,
    Person,
    RedactionNeed,
    Suspect,
    UnusedItem,
)
from casework.rules.file_standard import CaseContents
from charging.rules.plain_values import coded, day, instant

Thing = dict[str, Any]
Names = Mapping[int, str]
"""What people are called, by the key of their account."""


class Question(Protocol):
    """What the catalogue of forms says of a question."""

    @property
    def label(self) -> str:
        """How it is asked."""

    def words(self, value: str) -> str:
        """Write a stored value as a reader should see it."""


def changed(names: Names, at: datetime | None, by_id: int | None) -> Thing | None:
    """When something got its present values, and from whom; None where that is not known."""
    return {"at": instant(at), "by": names.get(by_id or 0)} if at else None


def case(contents: CaseContents, names: Names) -> Thing:
    """What the case itself says."""
    row = contents.case_file
    return {
        "key": "case",
        "name": row.reference,
        "urn": row.slug,
        "headline": row.headline,
        "crime_reference": row.crime_reference,
        "crime_recorded_on": day(row.crime_recorded_on),
        "casework_type": coded(row, "casework_type"),
        "summary": row.summary,
        "lines_of_enquiry": row.lines_of_enquiry,
        "force": str(row.force),
        "police_unit": str(row.police_unit),
        "cps_area": str(row.cps_area),
        "changed": changed(names, row.changed_at, row.changed_by_id),
    }


def flag(code: str) -> Thing:
    """A monitoring flag that is set."""
    return {"key": f"flag-{code}", "name": Flag(code).label, "flag": {"code": code, "says": Flag(code).label}}


def suspect(row: Suspect, aliases: Sequence[str], names: Names) -> Thing:
    """A suspect who is sent."""
    return {
        "key": f"suspect-{row.pk}",
        "name": str(row),
        "number": row.number,
        "family_name": row.family_name,
        "given_names": row.given_names,
        "aliases": list(aliases),
        "date_of_birth": day(row.date_of_birth),
        "date_of_birth_unknown": row.date_of_birth_unknown or None,  # as in files sealed before it was asked
        "asn": row.asn,
        "custody_basis": coded(row, "custody_basis"),
        "anticipated_plea": coded(row, "anticipated_plea"),
        "interview_summary": row.interview_summary,
        "previous_convictions": coded(row, "previous_convictions"),
        "changed": changed(names, row.changed_at, row.changed_by_id),
    }


def offence(row: Offence, suspects: Mapping[int, str], names: Names) -> Thing:
    """An offence that police propose."""
    return {
        "key": f"offence-{row.pk}",
        "name": f"{suspects.get(row.suspect_id, '')}: {row}",
        "about": f"suspect-{row.suspect_id}",
        "code": row.offence_code.code,
        "title": row.offence_code.title,
        "starts_on": day(row.starts_on),
        "ends_on": day(row.ends_on),
        "place": row.place,
        "changed": changed(names, row.proposed_at, row.proposed_by_id),
    }


def person(row: Person, names: Names) -> Thing:
    """A victim or witness."""
    return {
        "key": f"person-{row.pk}",
        "name": str(row),
        "role": coded(row, "role"),
        "family_name": row.family_name,
        "given_names": row.given_names,
        "date_of_birth": day(row.date_of_birth),
        "personal_statement": coded(row, "personal_statement"),
        "special_measures": coded(row, "special_measures"),
        "changed": changed(names, row.changed_at or row.added_at, row.changed_by_id or row.added_by_id),
    }


def about(row: Answer | Material) -> str:
    """What a row is about, as keys of things are written."""
    if row.suspect_id:
        return f"suspect-{row.suspect_id}"
    return f"person-{row.person_id}" if row.person_id else "case"


def answer(row: Answer, questions: Mapping[str, Question], names: Names) -> Thing:
    """An answer of the forms, in one of its four states."""
    question = questions.get(row.question)
    return {
        "key": f"answer-{row.question}-{about(row)}",
        "name": question.label if question else row.question,
        "about": about(row),
        "question": row.question,
        "state": coded(row, "state"),
        "value": {"code": row.value, "says": question.words(row.value) if question else row.value},
        "changed": changed(names, row.changed_at, row.changed_by_id),
    }


def material(item: Material, redaction: Mapping[str, Thing], names: Names) -> Thing:
    """Material as the file has it: the words about it, and the digest of its latest bytes."""
    version = next(iter(item.held_versions), None)
    recording: MediaDetails | None = getattr(item, "media", None)
    last = version or item
    return {
        "key": f"material-{item.pk}",
        "name": item.title,
        "about": about(item),
        "kind": coded(item, "kind"),
        "title": item.title,
        "link": item.link,
        "source": item.source,
        "justification": item.justification,
        "file": _version(version) if version else None,
        "recording": _recording(recording) if recording else None,
        "redaction": dict(redaction),
        "changed": changed(names, last.added_at, last.added_by_id),
    }


def _version(row: MaterialVersion) -> Thing:
    return {
        "version": row.number,
        "sha256": row.sha256,
        "size": row.size,
        "content_type": row.content_type,
        "name": row.original_name,
        "scan": coded(row, "scan_state"),
    }


def _recording(row: MediaDetails) -> Thing:
    return {
        "source": row.source,
        "recorded_from": instant(row.recorded_from),
        "recorded_to": instant(row.recorded_to),
        "clip_from": row.clip_from,
        "clip_to": row.clip_to,
        "whole_needed": row.whole_needed,
        "duration": row.duration,
        "format": row.format,
        "playable": coded(row, "playable"),
        "playable_note": row.playable_note,
    }


def redactions(rows: Iterable[Mapping[str, Any]]) -> dict[int, dict[str, Thing]]:
    """Whether material needs redaction, by its key and then by stage; nobody's answer is no entry."""
    found: dict[int, dict[str, Thing]] = {}
    for row in rows:
        need = {"code": row["need"], "says": str(RedactionNeed(row["need"]).label)}
        said = {"need": need, "reason": row["reason"], "minutes": row["minutes"], "done": row["done_at"] is not None}
        found.setdefault(row["material"], {})[row["stage"]] = said
    return found


def unused(item: UnusedItem, known: Collection[int], names: Names) -> Thing:
    """An item of a schedule of unused material; `known` are the keys of material that may be named with it."""
    return {
        "key": f"unused-{item.pk}",
        "name": str(item),
        "number": item.number,
        "description": item.description,
        "location": item.location,
        "presumption": coded(item, "presumption"),
        "rebutted_because": item.rebutted_because,
        "sensitivity_ground": item.sensitivity_ground,
        "sensitivity_rationale": item.sensitivity_rationale,
        "view": coded(item, "view"),
        "view_reason": item.view_reason,
        "inspected_at": instant(item.inspected_at),
        "material": f"material-{item.material_id}" if item.material_id in known else None,
        "changed": changed(names, item.changed_at or item.added_at, item.changed_by_id or item.added_by_id),
    }
