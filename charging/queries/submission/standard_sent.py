"""The rows of the standard as a submission was judged by them, and which of them a rejection is most likely about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.models import FileStandardRow
from charging.models import Submission
from charging.queries.submission.sealed import sealed
from charging.rules import rejections
from charging.rules.difference import is_of_a_rejection
from charging.rules.explanations import COVERS
from charging.rules.rejections import RowKey

MISSING, IN_THE_FILE = "missing", "in the file"


@dataclass(frozen=True)
class SentRow:
    """One row that was needed when the file was sent; `said` is why police sent the file without it."""

    code: str
    about: str
    name: str
    met: bool
    triage_code: str
    said: str = ""

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
    """The rows of the standard that the file called for when it was sent, in the edition's order, if any were kept.

    The reasons of the rejection before, which are judged beside them, are none of them.
    """
    judged = [row for row in submission.manifest.get("standard", []) if not is_of_a_rejection(row)]
    if not judged:
        return []
    file = sealed(submission).file
    whole = {(row["code"], row["about"]): row for row in file.get("standard", [])}
    edition = {} if whole else _of_the_edition(submission)
    said = _said(file)
    return [
        _row(row, whole.get((row["code"], row["about"])) or edition.get(row["code"]), said)
        for row in judged
        if row["needed"]
    ]


def _said(file: Mapping[str, Any]) -> dict[RowKey, str]:
    """Why police sent the file without what is missing, by row; what explains an earlier rejection, by its rows too."""
    said = {(row["code"], row["about"]): str(row["text"]) for row in file.get("explanations", [])}
    for row in file.get("standard", []):
        why = said.get((row["code"], row["about"]), "")
        said |= {(code, about): why for code, about in row.get("ways", {}).get(COVERS, ()) if why}
    return said


def _of_the_edition(submission: Submission) -> dict[str, dict[str, Any]]:
    """The rows of the edition by code, for what was sealed in the earlier form."""
    rows = FileStandardRow.objects.filter(edition=submission.edition_id)
    return {row.code: {"name": row.title, "triage_code": row.triage_code} for row in rows}


def _row(row: Mapping[str, Any], known: Mapping[str, Any] | None, said: Mapping[RowKey, str]) -> SentRow:
    told, key = known or {"name": row["code"], "triage_code": ""}, (row["code"], row["about"])
    why = "" if row["met"] else said.get(key, "")
    return SentRow(row["code"], row["about"], told["name"], row["met"], told["triage_code"], why)


def usual_rows(rows: Sequence[SentRow]) -> dict[str, list[RowKey]]:
    """By reason code, the rows of a file that each reason is most likely about: at least one."""
    return {code: found for code in _codes(rows) if (found := _usual(code, rows))}


def _codes(rows: Sequence[SentRow]) -> set[str]:
    return {row.triage_code for row in rows if row.triage_code}


def _usual(code: str, rows: Sequence[SentRow]) -> list[RowKey]:
    standard = [{"code": row.code, "about": row.about, "needed": True, "met": row.met} for row in rows]
    return rejections.usual_rows(code, standard, {row.code: row.triage_code for row in rows})
