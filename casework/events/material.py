"""What can happen to the material of a case."""

from dataclasses import dataclass

from casework.events.registry import Payload, event


@event("casework.material_added", says="Material added: {kind}")
@dataclass(frozen=True, kw_only=True)
class MaterialAdded(Payload):
    """A document or link came in. The digest is empty for a link."""

    material_id: int
    kind: str
    version: int
    sha256: str


@event("casework.material_version_added", says="New version of material: {kind}, version {version}")
@dataclass(frozen=True, kw_only=True)
class MaterialVersionAdded(Payload):
    """A document came in again; the versions before it are kept."""

    material_id: int
    kind: str
    version: int
    sha256: str


@event("casework.material_changed", says="Details of material changed: {kind}")
@dataclass(frozen=True, kw_only=True)
class MaterialChanged(Payload):
    """Which fields of a piece of material were given a new value."""

    material_id: int
    kind: str
    fields: list[str]


@event("casework.material_withdrawn", says="Material withdrawn: {kind}")
@dataclass(frozen=True, kw_only=True)
class MaterialWithdrawn(Payload):
    """A document or link no longer belongs to the file; its bytes are kept."""

    material_id: int
    kind: str


@event("casework.material_quarantined", says="A virus was found in material: {kind}, version {version}")
@dataclass(frozen=True, kw_only=True)
class MaterialQuarantined(Payload):
    """The virus scanner found something, so nobody can open this version. `added_by_id` is who is told."""

    material_id: int
    kind: str
    version: int
    added_by_id: int


@event("casework.recording_described", says="Recording described: {kind}")
@dataclass(frozen=True, kw_only=True)
class RecordingDescribed(Payload):
    """Police said where a recording is from and which part of it matters."""

    material_id: int
    kind: str
    fields: list[str]


@event("casework.recording_checked", says="Recording checked: {kind}, {playable}")
@dataclass(frozen=True, kw_only=True)
class RecordingChecked(Payload):
    """Whether a recording plays: tried by the service, or stated by whoever did this event."""

    material_id: int
    kind: str
    playable: str
    stated: bool


@event("casework.link_checked", says="Link to digital evidence checked: {state}")
@dataclass(frozen=True, kw_only=True)
class LinkChecked(Payload):
    """A look at a link found something else than the look before it."""

    material_id: int
    kind: str
    state: str


@event("casework.redaction_recorded", says="Redaction for {stage}: {need}")
@dataclass(frozen=True, kw_only=True)
class RedactionRecorded(Payload):
    """Whether one piece of material must be redacted for a stage. `minutes` is all the time spent on it so far."""

    material_id: int
    kind: str
    stage: str
    need: str
    minutes: int
    done: bool
