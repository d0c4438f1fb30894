"""Whoever has to act on a disagreement is told of it, and never of their own act."""

import pytest

from casework.models import Notice
from charging.operations import notices
from tests import disagreement_acts, disagreements
from tests.clock import FRIDAY_2PM

pytestmark = pytest.mark.django_db


def told(words):
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    return {notice.recipient.name for notice in Notice.objects.filter(text__contains=words).select_related("recipient")}


def test_an_escalation_is_told_to_those_whose_grade_answers_it(cast):
    disagreements.escalated_case(cast)

    assert told("escalated, to be answered") == {cast.legal_manager.name}


def test_the_next_step_is_told_to_the_next_grade_and_the_answer_to_police(cast):
    escalation = disagreements.answered_step_case(cast)
    disagreement_acts.go_on(cast, escalation, by=cast.police_manager, at=FRIDAY_2PM)

    assert cast.deputy_chief.name in told("escalated, to be answered")
    assert told("escalation answered by the CPS") == {
        cast.supervisor.name,
        cast.police_manager.name,
        cast.builder.name,
    }


def test_police_and_prosecutor_hear_of_a_mismatch_in_turn(cast):
    mismatch = disagreements.explained_case(cast)
    disagreement_acts.settle(cast, mismatch, by=cast.second_prosecutor, at=FRIDAY_2PM)

    assert told("explained, to be settled") == {cast.prosecutor.name}
    assert told("settled by the CPS") == {cast.builder.name}


def test_legal_managers_hear_of_a_victims_request(cast):
    disagreements.victim_review_case(cast)

    assert told("a victim asks for a review") == {cast.legal_manager.name}
