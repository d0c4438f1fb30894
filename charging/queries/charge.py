"""The authority to charge a suspect, and what police then charged."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.models import OffenceCode, Suspect
from charging.lifecycle import CHARGES, ChargeMethod, Match
from charging.models import ChargeRecord, Decision


@dataclass(frozen=True)
class ChargePage:
    """What was authorised for one suspect and what was laid; None where that has not happened."""

    suspect: Suspect
    authority: Decision | None
    authorised: Sequence[OffenceCode]
    record: ChargeRecord | None
    laid: Sequence[OffenceCode]

    @property
    def match(self) -> Match:
        """How the charges laid compare with those authorised; call it once there is a record."""
        return Match(self.record.match) if self.record else Match.EXACT

    @property
    def method(self) -> str:
        """How police charged, in words."""
        return ChargeMethod(self.record.method).label if self.record else ""


def charge_page(suspect: Suspect) -> ChargePage:
    """Read a suspect's authority and charge."""
    authority = suspect.decisions.filter(result__in=CHARGES).select_related("consultation__completed_by").last()
    record = ChargeRecord.objects.filter(suspect=suspect).select_related("recorded_by").first()
    charges = authority.charges.select_related("offence_code") if authority else []
    laid = record.charges.select_related("offence_code") if record else []
    return ChargePage(
        suspect=suspect,
        authority=authority,
        authorised=[charge.offence_code for charge in charges],
        record=record,
        laid=[charge.offence_code for charge in laid],
    )
