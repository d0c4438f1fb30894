"""Police record the charge; it is compared with what was authorised. Nobody else can make a suspect charged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, OffenceCode, Suspect
from casework.operations.locking import lock_suspect
from charging import events, permissions
from charging.lifecycle import CHARGES, ChargeMethod
from charging.models import ChargeRecord, Decision, LaidCharge
from charging.operations import listing
from charging.operations.submission import move
from charging.rules.decision import match_of
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class ChargeDetails:
    """When, how and with what police charged. `charged_at` is timezone-aware."""

    charged_at: datetime
    method: ChargeMethod
    offences: Sequence[OffenceCode]


def authority_for(suspect: Suspect) -> Decision | None:
    """The decision that authorises the suspect's charge; None where there is none."""
    return suspect.decisions.filter(result__in=CHARGES).order_by("-at").first()


@transaction.atomic
def record_charge(*, suspect: Suspect, details: ChargeDetails, by: User, at: datetime) -> CaseEvent:
    """Record that police charged a suspect, as of when they did.

    Raises NotPermitted, WrongStatus or Refused (time, no offence); then nothing has changed.
    """
    case_file, suspect = lock_suspect(suspect)
    permissions.may_record_charge(by, case_file).require_permission()
    decision = authority_for(suspect)
    lifecycle.CHARGE.require([suspect])
    if decision is None:
        raise Refused(Verdict.no("no_authority", f"No charge of {suspect} has been authorised."))
    _check(details, decision, at).require()
    # People give minutes: a charge in the minute of the authority came after it, and the ledger must say so.
    charged_at = max(details.charged_at, decision.at)
    offences = list(dict.fromkeys(details.offences))
    laid = [offence.code for offence in offences]
    match = match_of([c.offence_code.code for c in decision.charges.select_related("offence_code")], laid)
    record = ChargeRecord.objects.create(
        suspect=suspect,
        decision=decision,
        charged_at=charged_at,
        method=details.method,
        match=match,
        recorded_at=at,
        recorded_by=by,
    )
    LaidCharge.objects.bulk_create(LaidCharge(record=record, offence_code=code) for code in offences)
    move([suspect], lifecycle.CHARGE, at)
    listing.keep_standings(case_file)
    said = events.SuspectCharged(
        charged_at=charged_at,
        method=details.method.value,
        offences=laid,
        police_charged=False,
        matches_authority=match.value,
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, happened_at=charged_at, suspects=[suspect])


def _check(details: ChargeDetails, decision: Decision, at: datetime) -> Verdict:
    verdict = Verdict.ok()
    if details.charged_at > at:
        verdict &= Verdict.no("future", "The charge must have happened already.", "charged_at")
    if details.charged_at < _whole_minute(decision.at):
        message = "The charge cannot be before the CPS authorised it."
        verdict &= Verdict.no("before_authority", message, "charged_at")
    if not details.offences:
        verdict &= Verdict.no("no_offence", "Choose at least one offence that was charged.", "offences")
    return verdict


def _whole_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
