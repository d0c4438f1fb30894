"""What police claimed of each row of the standard when they sent a file: what an assessment starts from."""

from collections.abc import Mapping, Sequence
from typing import Any

from charging.models import Submission
from charging.queries.submission.sealed import Sealed, sealed
from charging.rules.file_quality import Claim


def claims_of(submission: Submission, found: Sealed | None = None) -> list[Claim]:
    """The rows that were needed, as they were claimed, in the order of the standard.

    From the sealed file; where that cannot be read, from the manifest, with the titles of the edition of the day.
    """
    found = found or sealed(submission)
    if found.document is None:
        return _from_manifest(submission)
    said = {(row["code"], row["about"]): row["text"] for row in found.file.get("explanations", [])}
    return [_claim(row, said) for row in found.file.get("standard", []) if row["needed"]]


def _claim(row: Mapping[str, Any], said: Mapping[tuple[str, str], str]) -> Claim:
    return Claim(
        code=row["code"],
        about=row["about"],
        name=row["name"],
        met=row["met"],
        reason=row["reason"],
        met_by=row["met_by"],
        explanation=said.get((row["code"], row["about"]), ""),
    )


def _from_manifest(submission: Submission) -> list[Claim]:
    rows: Sequence[Mapping[str, Any]] = [row for row in submission.manifest.get("standard", []) if row["needed"]]
    edition = submission.edition
    titles = dict(edition.rows.values_list("code", "title")) if edition and rows else {}
    return [
        Claim(row["code"], row["about"], f"{titles.get(row['code'], row['code'])}{_about(row)}", row["met"])
        for row in rows
    ]


def _about(row: Mapping[str, Any]) -> str:
    return "" if row["about"] == "case" else f" ({row['about'].replace('-', ' ')})"
