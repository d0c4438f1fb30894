"""What is no decision goes up the same ladder: a rejection that stands after its contest, and an action plan."""

import pytest

from charging.lifecycle import ContestOutcome
from charging.models import Consultation, Contest, Escalation, EscalationOutcome
from charging.operations import contests, escalating, escalations
from charging.rules.contests import Grounds, Ruling
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.charging.test_reopening import broken
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, THURSDAY_9AM
from tests.disagreements import answer
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def contested(cast, *, upheld=True):
    sent = stories.rejected_case(cast)
    grounds = Grounds(text="The statement is in the file.", material=[])
    contests.contest(submission=sent, grounds=grounds, by=cast.builder, at=THURSDAY_9AM)
    contest = Contest.objects.get()
    if upheld:
        ruling = Ruling(outcome=ContestOutcome.UPHELD, reason="It is not signed.", respond_by=None)
        contests.decide(contest=contest, ruling=ruling, by=cast.legal_manager, at=THURSDAY_9AM)
    return stories.fresh(contest)


def escalate_rejection(cast, contest, by=None):
    return escalating.escalate_rejection(
        contest=contest, grounds="It is signed.", by=by or cast.supervisor, at=FRIDAY_9AM
    )


def escalate_plan(cast, plan, by=None):
    return escalating.escalate_plan(
        plan=plan, grounds="Nothing more can be had.", by=by or cast.supervisor, at=FRIDAY_9AM
    )


def climb(cast, *, outcome):
    """Go on past the first step once its time ran out, and answer the second."""
    escalation = Escalation.objects.get()
    late = escalation.steps.get().due_at
    escalations.go_on(escalation=escalation, step=2, grounds="Late.", by=cast.police_manager, at=late)
    return escalations.answer(escalation=escalation, step=2, reply=answer(outcome), by=cast.deputy_chief, at=late)


def test_a_rejection_that_stands_after_its_contest_is_overturned_on_the_ladder(cast):
    contest = contested(cast)
    escalate_rejection(cast, contest)

    climb(cast, outcome=EscalationOutcome.CHANGED)

    assert {each.status for each in contest.triage.submission.suspects.all()} == {"with_prosecutor"}
    assert Consultation.objects.get().submission_id == contest.triage.submission_id
    assert Escalation.objects.get().outcome == EscalationOutcome.CHANGED
    assert broken() == []


def test_neither_whoever_rejected_nor_whoever_upheld_answers(cast):
    escalate_rejection(cast, contested(cast))
    escalation = Escalation.objects.get()

    with nothing_changes(), pytest.raises(NotPermitted, match="your own decision"):
        escalations.answer(escalation=escalation, step=1, reply=answer(), by=cast.legal_manager, at=FRIDAY_2PM)


def test_a_rejection_is_contested_before_it_is_escalated(cast):
    contest = contested(cast, upheld=False)

    with nothing_changes(), pytest.raises(Refused, match="once its contest is decided"):
        escalate_rejection(cast, contest)


def test_a_rejection_and_a_plan_are_escalated_once(cast):
    contest = contested(cast)
    escalate_rejection(cast, contest)
    plan = stories.action_plan_case(cast, urn=stories.a_urn(2))
    escalate_plan(cast, plan)

    for again, thing in ((escalate_rejection, contest), (escalate_plan, plan)):
        with nothing_changes(), pytest.raises(Conflict, match=f"{cast.supervisor} has escalated this already"):
            again(cast, thing)


def test_a_plan_that_police_were_right_about_goes_back_without_their_answers(cast):
    plan = stories.action_plan_case(cast)
    escalate_plan(cast, plan)

    escalations.answer(
        escalation=Escalation.objects.get(),
        step=1,
        reply=answer(EscalationOutcome.CHANGED),
        by=cast.legal_manager,
        at=FRIDAY_2PM,
    )

    back = stories.fresh(plan)
    assert (back.returned_at, back.taken_back_because) == (FRIDAY_2PM, "escalated")
    assert {each.status for each in plan.case_file.suspects.all()} == {"with_prosecutor"}
    assert broken() == []


def test_a_plan_that_stands_is_still_to_be_answered(cast):
    plan = stories.action_plan_case(cast)
    escalate_plan(cast, plan)

    climb(cast, outcome=EscalationOutcome.STANDS)

    assert {each.status for each in plan.case_file.suspects.all()} == {"action_plan"}
    assert stories.answer_plan(plan, by=cast.builder, at=Escalation.objects.get().steps.last().due_at)
    assert broken() == []


def test_a_plan_that_came_back_is_escalated_no_more(cast):
    consultation = stories.answered_case(cast)

    with nothing_changes(), pytest.raises(Refused, match="have been returned"):
        escalate_plan(cast, consultation.case_file.action_plans.get())


@pytest.mark.parametrize("person", ["builder", "chief_officer", "legal_manager"])
def test_both_are_escalated_by_the_first_ranks_only(cast, person):
    contest = contested(cast)
    plan = stories.action_plan_case(cast, urn=stories.a_urn(2))

    for act, thing in ((escalate_rejection, contest), (escalate_plan, plan)):
        with nothing_changes(), pytest.raises(NotPermitted):
            act(cast, thing, by=getattr(cast, person))
