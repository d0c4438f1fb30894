"""The only writer of the ledger, and the way to read one case's."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Side
from casework.events.registry import Payload
from casework.models import CaseEvent, CaseFile, OutboxEntry, Suspect
from foundation.periods import local_date

LEDGER_TABLE, OUTBOX_TABLE = CaseEvent._meta.db_table, OutboxEntry._meta.db_table
OUTBOX = OutboxEntry.objects
SUBSCRIBERS = ("metrics", "notices")
HIERARCHY_VERSION = "2026.1"


class ActorOrg(StrEnum):
    """Whose act an event was."""

    POLICE = "police"
    CPS = "cps"
    COURT = "court"
    SYSTEM = "system"


def record(
    payload: Payload,
    *,
    case_file: CaseFile,
    by: User | None,
    at: datetime,
    suspects: Iterable[Suspect] = (),
    happened_at: datetime | None = None,
    actor: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Add an event to the ledger and owe it to every subscriber; call it inside the operation's transaction.

    `at` is when we learned it, `happened_at` when it happened if that was earlier. Attribution is what
    the case says at this moment, and so is whose act it was, unless `actor` was asked before the case left them. The
    caller holds the lock on the case, which keeps its chain in order.
    """
    entry = _entry(payload, case_file, by, at, list(suspects), happened_at or at)
    for name, value in (actor or {}).items():
        setattr(entry, name, value)
    entry.save(force_insert=True)
    _owe([entry], at)
    return entry


def record_each(said: Iterable[tuple[Payload, CaseFile]], *, by: User | None, at: datetime) -> list[CaseEvent]:
    """Add an event to each of many cases at once, about the case as a whole; the caller holds all their locks."""
    entries = [_entry(payload, case, by, at, [], at) for payload, case in said]
    # Their keys are made by the database, which does not tell them after writing many rows at once.
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7() FROM generate_series(1, %s)", (len(entries),))
        for entry, (key,) in zip(entries, cursor.fetchall(), strict=True):
            entry.pk = key
    CaseEvent.objects.bulk_create(entries)
    _owe(entries, at)
    return entries


def _owe(entries: Sequence[CaseEvent], at: datetime) -> None:
    OutboxEntry.objects.bulk_create(
        OutboxEntry(event_id=entry.pk, case_id=entry.case_id, subscriber=name, created_at=at)
        for entry in entries
        for name in SUBSCRIBERS
    )


def _entry(
    payload: Payload, case_file: CaseFile, by: User | None, at: datetime, people: Sequence[Suspect], happened: datetime
) -> CaseEvent:
    return CaseEvent(
        case_id=case_file.pk,
        urn=case_file.slug,
        type=payload.name,
        schema_version=payload.schema_version,
        at=happened,
        recorded_at=at,
        suspect_ids=[suspect.pk for suspect in people],
        holder=payload.holder_after() or "",
        youth=any(suspect.is_youth(local_date(happened)) for suspect in people),
        details=json.loads(json.dumps(asdict(payload), cls=DjangoJSONEncoder)),
        **actor_on(case_file, by),
        **_attribution(case_file),
    )


def _attribution(case_file: CaseFile) -> Mapping[str, str]:
    return {
        "force": case_file.force.code,
        "police_unit": case_file.police_unit.code,
        "cps_area": case_file.cps_area.code,
        "cps_unit": case_file.cps_unit.code if case_file.cps_unit else "",
        "hierarchy_version": HIERARCHY_VERSION,
        "casework_type": case_file.casework_type,
    }


def actor_on(case_file: CaseFile, by: User | None) -> Mapping[str, Any]:
    """Whose act something is on a case as it stands; ask it before a step that takes the case from whoever does it."""
    if by is None:
        return {"actor_org": ActorOrg.SYSTEM.value, "actor_role": "", "by_id": None}
    ours = {case_file.force_id: Side.POLICE, case_file.cps_area_id: Side.CPS, case_file.cps_body_id: Side.CPS}
    for grant in by.grants:
        side = grant.role.definition.side
        if ours.get(grant.organisation_id) is side:
            return {"actor_org": side.value, "actor_role": grant.role.value, "by_id": by.pk}
    return {"actor_org": ActorOrg.SYSTEM.value, "actor_role": "", "by_id": by.pk}


def ledger(case_file: CaseFile) -> QuerySet[CaseEvent]:
    """The events of one case, oldest first: by when they happened, then by when we learned them.

    With those of cases that were merged into it, and what its suspects lived through before it was split off.
    """
    chains = CaseFile.objects.with_merged(case_file)
    told = CaseEvent.objects.filter(case_id__in=chains.values("pk"))
    if case_file.split_from_id is not None:
        suspects = ArraySubquery(Suspect.objects.filter(case_file=case_file).values("pk"))
        before = CaseEvent.objects.filter(case_id=case_file.split_from_id, suspect_ids__overlap=suspects)
        told = CaseEvent.objects.filter(pk__in=told.values("pk").union(before.values("pk")))
    return told.order_by("at", "seq")
