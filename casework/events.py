"""What can happen in a case, and the only writer of the ledger.

Each type has a frozen payload: what the ledger stores beside the envelope, and what the facts read
back. Names and free text are left out on purpose, because figures must not need them.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Side
from casework.lifecycle import Holder
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


@dataclass(frozen=True, kw_only=True)
class Payload:
    """What one type of event says. `name`, `code`, `says` and `holder` belong to the type."""

    name: ClassVar[str] = ""
    code: ClassVar[str] = ""
    says: ClassVar[str] = ""
    holder: ClassVar[Holder | None] = None

    def holder_after(self) -> Holder | None:
        """Who holds the suspects from now on; None where this event does not change it."""
        return self.holder


REGISTRY: dict[str, type[Payload]] = {}
P = TypeVar("P", bound=type[Payload])


def event(name: str, *, code: str = "", says: str, holder: Holder | None = None) -> Callable[[P], P]:
    """Register a payload under its event name; `says` is the timeline's sentence, with fields in braces."""

    def register(payload: P) -> P:
        if name in REGISTRY:
            raise ValueError(f"Two payloads claim the event {name}.")
        payload.name, payload.code, payload.says, payload.holder = name, code, says, holder
        REGISTRY[name] = payload
        return payload

    return register


@event("casework.case_opened", says="Case file opened")
@dataclass(frozen=True, kw_only=True)
class CaseOpened(Payload):
    """Police opened the file."""

    urn: str


@event("casework.crime_recorded", code="E01", says="Crime recorded")
@dataclass(frozen=True, kw_only=True)
class CrimeRecorded(Payload):
    """When police recorded the crime that the case is about."""

    crime_ref: str
    recorded_on: date


@event("casework.suspect_linked", code="E02", says="Suspect added", holder=Holder.POLICE)
@dataclass(frozen=True, kw_only=True)
class SuspectLinked(Payload):
    """A person became a suspect in the case."""

    suspect_number: int


@event("casework.custody_basis_changed", code="E03", says="Custody basis set: {basis}")
@dataclass(frozen=True, kw_only=True)
class CustodyBasisChanged(Payload):
    """On what footing the suspect is from now on."""

    basis: str


@event("casework.flag_set", code="E04", says="Flag set: {flag}")
@dataclass(frozen=True, kw_only=True)
class FlagSet(Payload):
    """A monitoring flag was put on the case."""

    flag: str


@event("casework.flag_cleared", code="E04", says="Flag cleared: {flag}")
@dataclass(frozen=True, kw_only=True)
class FlagCleared(Payload):
    """A monitoring flag was taken off the case."""

    flag: str


@event("casework.case_changed", says="Case details changed")
@dataclass(frozen=True, kw_only=True)
class CaseChanged(Payload):
    """Which fields of the case were given a new value."""

    fields: list[str]


@event("casework.suspect_changed", says="Suspect details changed")
@dataclass(frozen=True, kw_only=True)
class SuspectChanged(Payload):
    """Which fields of the suspect were given a new value."""

    fields: list[str]


@event("casework.offence_proposed", says="Offence proposed: {offence_code}")
@dataclass(frozen=True, kw_only=True)
class OffenceProposed(Payload):
    """Police propose an offence against the suspect."""

    offence_id: int
    offence_code: str


@event("casework.offence_withdrawn", says="Proposed offence withdrawn: {offence_code}")
@dataclass(frozen=True, kw_only=True)
class OffenceWithdrawn(Payload):
    """Police no longer propose an offence."""

    offence_id: int
    offence_code: str


@event("casework.person_added", says="{role} added")
@dataclass(frozen=True, kw_only=True)
class PersonAdded(Payload):
    """A victim or witness came into the case."""

    person_id: int
    role: str


@event("casework.person_changed", says="{role} details changed")
@dataclass(frozen=True, kw_only=True)
class PersonChanged(Payload):
    """Which fields of a victim or witness were given a new value."""

    person_id: int
    role: str
    fields: list[str]


@event("casework.material_added", says="Material added: {kind}")
@dataclass(frozen=True, kw_only=True)
class MaterialAdded(Payload):
    """A document or link came in. The digest is empty for a link."""

    material_id: int
    kind: str
    version: int
    sha256: str


@event("casework.material_withdrawn", says="Material withdrawn: {kind}")
@dataclass(frozen=True, kw_only=True)
class MaterialWithdrawn(Payload):
    """A document or link no longer belongs to the file; its bytes are kept."""

    material_id: int
    kind: str


def record(
    payload: Payload,
    *,
    case_file: CaseFile,
    by: User | None,
    at: datetime,
    suspects: Iterable[Suspect] = (),
    happened_at: datetime | None = None,
) -> CaseEvent:
    """Add an event to the ledger and owe it to every subscriber; call it inside the operation's transaction.

    `at` is when we learned it, `happened_at` when it happened if that was earlier. Attribution is what
    the case says at this moment. The caller holds the lock on the case, which keeps its chain in order.
    """
    people = list(suspects)
    happened = happened_at or at
    entry = CaseEvent.objects.create(
        case_id=case_file.pk,
        urn=case_file.slug,
        type=payload.name,
        at=happened,
        recorded_at=at,
        suspect_ids=[suspect.pk for suspect in people],
        holder=payload.holder_after() or "",
        youth=any(suspect.is_youth(local_date(happened)) for suspect in people),
        details=json.loads(json.dumps(asdict(payload), cls=DjangoJSONEncoder)),
        **_actor(by, case_file),
        **_attribution(case_file),
    )
    OutboxEntry.objects.bulk_create(
        OutboxEntry(event_id=entry.pk, case_id=case_file.pk, subscriber=name, created_at=at) for name in SUBSCRIBERS
    )
    return entry


def _attribution(case_file: CaseFile) -> Mapping[str, str]:
    return {
        "force": case_file.force.code,
        "police_unit": case_file.police_unit.code,
        "cps_area": case_file.cps_area.code,
        "cps_unit": case_file.cps_unit.code if case_file.cps_unit else "",
        "hierarchy_version": HIERARCHY_VERSION,
        "casework_type": case_file.casework_type,
    }


def _actor(by: User | None, case_file: CaseFile) -> Mapping[str, Any]:
    if by is None:
        return {"actor_org": ActorOrg.SYSTEM.value, "actor_role": "", "by_id": None}
    ours = {Side.POLICE: case_file.force_id, Side.CPS: case_file.cps_area_id}
    for grant in by.grants:
        side = grant.role.definition.side
        if ours[side] == grant.organisation_id:
            return {"actor_org": side.value, "actor_role": grant.role.value, "by_id": by.pk}
    return {"actor_org": ActorOrg.SYSTEM.value, "actor_role": "", "by_id": by.pk}


def ledger(case_file: CaseFile) -> QuerySet[CaseEvent]:
    """The events of one case, oldest first: by when they happened, then by when we learned them."""
    return CaseEvent.objects.filter(case_id=case_file.pk).order_by("at", "seq")
