"""An authority to charge that police will not use: they say why, and the CPS says what becomes of it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, CaseFile, Suspect
from casework.operations.locking import lock_suspect
from casework.rules import limits
from charging import events, permissions
from charging.models import Closing, NotLaid, ReviewedFor, UnusedAuthority, UnusedOutcome
from charging.operations import listing, reopening
from charging.operations import submission as submissions
from charging.operations.charges import authority_for
from charging.permissions import disagreeing
from charging.rules import reconciliation as rules
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when

UNUSED = "authority_unused"


@transaction.atomic
def say_unused(*, suspect: Suspect, reason: NotLaid, detail: str, by: User, at: datetime) -> CaseEvent:
    """Say that a charge that was authorised will not be laid, and why.

    Raises NotPermitted, WrongStatus, Refused (no words) or Conflict (somebody said so already); nothing changed then.
    """
    case_file, suspect = lock_suspect(suspect)
    permissions.may_record_charge(by, case_file).require_permission()
    lifecycle.CHARGE.require([suspect])
    decision = authority_for(suspect)
    if decision is None:
        raise Refused(Verdict.no("no_authority", f"No charge of {suspect} has been authorised."))
    said_before = UnusedAuthority.objects.filter(suspect=suspect, outcome="").select_related("said_by").first()
    if said_before:
        message = f"{said_before.said_by} has said so already, {when(said_before.said_at)}. The CPS is to decide."
        raise Conflict(Verdict.no("already_done", message))
    rules.said(detail, "Say why the charge will not be laid.", "detail").require()
    unused = UnusedAuthority.objects.create(
        case_file=case_file,
        suspect=suspect,
        decision=decision,
        reason=reason,
        detail=detail.strip(),
        said_at=at,
        said_by=by,
        due_at=limits.due("answer_unused", at),
    )
    listing.keep_standings(case_file)
    said = events.ChargeNotLaid(decision_id=decision.pk, reason=reason.value, unused_id=unused.pk)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


@transaction.atomic
def decide_unused(
    *, unused: UnusedAuthority, outcome: UnusedOutcome, reasons: str, by: User, at: datetime
) -> CaseEvent:
    """Say what becomes of the authority: it stays, it is decided again, or the case is closed without a charge.

    Raises NotPermitted, Refused (no reasons), WrongStatus or Conflict (decided already); then nothing has changed.
    """
    case_file = CaseFile.objects.lock(unused.case_file)
    rows = UnusedAuthority.objects.select_for_update(of=("self",)).select_related("suspect", "decision", "decided_by")
    unused = rows.get(pk=unused.pk)
    disagreeing.may_settle_mismatch(by, case_file).require_permission()
    if unused.decided_at:
        message = f"{unused.decided_by} has decided already, {when(unused.decided_at)}: {unused.get_outcome_display()}."
        raise Conflict(Verdict.no("already_done", message))
    rules.said(reasons, "Say why, so that both agencies can read it.", "reasons").require()
    unused.outcome, unused.reasons, unused.decided_at, unused.decided_by = outcome, reasons.strip(), at, by
    unused.save()
    said = events.UnusedAuthorityDecided(
        decision_id=unused.decision_id, outcome=outcome.value, in_time=at < unused.due_at
    )
    entry = ledger.record(said, case_file=case_file, by=by, at=at, suspects=[unused.suspect])
    _follow(case_file, unused, by=by, at=at)
    listing.keep_standings(case_file)
    return entry


def _follow(case_file: CaseFile, unused: UnusedAuthority, *, by: User, at: datetime) -> None:
    """Do what was decided to the suspect."""
    if unused.outcome == UnusedOutcome.AGAIN:
        kind = ReviewedFor.AUTHORITY_UNUSED
        reopening.open_again(case_file, [unused.suspect], kind=kind, not_by=None, by=by, at=at)
    elif unused.outcome == UnusedOutcome.CLOSED:
        _close(case_file, unused.suspect, by=by, at=at)


def _close(case_file: CaseFile, suspect: Suspect, *, by: User, at: datetime) -> None:
    """Close the case without a charge; it can be reopened like any other that was closed without a decision."""
    submissions.move([suspect], lifecycle.CLOSE_UNUSED, at)
    said = events.SuspectAdminFinalised(reason=UNUSED, victim_reason=False)
    entry = ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])
    Closing.objects.create(
        suspect=suspect,
        stood=lifecycle.Status.AUTHORISED,
        reason=UNUSED,
        event_id=entry.pk,
        closed_at=at,
        closed_by=by,
    )
