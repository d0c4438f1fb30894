"""Loading the editions that come with a release. A published edition is never changed in place, only ended."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from casework.models import FileStandardEdition, FileStandardRow
from foundation.periods import LONDON

DATA = Path(__file__).resolve().parent.parent / "data" / "file_standard.json"


@transaction.atomic
def load_editions(path: Path = DATA) -> int:
    """Add the editions that are not here yet, as published, and return how many; loading twice adds nothing.

    An edition that the file ends is ended here too, unless it was ended already.
    """
    editions = json.loads(path.read_text(encoding="utf-8"))["editions"]
    known = set(FileStandardEdition.objects.values_list("code", flat=True))
    fresh = [edition for edition in editions if edition["code"] not in known]
    for edition in editions:
        if edition["valid_to"]:
            open_ended = FileStandardEdition.objects.filter(code=edition["code"], valid_to=None)
            open_ended.update(valid_to=date.fromisoformat(edition["valid_to"]))
    for edition in fresh:
        _add(edition)
    return len(fresh)


def _add(edition: Mapping[str, Any]) -> None:
    begins, ends = date.fromisoformat(edition["valid_from"]), edition["valid_to"]
    row = FileStandardEdition.objects.create(
        code=edition["code"],
        title=edition["title"],
        source=edition["source"],
        valid_from=begins,
        valid_to=date.fromisoformat(ends) if ends else None,
        offence_groups=edition.get("offence_groups", {}),
        published_at=datetime.combine(begins, time.min, LONDON),
    )
    add_rows(row, edition["rows"])


def add_rows(edition: FileStandardEdition, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give a new edition its rows, in the order given."""
    FileStandardRow.objects.bulk_create(
        FileStandardRow(edition=edition, position=position, **fields) for position, fields in enumerate(rows, 1)
    )
