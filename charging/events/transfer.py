"""A case on its way from one CPS body or unit to another."""

from dataclasses import dataclass

from casework.events import Payload, event


@event("charging.case_transferred", code="E06", says="Moved from {from_body} to {to_body}")
@dataclass(frozen=True, kw_only=True)
class CaseTransferred(Payload):
    """Who handles the case from now on; bodies and units by their codes, a unit empty where none was settled."""

    transfer_id: int
    kind: str
    from_body: str
    to_body: str
    from_unit: str
    to_unit: str
