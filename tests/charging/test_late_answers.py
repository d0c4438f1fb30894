"""An escalation that the CPS does not answer in time reaches the next rank of the force, once."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from casework.models import CaseEvent, CaseFile, Matter, Notice
from charging.lifecycle import MatterKind
from charging.models import EscalationOutcome, EscalationStep
from charging.operations import escalations, late_answers, notices
from charging.permissions import disagreeing
from charging.queries.lists import waiting
from charging.queries.lists.worklist import Scope, desk_of
from foundation.periods import local_date
from foundation.verdicts import NotPermitted
from tests import disagreements, stories
from tests.charging.test_reopening import broken
from tests.clock import FRIDAY_2PM
from tests.factories import a_person
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
OVERDUE = MatterKind.ESCALATION_OVERDUE


def late_case(cast):
    """Escalate a decision and let the time for an answer run out; return the escalation and that moment."""
    escalation = disagreements.escalated_case(cast)
    due_at = EscalationStep.objects.get().due_at
    assert late_answers.tell(at=due_at, limit=10) == 1
    return escalation, due_at


def told(words):
    return {notice.recipient.name for notice in Notice.objects.filter(text__endswith=words).select_related("recipient")}


def kinds(person, at):
    return {queue.kind for queue in waiting.queues(desk_of(person, on=local_date(at)), scope=Scope.ALL)}


def test_nothing_is_told_before_its_time_and_nothing_twice(cast):
    disagreements.escalated_case(cast)
    due_at = EscalationStep.objects.get().due_at
    with nothing_changes():
        assert late_answers.tell(at=due_at - timedelta(microseconds=1), limit=10) == 0
    assert late_answers.tell(at=due_at, limit=10) == 1
    with nothing_changes():
        assert late_answers.tell(at=due_at + timedelta(days=9), limit=10) == 0
    event = CaseEvent.objects.get(type="charging.escalation_overdue")
    assert (event.actor_org, event.details["step"], len(event.suspect_ids)) == ("system", 1, 1)
    assert broken() == []


def test_it_waits_for_the_next_rank_alone_and_both_ranks_are_told(cast):
    _, due_at = late_case(cast)
    notices.deliver(at=due_at)
    matter = Matter.objects.get(kind=OVERDUE)
    assert (matter.side, matter.roles, matter.since) == ("police", [Role.POLICE_MANAGER], due_at)
    people = (cast.police_manager, cast.supervisor, cast.chief_officer, cast.builder, cast.legal_manager)
    assert [OVERDUE in kinds(person, due_at) for person in people] == [True, False, False, False, False]
    assert told("you can take the next step") == {cast.police_manager.name}
    assert told("not answered by the CPS in time") == {cast.supervisor.name, cast.builder.name}


def test_taken_on_it_waits_for_nobody_at_police_until_that_step_is_late_too(cast):
    escalation, due_at = late_case(cast)
    escalations.go_on(escalation=escalation, step=2, grounds="Still.", by=cast.police_manager, at=due_at)
    assert not Matter.objects.filter(kind=OVERDUE).exists()

    second = EscalationStep.objects.get(step=2).due_at
    assert late_answers.tell(at=second, limit=10) == 1
    assert Matter.objects.get(kind=OVERDUE).roles == [Role.CHIEF_OFFICER]
    assert broken() == []


def test_of_the_last_step_only_those_who_raised_it_are_told(cast):
    escalation, due_at = late_case(cast)
    escalations.go_on(escalation=escalation, step=2, grounds="Still.", by=cast.police_manager, at=due_at)
    escalations.go_on(
        escalation=escalation,
        step=3,
        grounds="Still.",
        by=cast.chief_officer,
        at=EscalationStep.objects.get(step=2).due_at,
    )
    third = EscalationStep.objects.get(step=3).due_at
    notices.deliver(at=third)
    Notice.objects.all().delete()
    assert late_answers.tell(at=third, limit=10) == 1
    notices.deliver(at=third)
    assert not Matter.objects.filter(kind=OVERDUE).exists()
    assert told("you can take the next step") == set()
    assert cast.chief_officer.name in told("not answered by the CPS in time")
    assert broken() == []


@pytest.mark.parametrize("outcome", [EscalationOutcome.STANDS, EscalationOutcome.CHANGED])
def test_an_answer_that_comes_after_all_takes_it_out_of_the_queue(cast, outcome):
    escalation, due_at = late_case(cast)
    reply = disagreements.answer(outcome)
    escalations.answer(escalation=escalation, step=1, reply=reply, by=cast.legal_manager, at=due_at)
    assert not Matter.objects.filter(kind=OVERDUE).exists()
    assert broken() == []


def test_so_many_at_a_time_and_the_rest_next_time(cast):
    disagreements.escalated_case(cast)
    disagreements.escalated_case(cast, urn=stories.a_urn(9))
    later = max(EscalationStep.objects.values_list("due_at", flat=True))
    assert [late_answers.tell(at=later, limit=1) for _ in range(3)] == [1, 1, 0]


def test_the_same_rank_of_another_force_neither_takes_it_on_nor_ends_it(cast):
    escalation, due_at = late_case(cast)
    stranger = a_person("Sam Stranger", Role.POLICE_MANAGER, cast.organisations.other_force_unit)
    assert escalation.case_file not in CaseFile.objects.visible_to(stranger)
    assert OVERDUE not in kinds(stranger, due_at)
    with nothing_changes(), pytest.raises(NotPermitted):
        escalations.go_on(escalation=escalation, step=2, grounds="Mine.", by=stranger, at=due_at)
    with nothing_changes(), pytest.raises(NotPermitted):
        escalations.withdraw(escalation=escalation, reason="Mine.", by=stranger, at=due_at)


def test_another_unit_of_the_same_force_may_as_the_policy_says(cast):
    escalation, due_at = late_case(cast)
    neighbour = a_person("Nia Neighbour", Role.POLICE_MANAGER, cast.organisations.other_unit)
    assert disagreeing.may_escalate(neighbour, escalation.case_file, [Role.POLICE_MANAGER]).allowed
    assert escalations.go_on(escalation=escalation, step=2, grounds="Still.", by=neighbour, at=due_at)


def test_who_raised_it_and_the_cps_are_told_that_police_ended_it(cast):
    escalation = disagreements.answered_step_case(cast)
    escalations.withdraw(escalation=escalation, reason="We agree.", by=cast.police_manager, at=FRIDAY_2PM)
    notices.deliver(at=FRIDAY_2PM)
    assert told("escalation ended by police") == {cast.legal_manager.name, cast.supervisor.name, cast.builder.name}
