"""The authority to charge a suspect, and what police then charged."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.models import OffenceCode, Suspect
from charging.lifecycle import CHARGES, ChargeMethod, Match
from charging.models import ChargeRecord, Decision, Mismatch
from charging.rules.reconciliation import Pair, side_by_side


@dataclass(frozen=True)
class ChargePage:
    """What was authorised for one suspect and what was laid; None where that has not happened."""

    suspect: Suspect
    authority: Decision | None
    authorised: Sequence[OffenceCode]
    record: ChargeRecord | None
    laid: Sequence[OffenceCode]
    mismatches: Sequence[Mismatch] = ()

    @property
    def pairs(self) -> list[Pair]:
        """Every offence, authorised and laid, side by side."""
        return side_by_side(self.authorised, self.laid)

    @property
    def match(self) -> Match:
        """How the charges laid compare with those authorised; call it once there is a record."""
        return Match(self.record.match) if self.record else Match.EXACT

    @property
    def method(self) -> str:
        """How police charged, in words."""
        return ChargeMethod(self.record.method).label if self.record else ""


def charge_page(suspect: Suspect) -> ChargePage:
    """Read a suspect's authority and charge, as it was laid first; what police charged without it had no authority."""
    record = ChargeRecord.objects.filter(suspect=suspect).select_related("recorded_by").first()
    decisions = suspect.decisions.filter(result__in=CHARGES).select_related("consultation__completed_by")
    authority = decisions.filter(charge_record=record).first() if record else decisions.order_by("at").last()
    charges = authority.charges.select_related("offence_code") if authority else []
    laid = record.charges.select_related("offence_code") if record else []
    return ChargePage(
        suspect=suspect,
        authority=authority,
        authorised=[charge.offence_code for charge in charges],
        record=record,
        laid=[charge.offence_code for charge in laid],
        mismatches=list(record.mismatches.select_related("amendment").order_by("pk")) if record else (),
    )


def proposed_against(suspect: Suspect) -> list[OffenceCode]:
    """The offences that police propose against a suspect, each once."""
    rows = suspect.offences.filter(withdrawn_at__isnull=True).select_related("offence_code").order_by("pk")
    return list(dict.fromkeys(row.offence_code for row in rows))
