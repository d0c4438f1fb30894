"""How charges laid compare with what they should be, offence by offence, and what has to be said about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.models import OffenceCode
from charging.models import Mismatch, MismatchState, Settlement
from foundation.verdicts import Verdict
from foundation.wording import in_time_until

AS_AUTHORISED = "As authorised"
NOT_LAID = "Authorised, not laid"
NOT_AUTHORISED = "Laid, not authorised"


@dataclass(frozen=True)
class Pair:
    """One offence: whether it was authorised, whether it was laid, and what that is."""

    offence: OffenceCode
    authorised: bool
    laid: bool

    @property
    def says(self) -> str:
        """What it is, in words."""
        if self.authorised and self.laid:
            return AS_AUTHORISED
        return NOT_LAID if self.authorised else NOT_AUTHORISED


def side_by_side(authorised: Sequence[OffenceCode], laid: Sequence[OffenceCode]) -> list[Pair]:
    """Every offence once: those authorised in their order, then the others that were laid."""
    allowed = {code.pk for code in authorised}
    charged = {code.pk for code in laid}
    rows = {code.pk: code for code in (*authorised, *laid)}
    return [Pair(code, key in allowed, key in charged) for key, code in rows.items()]


def may_be_settled(mismatch: Mismatch, *, at: datetime) -> Verdict:
    """The CPS settles once police have explained, or once the time for that has run out."""
    if mismatch.state == MismatchState.EXPLAIN and at < mismatch.due_at:
        until = in_time_until(mismatch.due_at)
        message = f"Police have until {until} to explain. Settle it after that, or once they have."
        return Verdict.no("not_explained", message)
    return Verdict.ok()


def settlement(chosen: Settlement, reasons: str, should_be: Sequence[OffenceCode]) -> Verdict:
    """A settlement says why; what is to be amended says into what."""
    verdict = said(reasons, "Say why, so that both agencies can read it.", "reasons")
    if chosen is Settlement.AMEND and not should_be:
        verdict &= Verdict.no("no_offence", "Choose what police are to charge instead.", "offences")
    if chosen is not Settlement.AMEND and should_be:
        message = "Offences are chosen only where the charge is to be amended. Take them out, or choose that."
        verdict &= Verdict.no("offences_without_amendment", message, "offences")
    return verdict


def said(text: str, message: str, where: str) -> Verdict:
    """Something has to be written."""
    return Verdict.ok() if text.strip() else Verdict.no(f"no_{where}", message, where)
