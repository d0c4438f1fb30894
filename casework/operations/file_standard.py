"""Loading editions of the file standard. A published edition is never changed in place."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from casework.models import FileStandardEdition, FileStandardRow

DATA = Path(__file__).resolve().parent.parent / "data" / "file_standard.json"


@transaction.atomic
def load_editions(path: Path = DATA) -> int:
    """Add the editions that are not here yet and return how many; loading twice adds nothing."""
    editions = json.loads(path.read_text(encoding="utf-8"))["editions"]
    known = set(FileStandardEdition.objects.values_list("code", flat=True))
    fresh = [edition for edition in editions if edition["code"] not in known]
    for edition in fresh:
        _add(edition)
    return len(fresh)


def _add(edition: dict[str, Any]) -> None:
    ends = edition["valid_to"]
    row = FileStandardEdition.objects.create(
        code=edition["code"],
        title=edition["title"],
        source=edition["source"],
        valid_from=date.fromisoformat(edition["valid_from"]),
        valid_to=date.fromisoformat(ends) if ends else None,
    )
    FileStandardRow.objects.bulk_create(
        FileStandardRow(edition=row, position=position, **fields) for position, fields in enumerate(edition["rows"], 1)
    )
