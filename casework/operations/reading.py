"""Noting that a person looked at something: called where a human read it, never for a background fetch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

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


def note_once(look: Look, *, by: User, at: datetime) -> ReadEntry | None:
    """Add one look, unless the same person looked at the same thing a few minutes ago; None then."""
    same = ReadEntry.objects.filter(by_id=by.pk, kind=look.kind, at__gt=at - SAME_LOOK, at__lte=at)
    about = {"case_id": look.case_file.pk if look.case_file else None, "thing": look.thing, "thing_id": look.thing_id}
    return None if same.filter(**about).exists() else note(look, by=by, at=at)
