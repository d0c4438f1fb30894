"""Noting that somebody looked at something: called where a person read it, and where bytes left the service.

Bytes that a program fetched on an account are noted too, which the look then says: `by_program`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from casework.models import CaseFile, GeneratedDocument, Material, MaterialVersion, ReadEntry, ReadKind
from casework.queries.readers import BY_PROGRAM, MATERIAL

SAME_LOOK = timedelta(minutes=5)
"""Who comes back to the same thing within this time has not looked twice."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was looked at. `thing` and `thing_id` name it without any person's name; `sha256` says which bytes."""

    kind: ReadKind
    case_file: CaseFile | None = None
    thing: str = ""
    thing_id: str = ""
    sha256: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def download_of(item: Material, version: MaterialVersion) -> Look:
    """The look of whoever is sent the bytes of a piece of material."""
    return Look(
        kind=ReadKind.DOWNLOADED,
        case_file=item.case_file,
        thing=MATERIAL,
        thing_id=str(item.pk),
        sha256=version.sha256,
        details={"version": version.number},
    )


def document_taken(document: GeneratedDocument) -> Look:
    """The look of whoever is sent the bytes of a document that was made from a case."""
    return Look(
        kind=ReadKind.DOWNLOADED,
        case_file=document.case_file,
        thing="document",
        thing_id=str(document.pk),
        sha256=document.sha256,
        details={"form": document.form, "number": document.number},
    )


def by_program(look: Look) -> Look:
    """The same look, by a program with a token of the account."""
    return replace(look, details={**look.details, BY_PROGRAM: True})


def note(look: Look, *, by: User, at: datetime) -> ReadEntry:
    """Add one look to the record of reads, which nobody can change afterwards."""
    return ReadEntry.objects.create(
        at=at,
        by_id=by.pk,
        kind=look.kind,
        case_id=look.case_file.pk if look.case_file else None,
        thing=look.thing,
        thing_id=look.thing_id,
        sha256=look.sha256,
        details=dict(look.details),
    )


NOTE_ONCE = f"""
INSERT INTO {ReadEntry._meta.db_table} (at, by_id, kind, case_id, thing, thing_id, sha256, details)
SELECT %(at)s, %(by)s, %(kind)s, %(case)s, %(thing)s, %(thing_id)s, %(sha256)s, %(details)s
 WHERE NOT EXISTS (
       SELECT FROM {ReadEntry._meta.db_table}
        WHERE by_id = %(by)s AND kind = %(kind)s AND at > %(since)s AND at <= %(at)s
          AND case_id IS NOT DISTINCT FROM %(case)s AND thing = %(thing)s AND thing_id = %(thing_id)s)
"""


def note_once(look: Look, *, by: User, at: datetime) -> bool:
    """Add one look, unless the same person looked at the same thing a few minutes ago; say whether it was added."""
    row: dict[str, Any] = {
        "at": at,
        "since": at - SAME_LOOK,
        "by": by.pk,
        "kind": look.kind.value,
        "case": look.case_file.pk if look.case_file else None,
        "thing": look.thing,
        "thing_id": look.thing_id,
        "sha256": look.sha256,
        "details": json.dumps(dict(look.details)),
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE_ONCE, row)
        return bool(cursor.rowcount)
