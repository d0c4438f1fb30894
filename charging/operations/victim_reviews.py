"""A victim asks for a review: the request is recorded, and answered by somebody who had no part in the decision."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, CaseFile, Person, PersonRole, Suspect
from casework.operations.locking import lock_suspect
from casework.rules import limits
from charging import events
from charging.models import (
    Asked,
    Decision,
    ReviewedFor,
    ReviewedResult,
    VictimReview,
    VictimReviewOutcome,
    VictimReviewStage,
)
from charging.operations import listing, reopening
from charging.permissions import disagreeing
from charging.rules import victim_review as rules
from charging.rules.reconciliation import said as words
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when

ANSWER_WITHIN = {
    VictimReviewStage.LOCAL: "answer_victim_review",
    VictimReviewStage.INDEPENDENT: "answer_victim_review_independent",
}
RESULTS = {
    VictimReviewOutcome.UPHELD: ReviewedResult.STANDS,
    VictimReviewOutcome.EXPLAINED: ReviewedResult.EXPLAINED,
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asked and when; why a late request is exceptional. `asked_at` is timezone-aware."""

    victim: Person
    asked_at: datetime
    late_reason: str = ""


@transaction.atomic
def ask(*, suspect: Suspect, request: Request, by: User, at: datetime) -> CaseEvent:
    """Record that a victim asked for a review of the decision for a suspect; it goes to local resolution first.

    Raises NotPermitted, Refused (the decision does not qualify, not a victim of the case, time) or Conflict (recorded
    already); then nothing has changed.
    """
    case_file, suspect = lock_suspect(suspect)
    disagreeing.may_keep_victim_review(by, case_file).require_permission()
    decision = reopening.last_decision(suspect)
    rules.qualifies(decision, suspect).require()
    assert decision is not None
    _require_first(decision, request.victim)
    a_victim = _of_this_case(request.victim, case_file)
    (a_victim & rules.request(decision, request.asked_at, request.late_reason, at=at)).require()
    asked = rules.window(decision.at).asked(request.asked_at)
    row = VictimReview(
        case_file=case_file,
        suspect=suspect,
        decision=decision,
        victim=request.victim,
        stage=VictimReviewStage.LOCAL,
        asked_at=max(request.asked_at, decision.at),
        asked=asked,
        late_reason=request.late_reason.strip() if asked is Asked.EXCEPTIONAL else "",
    )
    return _record(row, by=by, at=at)


def _require_first(decision: Decision, victim: Person) -> None:
    earlier = VictimReview.objects.filter(decision=decision, victim=victim).select_related("recorded_by").first()
    if earlier:
        message = f"{earlier.recorded_by} has recorded this request already, {when(earlier.recorded_at)}."
        raise Conflict(Verdict.no("already_done", message))


def _of_this_case(victim: Person, case_file: CaseFile) -> Verdict:
    if victim.case_file_id == case_file.pk and victim.role == PersonRole.VICTIM and not victim.withdrawn_at:
        return Verdict.ok()
    return Verdict.no("not_a_victim", "Choose a victim of this case.", "victim")


def _record(row: VictimReview, *, by: User, at: datetime) -> CaseEvent:
    row.recorded_at, row.recorded_by = at, by
    # However late it is recorded, the victim has waited since asking.
    row.due_at = limits.due(ANSWER_WITHIN[VictimReviewStage(row.stage)], row.asked_at)
    row.save(force_insert=True)
    listing.keep_standings(row.case_file)
    said = events.VictimReviewAsked(
        request_id=row.pk, decision_id=row.decision_id, stage=str(row.stage), asked=str(row.asked)
    )
    return ledger.record(said, case_file=row.case_file, by=by, at=at, suspects=[row.suspect])


def _lock(review: VictimReview) -> VictimReview:
    case_file = CaseFile.objects.lock(review.case_file)
    rows = VictimReview.objects.select_for_update(of=("self",))
    row = rows.select_related("suspect", "victim", "decision__consultation__completed_by", "decided_by").get(
        pk=review.pk
    )
    row.case_file = row.suspect.case_file = case_file
    return row


@transaction.atomic
def go_on(*, review: VictimReview, asked_at: datetime, by: User, at: datetime) -> CaseEvent:
    """Record that the victim does not agree with the local answer and wants an independent review.

    Raises NotPermitted, Refused (no local answer that left the decision) or Conflict (recorded already); then
    nothing has changed.
    """
    row = _lock(review)
    disagreeing.may_keep_victim_review(by, row.case_file).require_permission()
    if VictimReview.objects.filter(
        decision=row.decision, victim=row.victim, stage=VictimReviewStage.INDEPENDENT
    ).exists():
        raise Conflict(Verdict.no("already_done", "The independent review has been asked for already."))
    (rules.may_go_on(row.outcome) & rules.qualifies(reopening.last_decision(row.suspect), row.suspect)).require()
    if asked_at > at:
        raise Refused(Verdict.no("future", "The victim must have asked already.", "asked_at"))
    further = VictimReview(
        case_file=row.case_file,
        suspect=row.suspect,
        decision=row.decision,
        victim=row.victim,
        stage=VictimReviewStage.INDEPENDENT,
        asked_at=asked_at,
        asked=row.asked,
        late_reason=row.late_reason,
    )
    return _record(further, by=by, at=at)


@transaction.atomic
def decide(*, review: VictimReview, outcome: VictimReviewOutcome, reasons: str, by: User, at: datetime) -> CaseEvent:
    """Answer a victim. Overturned, the decision is made again by somebody else.

    Raises NotPermitted (role, had a part in it), Refused (no reasons), WrongStatus or Conflict (answered already);
    then nothing has changed.
    """
    row = _lock(review)
    disagreeing.may_decide_victim_review(by, row, took_part(row)).require_permission()
    if row.decided_at:
        message = f"{row.decided_by} has answered this already, {when(row.decided_at)}: {row.get_outcome_display()}."
        raise Conflict(Verdict.no("already_done", message))
    words(reasons, "Write what the victim is told, and why.", "reasons").require()
    row.outcome, row.reasons, row.decided_at, row.decided_by = outcome, reasons.strip(), at, by
    row.save()
    said = events.VictimReviewDecided(
        request_id=row.pk,
        decision_id=row.decision_id,
        stage=str(row.stage),
        outcome=outcome.value,
        in_time=at < row.due_at,
    )
    entry = ledger.record(said, case_file=row.case_file, by=by, at=at, suspects=[row.suspect])
    _follow(row, outcome, by=by, at=at)
    listing.keep_standings(row.case_file)
    return entry


def took_part(row: VictimReview) -> list[int | None]:
    """The keys of those who made the decision or answered the victim before."""
    answered = VictimReview.objects.filter(decision_id=row.decision_id, decided_at__isnull=False).exclude(pk=row.pk)
    return [row.decision.consultation.completed_by_id, *answered.values_list("decided_by_id", flat=True)]


def _follow(row: VictimReview, outcome: VictimReviewOutcome, *, by: User, at: datetime) -> None:
    kind = ReviewedFor.VICTIM_RIGHT
    if outcome is VictimReviewOutcome.OVERTURNED:
        original = row.decision.consultation.completed_by
        reopening.open_again(row.case_file, [row.suspect], kind=kind, not_by=original, by=by, at=at)
    else:
        reopening.record_review(row.case_file, row.suspect, kind=kind, result=RESULTS[outcome], by=by, at=at)
