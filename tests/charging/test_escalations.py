"""The ladder: by rank and with timers, never answered by whoever decided or answered before."""

from datetime import timedelta

import pytest

from accounts.models import Membership
from accounts.roles import Role
from casework.lifecycle import WrongStatus
from casework.models import Matter
from charging.lifecycle import MatterKind
from charging.models import Consultation, Escalation, EscalationOutcome, EscalationStep, VictimReviewOutcome
from charging.operations import escalations, victim_reviews
from charging.rules.ladder import ladders
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import disagreements, stories
from tests.charging.test_reopening import broken
from tests.clock import FRIDAY_2PM, FRIDAY_9AM
from tests.disagreements import answer
from tests.factories import a_person
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def go_on(escalation, by, at=FRIDAY_2PM, step=2):
    return escalations.go_on(escalation=escalation, step=step, grounds="We still do not agree.", by=by, at=at)


def reply(escalation, by, *, step=1, outcome=EscalationOutcome.STANDS, at=FRIDAY_2PM):
    return escalations.answer(escalation=escalation, step=step, reply=answer(outcome), by=by, at=at)


def test_every_step_of_the_ladder_has_two_ranks_and_a_limit():
    for ladder in ladders():
        assert [rung.step for rung in ladder.rungs] == list(range(1, len(ladder.rungs) + 1))
        for rung in ladder.rungs:
            assert rung.raised_by
            assert rung.answered_by
            assert rung.due(FRIDAY_9AM, in_custody=True) < rung.due(FRIDAY_9AM, in_custody=False)


def test_a_decision_that_is_escalated_waits_for_the_cps_until_its_hour(cast):
    escalation = disagreements.escalated_case(cast)

    step = EscalationStep.objects.get()
    matter = Matter.objects.get(kind=MatterKind.ESCALATION)
    assert (matter.subject, matter.due_at, matter.not_person) == (escalation.pk, step.due_at, cast.prosecutor)
    assert (step.step, step.rank, escalation.original_by) == (1, Role.SUPERVISOR, cast.prosecutor)
    assert stories.fresh(escalation.suspect).status == "no_further_action"
    assert broken() == []


def test_somebody_in_custody_is_answered_within_the_hour(cast):
    escalation = disagreements.escalated_case(cast, custody_basis="custody", stream=stories.Stream.RED)

    assert EscalationStep.objects.get().due_at == escalation.raised_at + timedelta(hours=1)


def test_up_the_whole_ladder_each_rank_raises_and_its_grade_answers(cast):
    escalation = disagreements.answered_step_case(cast)

    go_on(escalation, cast.police_manager)
    second = reply(escalation, cast.deputy_chief, step=2, outcome=EscalationOutcome.IN_PART)
    go_on(escalation, cast.chief_officer, step=3)
    third = reply(escalation, cast.chief_prosecutor, step=3)

    assert [entry.details["outcome"] for entry in (second, third)] == ["partly", "stands"]
    assert stories.fresh(escalation).outcome == EscalationOutcome.STANDS
    with nothing_changes(), pytest.raises(Conflict, match="This escalation has ended"):
        go_on(escalation, cast.chief_officer, step=3)
    assert not Matter.objects.filter(kind=MatterKind.ESCALATION).exists()
    assert broken() == []


def test_changed_the_decision_is_made_again_by_somebody_else(cast):
    escalation = disagreements.escalated_case(cast)

    entry = reply(escalation, cast.legal_manager, outcome=EscalationOutcome.CHANGED)

    opened = Consultation.objects.latest("number")
    assert (entry.details["step"], entry.details["in_time"]) == (1, True)
    assert (opened.not_by, opened.prosecutor) == (cast.prosecutor, None)
    assert stories.fresh(escalation.suspect).status == "with_prosecutor"
    assert stories.fresh(escalation).outcome == EscalationOutcome.CHANGED
    assert broken() == []


@pytest.mark.parametrize("person", ["builder", "police_manager", "chief_officer", "prosecutor", "legal_manager"])
def test_a_step_is_raised_by_its_ranks_only(cast, person):
    suspect = stories.nfa_case(cast)
    may = person == "police_manager"

    if may:
        assert escalations.escalate(suspect=suspect, grounds="Look again.", by=getattr(cast, person), at=FRIDAY_2PM)
        return
    with nothing_changes(), pytest.raises(NotPermitted):
        escalations.escalate(suspect=suspect, grounds="Look again.", by=getattr(cast, person), at=FRIDAY_2PM)


@pytest.mark.parametrize(
    "person", ["prosecutor", "second_prosecutor", "deputy_chief", "chief_prosecutor", "supervisor"]
)
def test_a_step_is_answered_by_its_grades_only(cast, person):
    escalation = disagreements.escalated_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        reply(escalation, getattr(cast, person))


def test_nobody_answers_about_their_own_decision(cast):
    consultation = stories.untaken_review(cast, names=stories.NAMES[:1])
    stories.review.allocate(
        consultation=consultation, prosecutor=cast.legal_manager, by=cast.legal_manager, at=FRIDAY_9AM
    )
    stories.complete_review(stories.fresh(consultation), [stories.nfa_outcome()], by=cast.legal_manager, at=FRIDAY_9AM)
    suspect = consultation.case_file.suspects.get()
    escalations.escalate(suspect=suspect, grounds="Look again.", by=cast.supervisor, at=FRIDAY_9AM)

    with nothing_changes(), pytest.raises(NotPermitted, match="your own decision"):
        reply(Escalation.objects.get(), cast.legal_manager)


