"""What can happen to the case itself."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from casework.events.registry import Payload, event


@event("casework.case_opened", says="Case file opened")
@dataclass(frozen=True, kw_only=True)
class CaseOpened(Payload):
    """Police opened the file."""

    urn: str


@event("casework.crime_recorded", code="E01", says="Crime recorded")
@dataclass(frozen=True, kw_only=True)
class CrimeRecorded(Payload):
    """When police recorded the crime that the case is about."""

    only_day: ClassVar[bool] = True

    crime_ref: str
    recorded_on: date


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


@event("casework.cps_area_corrected", says="CPS Area that will receive the file corrected")
@dataclass(frozen=True, kw_only=True)
class AreaCorrected(Payload):
    """The file will go to another Area; by their codes. It was never sent before."""

    from_area: str
    to_area: str


@event("casework.case_handed_over", says="Officer in the case changed")
@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(Payload):
    """Who has the case from now on: officers by their keys, police units by their codes. One of the two may stay."""

    from_officer_id: int
    to_officer_id: int
    from_unit: str
    to_unit: str
