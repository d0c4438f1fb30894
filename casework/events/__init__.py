"""What can happen in a case, one module a subject, and the only writer of the ledger."""

from casework.events.case import CaseChanged, CaseOpened, CrimeRecorded, FlagCleared, FlagSet
from casework.events.kinship import CaseLinked, CaseMerged, CaseSplit, LikenessAnswered
from casework.events.material import MaterialAdded, MaterialWithdrawn
from casework.events.people import (
    CustodyBasisChanged,
    OffenceProposed,
    OffenceWithdrawn,
    PersonAdded,
    PersonChanged,
    SuspectChanged,
    SuspectLinked,
)
from casework.events.recording import (
    HIERARCHY_VERSION,
    LEDGER_TABLE,
    OUTBOX,
    OUTBOX_TABLE,
    SUBSCRIBERS,
    ActorOrg,
    ledger,
    record,
)
from casework.events.registry import REGISTRY, Payload, event
from casework.events.unused import (
    DisclosureAnswered,
    UnusedItemAdded,
    UnusedItemChanged,
    UnusedItemMoved,
    UnusedItemWithdrawn,
)

__all__ = [
    "HIERARCHY_VERSION",
    "LEDGER_TABLE",
    "OUTBOX",
    "OUTBOX_TABLE",
    "REGISTRY",
    "SUBSCRIBERS",
    "ActorOrg",
    "CaseChanged",
    "CaseLinked",
    "CaseMerged",
    "CaseOpened",
    "CaseSplit",
    "CrimeRecorded",
    "CustodyBasisChanged",
    "DisclosureAnswered",
    "FlagCleared",
    "FlagSet",
    "LikenessAnswered",
    "MaterialAdded",
    "MaterialWithdrawn",
    "OffenceProposed",
    "OffenceWithdrawn",
    "Payload",
    "PersonAdded",
    "PersonChanged",
    "SuspectChanged",
    "SuspectLinked",
    "UnusedItemAdded",
    "UnusedItemChanged",
    "UnusedItemMoved",
    "UnusedItemWithdrawn",
    "event",
    "ledger",
    "record",
]
