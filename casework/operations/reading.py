"""Noting that a person looked at something: called where a human read it, never for a background fetch."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from casework.models import CaseFile, ReadEntry, ReadKind

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
