"""Closing what did not come back, without a prosecutor's decision, and opening it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.lifecycle import Status
from casework.models import CaseEvent, CaseFile, Suspect
from casework.operations.building import changed_meanwhile, require_live
from casework.operations.locking import lock_suspect
from casework.rules import limits
from charging import events, permissions
from charging.models import ActionItem, ActionPlan, Closing
from charging.operations import direct, listing
from charging.operations.action_items import settle_requests
from charging.operations.contested import overtake
from charging.operations.submission import lock_suspects, move
from charging.queries.plans.overdue import overdue_since
from charging.rules.closing import reason_fits, too_early
from charging.rules.plain_values import instant
from charging.rules.plan_lists import PlanList, given
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when

NEVER_KEPT = (
    "This case was closed before the service kept how it stood then, so it cannot be reopened. "
    "If there is something to decide, open a new case and name this one in its summary."
)


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Why suspects' cases are closed: a code of the list of the day, and why already where that is early."""

    reason: str
    victim_reason: bool = False
    early_because: str = ""


@transaction.atomic
def finalise(*, suspects: Sequence[Suspect], closure: Closure, by: User, at: datetime) -> CaseEvent:
    """Close the cases of some suspects of one case because the file, the advice or the answers did not come back.

    Raises NotPermitted, WrongStatus naming each who cannot be closed, Refused (nobody, reason, too early without
    saying why) or Conflict (left the case); then nothing has changed.
    """
    if not suspects:
        raise Refused(Verdict.no("nobody", "Choose whose case is to be closed.", "suspects"))
    case_file, chosen = _lock_chosen(suspects)
    permissions.may_finalise(by, case_file).require_permission()
    lifecycle.FINALISE.require(chosen)
    verdict = given(PlanList.CLOSE, closure.reason, local_date(at)) & reason_fits(closure.reason, chosen)
    if not closure.early_because.strip():
        verdict &= too_early(overdue_since(case_file, chosen), at)
    verdict.require()
    stood = {suspect.pk: suspect.status for suspect in chosen}
    move(chosen, lifecycle.FINALISE, at)
    overtake(case_file, chosen, by=by, at=at)
    said = events.SuspectAdminFinalised(reason=closure.reason, victim_reason=closure.victim_reason)
    entry = ledger.record(said, case_file=case_file, by=by, at=at, suspects=chosen)
    Closing.objects.bulk_create(
        Closing(
            suspect=suspect,
            stood=stood[suspect.pk],
            reason=closure.reason,
            early_because=closure.early_because.strip(),
            event_id=entry.pk,
            closed_at=at,
            closed_by=by,
        )
        for suspect in chosen
    )
    settle_requests(asked_of_nobody(case_file), at)
    listing.keep_standings(case_file)
    direct.give_back_once_over(case_file, by=by, at=at)
    return entry


def _lock_chosen(suspects: Iterable[Suspect]) -> tuple[CaseFile, list[Suspect]]:
    rows = list(suspects)
    case_file = CaseFile.objects.lock(rows[0].case_file)
    require_live(case_file)
    keys = {suspect.pk for suspect in rows}
    chosen = [suspect for suspect in lock_suspects(case_file) if suspect.pk in keys]
    if len(chosen) < len(keys):
        raise changed_meanwhile()
    return case_file, chosen


def asked_of_nobody(case_file: CaseFile) -> list[ActionItem]:
    """The items of plans that are out, about suspects of whom none waits for the answers any more."""
    waiting = set(case_file.suspects.filter(status=Status.ACTION_PLAN).values_list("pk", flat=True))
    plans = ActionPlan.objects.filter(case_file=case_file, returned_at__isnull=True)
    found: list[ActionItem] = []
    for plan in plans.select_related("consultation__submission"):
        asked = set(plan.consultation.submission.suspects.values_list("pk", flat=True))
        for item in plan.items.all():
            about = {item.suspect_id} if item.suspect_id else asked
            found += [] if about & waiting else [item]
    return found


def closing_of(suspect: Suspect) -> Closing | None:
    """The closing of a suspect that stands, with who closed it; None where there is none."""
    rows = Closing.objects.filter(suspect=suspect, reopened_at__isnull=True)
    return rows.select_related("closed_by", "asked_by", "refused_by").first()


