"""Two people who act on one disagreement in the same instant: one wins, the other is told, nothing is torn."""

import pytest

from accounts.roles import Role
from casework.models import Suspect
from charging.models import (
    Consultation,
    Escalation,
    EscalationOutcome,
    EscalationStep,
    Mismatch,
    Settlement,
    UnusedAuthority,
    UnusedOutcome,
    VictimReview,
    VictimReviewOutcome,
)
from charging.operations import charges, escalations, reconciliation, unused_authority, victim_reviews
from foundation.verdicts import Conflict
from tests import disagreements, stories
from tests.charging.test_concurrency import one_winner
from tests.clock import FRIDAY_2PM
from tests.collisions import collide, sort_out
from tests.factories import a_person

pytestmark = pytest.mark.django_db(transaction=True)


def status_of(suspect):
    return Suspect.objects.get(pk=suspect.pk).status


def test_of_two_managers_who_answer_one_step_the_second_is_told_what_the_first_said(cast):
    escalation = disagreements.escalated_case(cast)
    colleague = a_person("Les Legal", Role.LEGAL_MANAGER, cast.legal_manager.memberships.get().unit)

    def answering(by):
        return lambda: escalations.answer(
            escalation=escalation, step=1, reply=disagreements.answer(), by=by, at=FRIDAY_2PM
        )

    entry, refusal = one_winner(escalation.case_file, answering(cast.legal_manager), answering(colleague))

    step = EscalationStep.objects.get()
    assert isinstance(refusal, Conflict)
    assert f"{step.answered_by} has answered this step already" in str(refusal)
    assert step.answered_by_id == entry.by_id


def test_police_go_on_while_the_cps_answers_late_and_one_of_them_is_told(cast):
    escalation = disagreements.escalated_case(cast)
    late = EscalationStep.objects.get().due_at
    entry, refusal = one_winner(
        escalation.case_file,
        lambda: escalations.answer(
            escalation=escalation,
            step=1,
            reply=disagreements.answer(EscalationOutcome.CHANGED),
            by=cast.legal_manager,
            at=late,
        ),
        lambda: escalations.go_on(escalation=escalation, step=2, grounds="Late.", by=cast.police_manager, at=late),
    )

    went_on = entry.type == "charging.escalation_raised"
    assert isinstance(refusal, Conflict)
    assert ("has gone on to step 2" if went_on else "This escalation has ended") in str(refusal)
    assert EscalationStep.objects.count() == (2 if went_on else 1)


def test_a_mismatch_is_settled_by_one_of_two_lawyers(cast):
    mismatch = disagreements.explained_case(cast)

    def settling(by, chosen):
        details = disagreements.settlement(chosen)
        return lambda: reconciliation.settle(mismatch=mismatch, details=details, by=by, at=FRIDAY_2PM)

    entry, refusal = one_winner(
        mismatch.case_file,
        settling(cast.prosecutor, Settlement.ACCEPTED),
        settling(cast.second_prosecutor, Settlement.AUTHORISED),
    )

    settled = Mismatch.objects.get()
    assert isinstance(refusal, Conflict)
    assert f"{settled.settled_by} has settled this already" in str(refusal)
    assert (settled.settled_by_id, settled.settlement) == (entry.by_id, entry.details["settlement"])


def test_a_charge_and_the_end_of_its_authority_never_both_happen(cast):
    unused = disagreements.unused_case(cast)

    entry, refusal = one_winner(
        unused.case_file,
        lambda: charges.record_charge(
            suspect=unused.suspect, details=disagreements.details(stories.THEFT), by=cast.builder, at=FRIDAY_2PM
        ),
        lambda: unused_authority.decide_unused(
            unused=unused, outcome=UnusedOutcome.AGAIN, reasons="The alibi.", by=cast.prosecutor, at=FRIDAY_2PM
        ),
    )

    charged = entry.type == "charging.suspect_charged"
    assert status_of(unused.suspect) == ("charged" if charged else "with_prosecutor")
    assert UnusedAuthority.objects.get().outcome == ("overtaken" if charged else "decide_again")
    assert ("has decided already" if charged else "cannot record a charge now") in str(refusal)


def test_a_decision_is_escalated_or_made_again_and_nothing_hangs_in_between(cast):
    review = disagreements.victim_review_case(cast)
    suspect = review.suspect

    done, refused = sort_out(
        collide(
            review.case_file,
            lambda: escalations.escalate(suspect=suspect, grounds="Look again.", by=cast.supervisor, at=FRIDAY_2PM),
            lambda: victim_reviews.decide(
                review=review,
                outcome=VictimReviewOutcome.OVERTURNED,
                reasons="We look again.",
                by=cast.legal_manager,
                at=FRIDAY_2PM,
            ),
        )
    )

    raised = Escalation.objects.first()
    assert len(done) + len(refused) == 2
    assert status_of(suspect) == "with_prosecutor"
    assert VictimReview.objects.get().outcome == "overturned"
    assert Consultation.objects.filter(completed_at=None).count() == 1
    if refused:
        assert "cannot decide again now" in str(refused[0])
        assert raised is None
    else:
        assert raised.outcome == "overtaken"
