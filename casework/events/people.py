"""What can happen to the suspects of a case, their offences, its victims and witnesses."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.events.registry import Payload, event
from casework.lifecycle import Holder


@event("casework.suspect_linked", code="E02", says="Suspect added", holder=Holder.POLICE)
@dataclass(frozen=True, kw_only=True)
class SuspectLinked(Payload):
    """A person became a suspect in the case."""

    suspect_number: int


@event("casework.custody_basis_changed", code="E03", says="Custody basis set: {basis}")
@dataclass(frozen=True, kw_only=True)
class CustodyBasisChanged(Payload):
    """On what footing the suspect is from now on, since when, and when the limit of it runs out, where one is known."""

    schema_version: ClassVar[int] = 2

    basis: str
    since: datetime | None = None
    limit_expires_at: datetime | None = None


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


@event("casework.alias_added", says="Another name of the suspect noted")
@dataclass(frozen=True, kw_only=True)
class AliasAdded(Payload):
    """A suspect is known by another name too."""

    alias_id: int


@event("casework.alias_removed", says="Another name of the suspect taken away")
@dataclass(frozen=True, kw_only=True)
class AliasRemoved(Payload):
    """A name was noted wrongly."""

    alias_id: int


@event("casework.person_added", says="{role} added")
@dataclass(frozen=True, kw_only=True)
class PersonAdded(Payload):
    """A victim or witness came into the case."""

    person_id: int
    role: str


@event("casework.person_withdrawn", says="{role} withdrawn")
@dataclass(frozen=True, kw_only=True)
class PersonWithdrawn(Payload):
    """A victim or witness was in the file by mistake. Why is kept with their row."""

    person_id: int
    role: str


@event("casework.person_changed", says="{role} details changed")
@dataclass(frozen=True, kw_only=True)
class PersonChanged(Payload):
    """Which fields of a victim or witness were given a new value."""

    person_id: int
    role: str
    fields: list[str]
