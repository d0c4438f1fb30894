"""Charges that differ from the authority: police explain or amend, the CPS settles. Nothing laid is written over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, CaseFile, OffenceCode
from casework.rules import limits
from charging import events, permissions
from charging.lifecycle import Match
from charging.models import ChargeAmendment, ChargeRecord, Mismatch, MismatchState, Settlement
from charging.operations import listing
from charging.permissions import disagreeing
from charging.rules import reconciliation as rules
from charging.rules.seriousness import compare
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


@dataclass(frozen=True, kw_only=True)
class SettlementDetails:
    """What the CPS says of a mismatch; `should_be` only where it is to be amended."""

    settlement: Settlement
    reasons: str
    should_be: Sequence[OffenceCode] = ()


@dataclass(frozen=True, kw_only=True)
class AmendmentDetails:
    """When police amended the charge, and into what. `amended_at` is timezone-aware."""

    amended_at: datetime
    offences: Sequence[OffenceCode]


def raise_mismatch(
    record: ChargeRecord, match: Match, at: datetime, *, amendment: ChargeAmendment | None = None
) -> None:
    """Open a mismatch where charges are not what they should be; the caller holds the lock on the case."""
    if match is Match.EXACT:
        return
    Mismatch.objects.create(
        case_file=record.suspect.case_file,
        suspect=record.suspect,
        record=record,
        amendment=amendment,
        match=match,
        raised_at=at,
        since=at,
        due_at=limits.due("explain_mismatch", at),
    )


def _lock_open(mismatch: Mismatch) -> Mismatch:
    """Lock the case, then the mismatch; raises Conflict where it was settled already."""
    case_file = CaseFile.objects.lock(mismatch.case_file)
    rows = Mismatch.objects.select_for_update(of=("self",)).select_related("record__suspect", "record__decision")
    row = rows.get(pk=mismatch.pk)
    row.case_file = row.record.suspect.case_file = case_file
    if row.settled_at and row.state != MismatchState.AMEND:
        message = f"{row.settled_by} has settled this already, {when(row.settled_at)}: {row.get_settlement_display()}."
        raise Conflict(Verdict.no("already_done", message))
    return row


@transaction.atomic
def explain(*, mismatch: Mismatch, text: str, by: User, at: datetime) -> CaseEvent:
    """Say why what was laid is not what was authorised.

    Raises NotPermitted, Refused (no words) or Conflict (explained or settled already); then nothing has changed.
    """
    mismatch = _lock_open(mismatch)
    permissions.may_record_charge(by, mismatch.case_file).require_permission()
    if mismatch.state != MismatchState.EXPLAIN:
        message = f"{mismatch.explained_by or mismatch.settled_by} has explained this already."
        raise Conflict(Verdict.no("already_done", message))
    rules.said(text, "Say why what was laid is not what was authorised.", "explanation").require()
    in_time = at < mismatch.due_at
    mismatch.explanation, mismatch.explained_at, mismatch.explained_by = text.strip(), at, by
    mismatch.state, mismatch.since, mismatch.due_at = MismatchState.SETTLE, at, limits.due("settle_mismatch", at)
    mismatch.save()
    listing.keep_standings(mismatch.case_file)
    said = events.MismatchExplained(mismatch_id=mismatch.pk, match=mismatch.match, in_time=in_time)
    return ledger.record(said, case_file=mismatch.case_file, by=by, at=at, suspects=[mismatch.record.suspect])


@transaction.atomic
def settle(*, mismatch: Mismatch, details: SettlementDetails, by: User, at: datetime) -> CaseEvent:
    """Say what becomes of charges that differ from the authority.

    Raises NotPermitted, Refused (police still have time to explain, no reasons, no offences to amend into) or
    Conflict (settled already); then nothing has changed.
    """
    mismatch = _lock_open(mismatch)
    disagreeing.may_settle_mismatch(by, mismatch.case_file).require_permission()
    if mismatch.settled_at:
        message = f"{mismatch.settled_by} has settled this already, {when(mismatch.settled_at)}: to be amended."
        raise Conflict(Verdict.no("already_done", message))
    offences = list(dict.fromkeys(details.should_be))
    allowed = rules.settlement(details.settlement, details.reasons, offences)
    (rules.may_be_settled(mismatch, at=at) & allowed).require()
    in_time = mismatch.state == MismatchState.EXPLAIN or at < mismatch.due_at
    amend = details.settlement is Settlement.AMEND
    mismatch.settlement, mismatch.reasons = details.settlement, details.reasons.strip()
    mismatch.settled_at, mismatch.settled_by = at, by
    mismatch.state = MismatchState.AMEND if amend else MismatchState.SETTLED
    if amend:
        mismatch.since, mismatch.due_at = at, limits.due("amend_charge", at)
    mismatch.save()
    mismatch.should_be.set(offences)
    listing.keep_standings(mismatch.case_file)
    said = events.MismatchSettled(
        mismatch_id=mismatch.pk,
        match=mismatch.match,
        settlement=details.settlement.value,
        offences=[code.code for code in offences],
        in_time=in_time,
    )
    return ledger.record(said, case_file=mismatch.case_file, by=by, at=at, suspects=[mismatch.record.suspect])


@transaction.atomic
def amend(*, mismatch: Mismatch, details: AmendmentDetails, by: User, at: datetime) -> CaseEvent:
    """Record what police charge instead, beside what they laid first; a new difference opens a new mismatch.

    Raises NotPermitted, Refused (nothing to amend, time, no offence) or Conflict; then nothing has changed.
    """
    mismatch = _lock_open(mismatch)
    permissions.may_record_charge(by, mismatch.case_file).require_permission()
    _check_amendment(mismatch, details, at).require()
    record = mismatch.record
    codes = [code.code for code in dict.fromkeys(details.offences)]
    match = compare(mismatch.should_be.all(), details.offences, on=local_date(at))
    amendment = ChargeAmendment.objects.create(
        record=record,
        number=record.amendments.count() + 1,
        match=match,
        amended_at=max(details.amended_at, record.charged_at),
        recorded_at=at,
        recorded_by=by,
    )
    amendment.offences.set(details.offences)
    mismatch.state = MismatchState.SETTLED
    mismatch.save(update_fields=["state"])
    raise_mismatch(record, match, at, amendment=amendment)
    listing.keep_standings(mismatch.case_file)
    said = events.ChargeAmended(
        amendment_id=amendment.pk, amended_at=amendment.amended_at, offences=codes, matches=match.value
    )
    return ledger.record(said, case_file=mismatch.case_file, by=by, at=at, suspects=[record.suspect])


def _check_amendment(mismatch: Mismatch, details: AmendmentDetails, at: datetime) -> Verdict:
    if mismatch.state != MismatchState.AMEND:
        raise Refused(Verdict.no("not_to_be_amended", "The CPS has not said that this charge is to be amended."))
    verdict = Verdict.ok()
    if details.amended_at > at:
        verdict &= Verdict.no("future", "The charge must have been amended already.", "amended_at")
    if details.amended_at < mismatch.record.charged_at.replace(second=0, microsecond=0):
        verdict &= Verdict.no("before_charge", "The charge cannot be amended before it was laid.", "amended_at")
    if not details.offences:
        verdict &= Verdict.no("no_offence", "Choose at least one offence that is charged now.", "offences")
    return verdict
