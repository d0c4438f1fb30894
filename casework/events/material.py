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


@event("casework.material_withdrawn", says="Material withdrawn: {kind}")
@dataclass(frozen=True, kw_only=True)
class MaterialWithdrawn(Payload):
    """A document or link no longer belongs to the file; its bytes are kept."""

    material_id: int
    kind: str
