"""The rows of the standard as a submission was judged by them, and which of them a rejection is most likely about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.models import FileStandardRow
from charging.models import Submission
from charging.queries.sealed import sealed
from charging.rules.rejections import NO_ROW, RowKey, usual_row

MISSING, IN_THE_FILE = "missing", "in the file"


@dataclass(frozen=True)
class SentRow:
    """One row that was needed when the file was sent."""

    code: str
    about: str
    name: str
    met: bool
    triage_code: str

    @property
    def key(self) -> RowKey:
        """What tells it from every other row of the file."""
        return self.code, self.about

    @property
    def value(self) -> str:
        """Its key as forms and addresses carry it."""
        return f"{self.code}|{self.about}"

    @property
    def label(self) -> str:
        """Its name with how it stood."""
        return f"{self.name} ({IN_THE_FILE if self.met else MISSING})"


def sent_rows(submission: Submission) -> list[SentRow]:
    """The rows that the file called for when it was sent, in the edition's order; none where none were kept."""
    judged = submission.manifest.get("standard", [])
    if not judged:
        return []
    names = {(row["code"], row["about"]): row["name"] for row in sealed(submission).file.get("standard", [])}
    edition = {row.code: row for row in FileStandardRow.objects.filter(edition=submission.edition_id)}
    return [_row(row, names, edition) for row in judged if row["needed"]]


def _row(row: Mapping[str, Any], names: Mapping[RowKey, str], edition: Mapping[str, FileStandardRow]) -> SentRow:
    of_edition = edition.get(row["code"])
    key = (row["code"], row["about"])
    return SentRow(
        code=row["code"],
        about=row["about"],
        name=names.get(key) or (of_edition.title if of_edition else row["code"]),
        met=row["met"],
        triage_code=of_edition.triage_code if of_edition else "",
    )


def usual_rows(rows: Sequence[SentRow]) -> dict[str, RowKey]:
    """By reason code, the row of a file that each reason is most likely about."""
    return {code: found for code in _codes(rows) if (found := _usual(code, rows)) != NO_ROW}


def _codes(rows: Sequence[SentRow]) -> set[str]:
    return {row.triage_code for row in rows if row.triage_code}


def _usual(code: str, rows: Sequence[SentRow]) -> RowKey:
    standard = [{"code": row.code, "about": row.about, "needed": True, "met": row.met} for row in rows]
    return usual_row(code, standard, {row.code: row.triage_code for row in rows})
