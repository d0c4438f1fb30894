"""The operations of disagreements for the table of acts: story, who may, what is recorded."""

from charging.models import EscalationOutcome, NotLaid, Settlement, UnusedOutcome, VictimReviewOutcome
from charging.operations import charges, escalations, reconciliation, unused_authority, victim_reviews
from tests import disagreements, stories
from tests.clock import FRIDAY_2PM

LAWYERS = frozenset({"prosecutor", "second_prosecutor", "legal_manager"})


def to_be_amended(cast):
    """A mismatch of which the CPS said that the charge is to be amended."""
    mismatch = disagreements.explained_case(cast)
    details = disagreements.settlement(Settlement.AMEND, stories.THEFT)
    reconciliation.settle(mismatch=mismatch, details=details, by=cast.prosecutor, at=mismatch.explained_at)
    return stories.fresh(mismatch)


def amended_case(cast):
    """A charge that police amended into what was authorised."""
    mismatch = to_be_amended(cast)
    _amend(cast, mismatch, by=cast.builder, at=FRIDAY_2PM)
    return stories.fresh(mismatch)


def answered_victim(cast):
    """A request that was answered locally: the decision stands."""
    review = disagreements.victim_review_case(cast)
    _answer_victim(cast, review, by=cast.legal_manager, at=review.recorded_at)
    return stories.fresh(review)


def _unasked(cast, sent, *, by, at):
    return charges.charge_without_authority(
        suspect=sent.case_file.suspects.get(number=1),
        details=disagreements.details(stories.THEFT, charged_at=at),
        unasked=disagreements.unasked(),
        by=by,
        at=at,
    )


def _explain(cast, mismatch, *, by, at):
    return reconciliation.explain(mismatch=mismatch, text="She said more.", by=by, at=at)


def settle(cast, mismatch, *, by, at):
    details = disagreements.settlement(Settlement.ACCEPTED)
    return reconciliation.settle(mismatch=mismatch, details=details, by=by, at=at)


def _amend(cast, mismatch, *, by, at):
    details = reconciliation.AmendmentDetails(amended_at=at, offences=disagreements.offences(stories.THEFT))
    return reconciliation.amend(mismatch=mismatch, details=details, by=by, at=at)


def _say_unused(cast, suspect, *, by, at):
    return unused_authority.say_unused(suspect=suspect, reason=NotLaid.WANTED, detail="Gone.", by=by, at=at)


def _decide_unused(cast, unused, *, by, at):
    return unused_authority.decide_unused(unused=unused, outcome=UnusedOutcome.AGAIN, reasons="So.", by=by, at=at)


def _escalate(cast, suspect, *, by, at):
    return escalations.escalate(suspect=suspect, grounds="Look again.", by=by, at=at)


def go_on(cast, escalation, *, by, at):
    return escalations.go_on(escalation=escalation, step=2, grounds="Still.", by=by, at=at)


def _answer(cast, escalation, *, by, at):
    reply = disagreements.answer(EscalationOutcome.CHANGED)
    return escalations.answer(escalation=escalation, step=1, reply=reply, by=by, at=at)


def _end(cast, escalation, *, by, at):
    return escalations.withdraw(escalation=escalation, reason="We agree.", by=by, at=at)


def _ask(cast, suspect, *, by, at):
    request = victim_reviews.Request(victim=disagreements.the_victim(suspect.case_file), asked_at=at)
    return victim_reviews.ask(suspect=suspect, request=request, by=by, at=at)


def _answer_victim(cast, review, *, by, at):
    return victim_reviews.decide(review=review, outcome=VictimReviewOutcome.UPHELD, reasons="So.", by=by, at=at)


def _victim_goes_on(cast, review, *, by, at):
    return victim_reviews.go_on(review=review, asked_at=at, by=by, at=at)


def _of_charges(builders):
    """What is done about charges that differ, or were not laid: story, operation, who usually, who may, event."""
    return {
        "charge_without_authority": (stories.submitted_case, _unasked, "builder", builders, "suspect_charged"),
        "explain_mismatch": (disagreements.mismatched_case, _explain, "builder", builders, "mismatch_explained"),
        "settle_mismatch": (disagreements.explained_case, settle, "prosecutor", LAWYERS, "mismatch_settled"),
        "amend_charge": (to_be_amended, _amend, "builder", builders, "charge_amended"),
        "say_unused": (stories.authorised_case, _say_unused, "builder", builders, "charge_not_laid"),
        "decide_unused": (
            disagreements.unused_case,
            _decide_unused,
            "prosecutor",
            LAWYERS,
            "unused_authority_decided",
        ),
    }


def _of_decisions():
    """What is done about decisions that somebody does not agree with."""
    keepers, ranks = frozenset({"assistant", "legal_manager"}), frozenset({"supervisor", "police_manager"})
    return {
        "escalate": (stories.nfa_case, _escalate, "supervisor", ranks, "escalation_raised"),
        "escalate_further": (
            disagreements.answered_step_case,
            go_on,
            "police_manager",
            frozenset({"police_manager"}),
            "escalation_raised",
        ),
        "answer_escalation": (
            disagreements.escalated_case,
            _answer,
            "legal_manager",
            frozenset({"legal_manager"}),
            "escalation_answered",
        ),
        "end_escalation": (
            disagreements.escalated_case,
            _end,
            "supervisor",
            ranks | {"chief_officer"},
            "escalation_closed",
        ),
        "ask_for_victim": (stories.nfa_case, _ask, "assistant", keepers, "victim_review_asked"),
        "answer_victim": (
            disagreements.victim_review_case,
            _answer_victim,
            "legal_manager",
            LAWYERS - {"prosecutor"},
            "victim_review_decided",
        ),
        "victim_goes_on": (answered_victim, _victim_goes_on, "assistant", keepers, "victim_review_asked"),
    }


def acts(act, builders):
    """The table; `builders` are those of police who record charges."""
    rows = _of_charges(builders) | _of_decisions()
    return {
        name: act(story=story, do=do, by=by, allowed=frozenset(allowed), event=f"charging.{event}")
        for name, (story, do, by, allowed, event) in rows.items()
    }
