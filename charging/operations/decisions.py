"""Writing what a completed review decided for one suspect, and telling it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.events import Payload
from casework.models import Suspect
from casework.rules import limits
from charging import events
from charging.lifecycle import CHARGES, TEST_OF, Result
from charging.models import AuthorisedCharge, Consultation, Decision, OffenceDecision, ThresholdReview
from charging.operations.submission import move
from charging.rules.decision import Outcome
from charging.rules.decision_codes import usual_code
from charging.rules.decision_offences import NOT_CHARGED_FOR, ReviewFacts
from charging.rules.review_digest import threshold_values
from foundation.clocks import end_of
from foundation.periods import local_date

MOVES = {
    Result.CHARGE_FULL: lifecycle.AUTHORISE,
    Result.CHARGE_THRESHOLD: lifecycle.AUTHORISE,
    Result.NFA_EVIDENTIAL: lifecycle.END,
    Result.NFA_PUBLIC_INTEREST: lifecycle.END,
    Result.OUT_OF_COURT: lifecycle.DIVERT,
    Result.ACTION_PLAN: lifecycle.ASK_FOR_MORE,
    Result.ADVICE: lifecycle.ADVISE,
}


@dataclass(frozen=True)
class Deciding:
    """What every decision of one review shares."""

    consultation: Consultation
    facts: ReviewFacts
    by: User
    at: datetime


def decide(now: Deciding, suspect: Suspect, outcome: Outcome) -> Decision:
    """Write a decision, move its suspect and record its event.

    A part of the operation that completes the review: it holds the locks and has asked the rules.
    """
    decision = Decision.objects.create(
        consultation=now.consultation,
        suspect=suspect,
        result=outcome.result,
        code=outcome.code or _usual_code(outcome, now),
        reason=outcome.reason,
        public_interest=outcome.public_interest,
        test=TEST_OF.get(outcome.result, ""),
        threshold=threshold_values(outcome.threshold) if outcome.threshold and _is_threshold(outcome) else {},
        qualifies_for_victim_review=outcome.result in NOT_CHARGED_FOR and now.facts.has_victim,
        rationale=outcome.rationale,
        at=now.at,
    )
    _write_offences(decision, outcome)
    move([suspect], MOVES[outcome.result], now.at)
    if _is_threshold(outcome):
        _look_again(now, decision, outcome)
    if said := _payload(decision, outcome):
        ledger.record(said, case_file=now.consultation.case_file, by=now.by, at=now.at, suspects=[suspect])
    return decision


def _is_threshold(outcome: Outcome) -> bool:
    return outcome.result is Result.CHARGE_THRESHOLD


def _usual_code(outcome: Outcome, now: Deciding) -> str:
    """The usual letter, as long as it is in force; else the first that is in force for the result."""
    usual = usual_code(outcome, local_date(now.at))
    in_force = [row.code for row in now.facts.codes if row.result == outcome.result]
    return usual if usual in in_force or not in_force else in_force[0]


def _write_offences(decision: Decision, outcome: Outcome) -> None:
    if outcome.result not in CHARGES:
        return
    AuthorisedCharge.objects.bulk_create(
        AuthorisedCharge(decision=decision, offence_code=code) for code in outcome.charged
    )
    OffenceDecision.objects.bulk_create(
        OffenceDecision(
            decision=decision,
            offence=choice.offence,
            answer=choice.answer,
            offence_code=choice.charged,
            reason=choice.reason if choice.charged is None else None,
        )
        for choice in outcome.each
    )


def _look_again(now: Deciding, decision: Decision, outcome: Outcome) -> None:
    """Set the day by which the Full Code Test is applied: the prosecutor's, or the limit in force."""
    chosen = outcome.threshold.review_on if outcome.threshold else None
    ThresholdReview.objects.create(
        case_file=now.consultation.case_file,
        decision=decision,
        suspect=decision.suspect,
        prosecutor=now.by,
        opened_at=now.at,
        due_at=end_of(chosen) if chosen else limits.due("threshold_review", now.at),
    )


def _payload(decision: Decision, outcome: Outcome) -> Payload | None:
    """The event of a decision for one suspect; None for an action plan, which has its own."""
    if outcome.result in CHARGES:
        codes = [code.code for code in outcome.charged]
        return events.ChargeAuthorised(decision_id=decision.pk, offences=codes, test=TEST_OF[outcome.result].value)
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
        qualifies_for_victim_review=decision.qualifies_for_victim_review,
    )
