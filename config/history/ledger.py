"""The ledger of one case as it comes about: written in order of time, as casework.events.record would write it."""

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder

from casework.events import HIERARCHY_VERSION, Payload
from config.history.rows import escape, instant
from config.history.world import Actor

if TYPE_CHECKING:
    from config.history.records import SuspectRecord

encode = DjangoJSONEncoder(separators=(",", ":")).encode


class CaseLedger:
    """Collects what happens, in any order, and writes the lines in order of time."""

    def __init__(self, *, before: str, force: str, police_unit: str, cps_area: str) -> None:
        """Take what opens every line of the case (its key and URN) and who it is attributed to."""
        self.before = before
        self.where = f"{force}\t{police_unit}\t{cps_area}"
        self.cps_unit = ""
        self.casework_type = "magistrates"
        self._entries: list[tuple[int, int, str]] = []

    def add(self, at: int, payload: Payload, by: Actor, suspects: "list[SuspectRecord]") -> None:
        """Note one event; `at` is in seconds since 1970. It is attributed as the case is now."""
        when = instant(at)
        youth = "t" if any(at < suspect.adult_from for suspect in suspects) else "f"
        about = ",".join([suspect.key for suspect in suspects])
        line = (
            f"{self.before}\t{payload.name}\t{payload.schema_version}\t{when}\t{when}\ttandem\t{by.org}\t{by.role}\t{by.id}\t{{{about}}}"
            f"\t{payload.holder_after() or ''}\t{self.where}\t{self.cps_unit}\t{HIERARCHY_VERSION}"
            f"\t{self.casework_type}\t{youth}\tf\t\t{escape(encode(vars(payload)))}"
        )
        self._entries.append((at, len(self._entries), line))

    def lines(self) -> list[str]:
        """Return the lines in order of time; what happened at one instant stays in the order of telling."""
        return [line for _, _, line in sorted(self._entries)]
