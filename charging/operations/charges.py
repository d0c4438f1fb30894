"""Police record the charge; it is compared with what was authorised. Nobody else can make a suspect charged.

Exactly as authorised it is settled at once; otherwise a mismatch waits for both agencies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.lifecycle import STATUSES, Holder
from casework.models import CaseEvent, CaseFile, OffenceCode, Suspect
from casework.operations.locking import lock_suspect
from charging import events, permissions
from charging.lifecycle import CHARGES, ChargeMethod, Match
from charging.models import ChargeRecord, Decision, LaidCharge, Unauthorised
from charging.operations import contested, direct, leaving, listing, overtaken
from charging.operations.action_items import settle_requests
from charging.operations.closing import asked_of_nobody
from charging.operations.reconciliation import raise_mismatch
from charging.operations.submission import move
from charging.rules.reconciliation import said
from charging.rules.seriousness import compare
from foundation.periods import local_date
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class ChargeDetails:
    """When, how and with what police charged. `charged_at` is timezone-aware."""

    charged_at: datetime
    method: ChargeMethod
    offences: Sequence[OffenceCode]


@dataclass(frozen=True, kw_only=True)
class Unasked:
    """Why police charged without the CPS, and the rank and role of whoever let it be."""

    reason: Unauthorised
    rank: str
    role: str

    def check(self) -> Verdict:
        """Say whether it says who; names are not asked for."""
        verdict = said(self.rank, "Give the rank of the officer who let it be charged.", "officer_rank")
        return verdict & said(self.role, "Say what that officer was, for example custody officer.", "officer_role")


LEFT = "Charged by police without authority"


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
    details = replace(details, charged_at=max(details.charged_at, decision.at))
    authorised = [charge.offence_code for charge in decision.charges.select_related("offence_code")]
    match = compare(authorised, details.offences, on=local_date(at))
    overtaken.by_charge(suspect, by=by, at=at)
    record = _record(suspect, details, match, decision=decision, by=by, at=at)
    raise_mismatch(record, match, at)
    return _charged(case_file, record, lifecycle.CHARGE, by=by, at=at)


@transaction.atomic
def charge_without_authority(
    *, suspect: Suspect, details: ChargeDetails, unasked: Unasked, by: User, at: datetime
) -> CaseEvent:
    """Record that police charged somebody whom the CPS has not decided about, who let that happen, and why.

    What the CPS has of them is left: a file or a review of nobody else is withdrawn. Where the CPS has had the file,
    it settles the mismatch. Raises NotPermitted, WrongStatus or Refused (time, offences, who and why); then nothing
    has changed.
    """
    case_file, suspect = lock_suspect(suspect)
    permissions.may_record_charge(by, case_file).require_permission()
    lifecycle.CHARGE_WITHOUT_AUTHORITY.require([suspect])
    (_check_always(details, at) & unasked.check()).require()
    leaving.leave(case_file, suspect, reason=LEFT, by=by, at=at)
    record = _record(suspect, details, Match.NONE, unasked=unasked, by=by, at=at)
    if case_file.first_submitted_at is not None:
        raise_mismatch(record, Match.NONE, at)
    entry = _charged(case_file, record, lifecycle.CHARGE_WITHOUT_AUTHORITY, by=by, at=at)
    direct.give_back_once_over(case_file, by=by, at=at)
    return entry


def _record(
    suspect: Suspect,
    details: ChargeDetails,
    match: Match,
    *,
    by: User,
    at: datetime,
    decision: Decision | None = None,
    unasked: Unasked | None = None,
) -> ChargeRecord:
    record = ChargeRecord.objects.create(
        suspect=suspect,
        decision=decision,
        charged_at=details.charged_at,
        method=details.method,
        match=match,
        unauthorised=unasked.reason if unasked else "",
        officer_rank=unasked.rank.strip() if unasked else "",
        officer_role=unasked.role.strip() if unasked else "",
        recorded_at=at,
        recorded_by=by,
    )
    laid = dict.fromkeys(details.offences)
    LaidCharge.objects.bulk_create(LaidCharge(record=record, offence_code=code) for code in laid)
    return record


def _charged(
    case_file: CaseFile, record: ChargeRecord, step: lifecycle.Transition, *, by: User, at: datetime
) -> CaseEvent:
    """Move the suspect and tell the ledger, as of when police charged, or of when it could first be so."""
    happened_at = _court_has_them_from(record, at)
    move([record.suspect], step, at)
    contested.overtake(case_file, [record.suspect], by=by, at=at)
    settle_requests(asked_of_nobody(case_file), at)
    listing.keep_standings(case_file)
    said = events.SuspectCharged(
        charged_at=record.charged_at,
        method=record.method,
        offences=list(record.charges.order_by("pk").values_list("offence_code__code", flat=True)),
        police_charged=record.decision_id is None,
        matches_authority=record.match,
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, happened_at=happened_at, suspects=[record.suspect])


def _court_has_them_from(record: ChargeRecord, at: datetime) -> datetime:
    """When the court has the suspect: since the charge, but nobody loses days in which the ledger says they had them.

    The CPS has a file until it learns of the charge; what police have, they have since the suspect came to stand there.
    """
    if STATUSES[lifecycle.Status(record.suspect.status)].holder is Holder.CPS:
        return at
    return max(record.charged_at, record.suspect.status_at)


def _check(details: ChargeDetails, decision: Decision, at: datetime) -> Verdict:
    verdict = _check_always(details, at)
    if details.charged_at < _whole_minute(decision.at):
        message = "The charge cannot be before the CPS authorised it."
        verdict &= Verdict.no("before_authority", message, "charged_at")
    return verdict


def _check_always(details: ChargeDetails, at: datetime) -> Verdict:
    verdict = Verdict.ok()
    if details.charged_at > at:
        verdict &= Verdict.no("future", "The charge must have happened already.", "charged_at")
    if not details.offences:
        verdict &= Verdict.no("no_offence", "Choose at least one offence that was charged.", "offences")
    return verdict


def _whole_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
