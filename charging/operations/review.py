"""The prosecutor's review: taken or allocated, then completed with a decision for each suspect."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.queries.people import covered_by
from casework import events as ledger
from casework import lifecycle
from casework.events import Payload
from casework.models import CaseEvent, CaseFile, Suspect
from charging import events, permissions
from charging.lifecycle import CHARGES, DECISION_CODES, CodeTest, NeededFor, Result
from charging.models import ActionItem, ActionPlan, AuthorisedCharge, Consultation, Decision
from charging.operations import listing
from charging.operations.submission import lock_suspects, move
from charging.queries.rounds import asked_for
from charging.rules.decision import Outcome, RequestedItem, Review, for_review
from charging.rules.submissions import most_confined
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when

MOVES = {
    Result.CHARGE_FULL: lifecycle.AUTHORISE,
    Result.CHARGE_THRESHOLD: lifecycle.AUTHORISE,
    Result.NFA_EVIDENTIAL: lifecycle.END,
    Result.NFA_PUBLIC_INTEREST: lifecycle.END,
    Result.OUT_OF_COURT: lifecycle.DIVERT,
    Result.ACTION_PLAN: lifecycle.ASK_FOR_MORE,
    Result.ADVICE: lifecycle.ADVISE,
}


def _lock_open(consultation: Consultation) -> Consultation:
    CaseFile.objects.lock(consultation.case_file)
    row = Consultation.objects.select_for_update(of=("self",)).select_related("submission").get(pk=consultation.pk)
    row.case_file = CaseFile.objects.lock(consultation.case_file)
    if row.completed_at:
        raise Conflict(
            Verdict.no(
                "already_done", f"{row.completed_by} has completed this review already, {when(row.completed_at)}."
            )
        )
    return row


@transaction.atomic
def allocate(*, consultation: Consultation, prosecutor: User, by: User, at: datetime) -> CaseEvent:
    """Give a review to a prosecutor. Raises NotPermitted or Conflict; then nothing has changed."""
    consultation = _lock_open(consultation)
    permissions.may_allocate(by, consultation, prosecutor).require_permission()
    _require_untaken(consultation, prosecutor, by, at)
    consultation.prosecutor, consultation.allocated_at = prosecutor, at
    consultation.save(update_fields=["prosecutor", "allocated_at"])
    listing.keep_standings(consultation.case_file)
    said = events.ReviewAllocated(consultation_id=consultation.pk, prosecutor_id=prosecutor.pk)
    return ledger.record(said, case_file=consultation.case_file, by=by, at=at)


def _require_untaken(consultation: Consultation, prosecutor: User, by: User, at: datetime) -> None:
    """Raise Conflict where somebody else has the review, unless whoever asks allocates reviews or covers for them."""
    holder = consultation.prosecutor
    if holder is None or holder == prosecutor or permissions.may_choose_prosecutor(by, consultation.case_file):
        return
    if holder not in covered_by(by, on=local_date(at)):
        raise Conflict(Verdict.no("already_taken", f"{holder} has taken this review already."))


def suspects_under_review(consultation: Consultation) -> list[Suspect]:
    """The suspects of the submission that still await a decision, in order."""
    rows = consultation.submission.suspects.filter(status=lifecycle.Status.WITH_PROSECUTOR)
    return list(rows.order_by("number"))


@transaction.atomic
def complete(*, consultation: Consultation, review: Review, by: User, at: datetime) -> CaseEvent:
    """Complete a review: a decision for each suspect, and one action plan where more work is needed.

    Returns the event of the completed consultation. Raises NotPermitted, Refused with every gap in the
    review, Conflict or WrongStatus; then nothing has changed.
    """
    consultation = _lock_open(consultation)
    permissions.may_review(by, consultation).require_permission()
    locked = {suspect.pk: suspect for suspect in lock_suspects(consultation.case_file)}
    suspects = [locked[suspect.pk] for suspect in suspects_under_review(consultation)]
    for_review(review, suspects, purpose=asked_for(consultation.submission), today=local_date(at)).require()
    _close(consultation, review, by, at)
    entry = _record_completion(consultation, review, suspects, by, at)
    for suspect in suspects:
        _decide(consultation, suspect, review.outcomes[suspect.pk], by, at)
    asked = [s for s in suspects if review.outcomes[s.pk].result is Result.ACTION_PLAN]
    if asked:
        _issue_plan(consultation, review.items, asked, by, at)
    listing.keep_standings(consultation.case_file)
    return entry


def _close(consultation: Consultation, review: Review, by: User, at: datetime) -> None:
    consultation.analysis = review.analysis
    consultation.disclosure_considered = review.disclosure_considered
    consultation.completed_at, consultation.completed_by = at, by
    consultation.save(update_fields=["analysis", "disclosure_considered", "completed_at", "completed_by"])


def _record_completion(
    consultation: Consultation, review: Review, suspects: Sequence[Suspect], by: User, at: datetime
) -> CaseEvent:
    threshold = any(o.result is Result.CHARGE_THRESHOLD for o in review.outcomes.values())
    said = events.ConsultationCompleted(
        consultation_id=consultation.pk,
        submission_id=consultation.submission_id,
        results={str(suspect.pk): review.outcomes[suspect.pk].result.value for suspect in suspects},
        test=(CodeTest.THRESHOLD if threshold else CodeTest.FULL).value,
        custody_basis=most_confined(suspects),
    )
    return ledger.record(said, case_file=consultation.case_file, by=by, at=at, suspects=suspects)


def _decide(consultation: Consultation, suspect: Suspect, outcome: Outcome, by: User, at: datetime) -> None:
    decision = Decision.objects.create(
        consultation=consultation,
        suspect=suspect,
        result=outcome.result,
        code=DECISION_CODES[outcome.result],
        reason=outcome.reason,
        rationale=outcome.rationale,
        at=at,
    )
    if outcome.result in CHARGES:
        AuthorisedCharge.objects.bulk_create(
            AuthorisedCharge(decision=decision, offence_code=code) for code in dict.fromkeys(outcome.offences)
        )
    move([suspect], MOVES[outcome.result], at)
    said = _payload(decision, outcome)
    if said:
        ledger.record(said, case_file=consultation.case_file, by=by, at=at, suspects=[suspect])


def _payload(decision: Decision, outcome: Outcome) -> Payload | None:
    """The event of a decision for one suspect; None for an action plan, which has its own."""
    if outcome.result in CHARGES:
        test = CodeTest.FULL if outcome.result is Result.CHARGE_FULL else CodeTest.THRESHOLD
        codes = [code.code for code in dict.fromkeys(outcome.offences)]
        return events.ChargeAuthorised(decision_id=decision.pk, offences=codes, test=test.value)
    if outcome.result is Result.ADVICE:
        return events.EarlyAdviceGiven(decision_id=decision.pk)
    if outcome.reason is None:
        return None
    if outcome.result is Result.OUT_OF_COURT:
        return events.OocdDecided(decision_id=decision.pk, disposal=outcome.reason.code)
    return events.NfaDecided(
        decision_id=decision.pk,
        group=outcome.result.value.removeprefix("nfa_"),
        reason_code=outcome.reason.code,
        victim_reason=outcome.reason.victim_reason,
    )


def _issue_plan(
    consultation: Consultation,
    items: Sequence[RequestedItem],
    suspects: Sequence[Suspect],
    by: User,
    at: datetime,
) -> None:
    case_file = consultation.case_file
    number = case_file.action_plans.count() + 1
    plan = ActionPlan.objects.create(
        case_file=case_file, consultation=consultation, number=number, issued_at=at, issued_by=by
    )
    said = events.ActionPlanIssued(plan_id=plan.pk, consultation_id=consultation.pk, stage="pre_charge", plan_no=number)
    ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)
    for asked in items:
        item = ActionItem.objects.create(
            plan=plan,
            suspect=asked.suspect,
            category=asked.category,
            text=asked.text,
            why=asked.why,
            needed_for=asked.needed_for,
            due_on=asked.due_on,
        )
        created = events.ActionItemCreated(
            item_id=item.pk,
            plan_id=plan.pk,
            category=item.category,
            essential=item.needed_for == NeededFor.DECISION,
            due_date_first_agreed=item.due_on,
        )
        about = [asked.suspect] if asked.suspect else suspects
        ledger.record(created, case_file=case_file, by=by, at=at, suspects=about)