def _lock_closed(suspect: Suspect) -> tuple[CaseFile, Suspect, Closing]:
    """Lock case, suspect and closing; raises Conflict saying who reopened it, WrongStatus where it was not closed."""
    case_file, suspect = lock_suspect(suspect)
    row = Closing.objects.select_for_update().filter(suspect=suspect, reopened_at__isnull=True).first()
    if row:
        return case_file, suspect, row
    done = Closing.objects.filter(suspect=suspect).select_related("reopened_by").order_by("-pk").first()
    if done and done.reopened_at:
        message = f"{done.reopened_by} has reopened this case already, {when(done.reopened_at)}."
        raise Conflict(Verdict.no("already_done", message))
    lifecycle.REOPEN_TO_RESUBMIT.require([suspect])
    raise Refused(Verdict.no("never_closed", NEVER_KEPT))


@transaction.atomic
def ask_to_reopen(*, suspect: Suspect, because: str, by: User, at: datetime) -> CaseEvent:
    """Have police ask the CPS to reopen a closed case. Raises NotPermitted, Refused, WrongStatus or Conflict."""
    case_file, suspect, row = _lock_closed(suspect)
    permissions.may_ask_of_plan(by, case_file).require_permission()
    if row.asked_at and not row.refused_at:
        message = f"{row.asked_by} has asked for this already, {when(row.asked_at)}."
        raise Conflict(Verdict.no("already_asked", message))
    _words(because, "Say what has come since, or why it should be reopened.").require()
    if row.refused_at:
        row.earlier = [*row.earlier, _refusal(row)]
    row.asked_at, row.asked_by, row.asked_because = at, by, because.strip()
    row.due_at = limits.due("answer_reopening", at)
    row.refused_at, row.refused_by, row.refused_because = None, None, ""
    row.save()
    listing.keep_standings(case_file)
    said = events.ReopeningAsked(closed_event_id=str(row.event_id), closing_id=row.pk)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


def _refusal(row: Closing) -> dict[str, str | None]:
    """What police asked and the CPS refused, as it is kept when police ask again."""
    return {
        "asked_at": instant(row.asked_at),
        "asked_by": str(row.asked_by),
        "asked_because": row.asked_because,
        "refused_at": instant(row.refused_at),
        "refused_by": str(row.refused_by),
        "refused_because": row.refused_because,
    }


@transaction.atomic
def refuse_to_reopen(*, suspect: Suspect, because: str, by: User, at: datetime) -> CaseEvent:
    """Keep a case closed that police asked to have reopened. Raises NotPermitted, Refused, WrongStatus or Conflict."""
    case_file, suspect, row = _lock_closed(suspect)
    permissions.may_finalise(by, case_file).require_permission()
    if row.refused_at:
        message = f"{row.refused_by} has refused this already, {when(row.refused_at)}."
        raise Conflict(Verdict.no("already_done", message))
    if not row.asked_at:
        raise Refused(Verdict.no("not_asked", "Police have not asked to have this case reopened."))
    _words(because, "Say why it stays closed.").require()
    row.refused_at, row.refused_by, row.refused_because = at, by, because.strip()
    row.save()
    listing.keep_standings(case_file)
    said = events.ReopeningRefused(closed_event_id=str(row.event_id))
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


@transaction.atomic
def reopen(*, suspect: Suspect, because: str, by: User, at: datetime) -> CaseEvent:
    """Open a closed case again where it stood: to be sent again, to be answered, or to act on advice.

    Where the other suspects' answers went back meanwhile there is no plan to answer any more: then it is to be sent
    again. Raises NotPermitted, Refused (no words), WrongStatus or Conflict (reopened already); then nothing has
    changed.
    """
    case_file, suspect, row = _lock_closed(suspect)
    permissions.may_finalise(by, case_file).require_permission()
    _words(because, "Say why it is reopened.").require()
    stands = _stands(suspect, Status(row.stood))
    move([suspect], lifecycle.REOPENINGS[stands], at)
    row.reopened_at, row.reopened_by, row.reopened_because = at, by, because.strip()
    row.save()
    listing.keep_standings(case_file)
    said = events.SuspectReopened(closed_event_id=str(row.event_id), stands=stands.value)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


def _stands(suspect: Suspect, stood: Status) -> Status:
    if stood is not Status.ACTION_PLAN:
        return stood
    out = ActionPlan.objects.filter(consultation__submission__suspects=suspect, returned_at__isnull=True).exists()
    return stood if out else Status.REJECTED


def _words(text: str, message: str) -> Verdict:
    return Verdict.ok() if text.strip() else Verdict.no("no_words", message, "because")