def test_whoever_answered_an_earlier_step_does_not_answer_the_next(cast):
    promoted = a_person("Pat Promoted", Role.LEGAL_MANAGER, cast.deputy_chief.memberships.get().unit)
    escalation = disagreements.escalated_case(cast)
    reply(escalation, promoted)
    go_on(escalation, cast.police_manager)
    promoted.memberships.update(role=Role.DEPUTY_CHIEF)

    with nothing_changes(), pytest.raises(NotPermitted, match="answered an earlier step"):
        reply(escalation, type(promoted).objects.get(pk=promoted.pk), step=2)


def test_the_next_step_waits_for_the_answer_or_for_the_end_of_its_time(cast):
    escalation = disagreements.escalated_case(cast)
    due_at = EscalationStep.objects.get().due_at

    with nothing_changes(), pytest.raises(Refused, match="Step 1 is to be answered by"):
        go_on(escalation, cast.police_manager, at=due_at - timedelta(minutes=1))

    assert go_on(escalation, cast.police_manager, at=due_at).details["step"] == 2
    with nothing_changes(), pytest.raises(Conflict, match="has gone on to step 2"):
        reply(escalation, cast.legal_manager, at=due_at)


def test_an_answer_that_comes_late_says_so(cast):
    escalation = disagreements.escalated_case(cast)

    entry = reply(escalation, cast.legal_manager, at=EscalationStep.objects.get().due_at)

    assert entry.details["in_time"] is False


def test_a_step_is_answered_once_and_a_decision_escalated_once(cast):
    escalation = disagreements.answered_step_case(cast)

    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.legal_manager} has answered this step already"):
        reply(escalation, cast.legal_manager)
    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.supervisor} has escalated this already"):
        escalations.escalate(suspect=escalation.suspect, grounds="Again.", by=cast.supervisor, at=FRIDAY_2PM)


def test_police_end_an_escalation_and_may_begin_another(cast):
    escalation = disagreements.answered_step_case(cast)

    with nothing_changes(), pytest.raises(Refused, match="Say why you end it"):
        escalations.withdraw(escalation=escalation, reason=" ", by=cast.supervisor, at=FRIDAY_2PM)
    entry = escalations.withdraw(escalation=escalation, reason="He is charged. ", by=cast.supervisor, at=FRIDAY_2PM)

    ended = stories.fresh(escalation)
    assert (ended.outcome, ended.end_reason) == (EscalationOutcome.WITHDRAWN, "He is charged.")
    assert entry.details["escalation_id"] == ended.pk
    assert "charged" not in str(entry.details)
    assert escalations.escalate(suspect=escalation.suspect, grounds="New.", by=cast.supervisor, at=FRIDAY_2PM)
    assert broken() == []


def test_a_decision_that_is_made_again_for_another_reason_overtakes_the_escalation(cast):
    escalation = disagreements.escalated_case(cast)
    victim = disagreements.the_victim(escalation.case_file)
    request = victim_reviews.Request(victim=victim, asked_at=FRIDAY_9AM)
    victim_reviews.ask(suspect=escalation.suspect, request=request, by=cast.assistant, at=FRIDAY_9AM)
    review = escalation.case_file.victim_reviews.get()

    victim_reviews.decide(
        review=review, outcome=VictimReviewOutcome.OVERTURNED, reasons="x", by=cast.legal_manager, at=FRIDAY_2PM
    )

    assert stories.fresh(escalation).outcome == EscalationOutcome.OVERTAKEN
    with nothing_changes(), pytest.raises(Conflict, match="has ended"):
        reply(escalation, cast.legal_manager)
    assert broken() == []


@pytest.mark.parametrize("story", [stories.submitted_case, stories.accepted_case, stories.charged_case])
def test_only_a_decision_that_stands_is_escalated(cast, story):
    told = story(cast)
    suspect = getattr(told, "case_file", told).suspects.get(number=1)

    with nothing_changes(), pytest.raises(WrongStatus):
        escalations.escalate(suspect=suspect, grounds="Look again.", by=cast.supervisor, at=FRIDAY_2PM)


def test_neither_side_goes_without_words(cast):
    suspect = stories.nfa_case(cast)
    with nothing_changes(), pytest.raises(Refused, match="Say why you do not agree"):
        escalations.escalate(suspect=suspect, grounds=" ", by=cast.supervisor, at=FRIDAY_2PM)
    escalations.escalate(suspect=suspect, grounds="Look again.", by=cast.supervisor, at=FRIDAY_9AM)
    wordless = escalations.StepAnswer(outcome=EscalationOutcome.STANDS, reasons="")
    with nothing_changes(), pytest.raises(Refused, match="Say why"):
        escalations.answer(
            escalation=Escalation.objects.get(), step=1, reply=wordless, by=cast.legal_manager, at=FRIDAY_2PM
        )


def test_nobody_of_the_police_unit_whose_case_it_is_answers_nor_whoever_raised_it(cast):
    escalation = disagreements.escalated_case(cast)
    unit = cast.legal_manager.memberships.get().unit
    both = a_person("Bo Both", Role.LEGAL_MANAGER, unit)
    Membership.objects.create(
        user=both, unit=cast.organisations.unit, role=Role.FILE_BUILDER, valid_from=FRIDAY_9AM.date()
    )
    with nothing_changes(), pytest.raises(NotPermitted, match="so somebody else decides it"):
        reply(escalation, both)
    cast.supervisor.memberships.update(role=Role.LEGAL_MANAGER, unit=unit)
    with nothing_changes(), pytest.raises(NotPermitted, match="You raised this yourself"):
        reply(escalation, type(cast.supervisor).objects.get(pk=cast.supervisor.pk))
    assert reply(escalation, cast.legal_manager)
