"""What waits besides suspects in their statuses is in the queue of whoever may act on it, and of nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.operations import cover
from accounts.roles import Permission, Side
from casework.models import Matter
from charging.lifecycle import MatterKind
from charging.models import Approval, Mismatch
from charging.operations import escalations, listing
from charging.queries.case import page as case_page
from charging.queries.lists import waiting
from charging.queries.lists.worklist import Scope, desk_of
from charging.queries.steps import StepKind
from foundation.periods import local_date
from tests import disagreements, review_acts, stories
from tests.clock import FRIDAY_2PM, MONDAY_9AM, THURSDAY_9AM, TUESDAY_9AM, WEDNESDAY_9AM
from tests.unchanged import assert_in_step

pytestmark = pytest.mark.django_db
TODAY = local_date(FRIDAY_2PM)
CONTEST = MatterKind.CONTEST


def a_matter(case_file, number=1, *, kind=CONTEST, side=Side.CPS, permission=Permission.DECIDE_CONTEST, **said):
    """Let something wait on a case, as an operation would."""
    return Matter.objects.create(
        kind=kind,
        subject=number,
        case_file=case_file,
        side=side.value,
        permission=permission.value,
        since=said.pop("since", TUESDAY_9AM),
        force_id=case_file.force_id,
        cps_area_id=case_file.cps_area_id,
        first_submitted_at=case_file.first_submitted_at,
        police_unit_id=case_file.police_unit_id,
        cps_unit_id=case_file.cps_unit_id,
        **said,
    )


@pytest.fixture
def case_file(cast):
    return stories.submitted_case(cast).case_file


def subjects(person, *, scope=Scope.ALL, kind=CONTEST):
    """The keys of what waits for somebody, in the order of the page."""
    return [row.subject for row in waiting.rows(desk_of(person, on=TODAY), kind, scope=scope)]


def test_a_pool_is_everybodys_who_may_act_in_the_area_and_nobody_elses(cast, case_file):
    a_matter(case_file)

    assert subjects(cast.legal_manager) == [1]
    for name in ("assistant", "prosecutor", "builder", "supervisor", "area_manager", "outside_prosecutor"):
        assert subjects(getattr(cast, name)) == []


def test_nobody_is_asked_to_decide_on_their_own_act(cast, case_file):
    a_matter(case_file, not_person=cast.legal_manager)

    assert subjects(cast.legal_manager) == []


def test_what_is_somebodys_own_is_theirs_their_stand_ins_and_their_managers(cast, case_file):
    a_matter(case_file, permission=Permission.REVIEW, person=cast.prosecutor)

    assert subjects(cast.prosecutor) == [1]
    assert subjects(cast.second_prosecutor) == []
    assert subjects(cast.legal_manager) == [1]
    arranged = cover.CoverDetails(covered_by=cast.second_prosecutor, starts_on=TODAY, ends_on=TODAY)
    cover.arrange(details=arranged, by=cast.prosecutor, at=MONDAY_9AM)
    assert subjects(cast.second_prosecutor) == [1]


def test_what_is_due_first_stands_first_and_what_has_no_date_last(cast, case_file):
    a_matter(case_file, 1)
    a_matter(case_file, 2, due_at=THURSDAY_9AM)
    a_matter(case_file, 3, due_at=WEDNESDAY_9AM)

    assert subjects(cast.legal_manager) == [3, 2, 1]


def test_ones_own_units_are_those_of_the_case(cast, case_file):
    a_matter(case_file, side=Side.POLICE, permission=Permission.CONTEST)

    assert subjects(cast.builder, scope=Scope.UNITS) == [1]
    assert subjects(cast.second_builder, scope=Scope.UNITS) == []
    assert subjects(cast.second_builder) == [1]
    assert subjects(cast.builder, scope=Scope.MINE) == [1]
    assert subjects(cast.supervisor, scope=Scope.MINE) == []


def test_kinds_with_nothing_are_not_listed(cast, case_file):
    a_matter(case_file)
    a_matter(case_file, 2)
    a_matter(case_file, 3, kind=MatterKind.APPROVAL, permission=Permission.APPROVE_REVIEW)

    found = waiting.queues(desk_of(cast.legal_manager, on=TODAY), scope=Scope.ALL)

    assert [(row.kind, row.count) for row in found] == [(CONTEST, 2), (MatterKind.APPROVAL, 1)]


@pytest.mark.parametrize("key", ["submitted", "matter-nothing", "matter-", "contest"])
def test_another_key_names_no_kind(key):
    assert waiting.kind_of(key) is None


def test_the_page_lists_what_waits_with_when_it_is_due_and_a_link(client, cast, case_file):
    a_matter(case_file, due_at=THURSDAY_9AM)
    client.force_login(cast.legal_manager)

    page = client.get(reverse("charging:worklist"), {"queue": "matter-contest"}).content.decode()

    assert "Contested rejection to decide" in page
    assert case_file.reference in page
    assert "Answer to the contest overdue by" in page
    assert " · CPS" in page


def test_the_page_costs_as_many_queries_with_fifty_as_with_five_hundred(client, cast, case_file):
    client.force_login(cast.legal_manager)
    for number in range(50):
        a_matter(case_file, number)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("charging:worklist"), {"queue": "matter-contest"}).status_code == 200
        return len(queries)

    fifty = cost()
    for number in range(50, 500):
        a_matter(case_file, number)

    assert cost() == fifty <= 15


def test_a_role_that_ended_shows_nothing_more(cast, case_file):
    a_matter(case_file)
    Membership.objects.filter(user=cast.legal_manager).delete()

    assert subjects(stories.fresh(cast.legal_manager)) == []


def test_a_step_of_the_ladder_waits_for_the_grade_that_answers_it_and_for_no_other(cast):
    escalation = disagreements.escalated_case(cast)
    waits = MatterKind.ESCALATION

    def whose():
        people = ("legal_manager", "deputy_chief", "chief_prosecutor")
        return [name for name in people if subjects(getattr(cast, name), kind=waits)]

    assert whose() == ["legal_manager"]
    escalations.answer(
        escalation=escalation, step=1, reply=disagreements.answer(), by=cast.legal_manager, at=FRIDAY_2PM
    )
    assert whose() == []
    escalations.go_on(escalation=escalation, step=2, grounds="A still.", by=cast.police_manager, at=FRIDAY_2PM)

    assert whose() == ["deputy_chief"]
    page = case_page.case_file_page(escalation.case_file, cast.legal_manager, at=FRIDAY_2PM)
    assert {step.kind for step in page.steps if step.label.startswith("Escalated")} == {StepKind.WAITING}
    assert_in_step(FRIDAY_2PM)


def test_an_approval_waits_for_the_grade_that_the_rule_names_or_a_higher_one(cast):
    approval = Approval.objects.get(consultation=review_acts.approval_asked(cast))
    Approval.objects.filter(pk=approval.pk).update(grade="deputy_chief", permission="approve_review")
    listing.keep_standings(approval.consultation.case_file)
    seen = {
        name: bool(subjects(getattr(cast, name), kind=MatterKind.APPROVAL))
        for name in ("legal_manager", "deputy_chief", "chief_prosecutor")
    }
    assert seen == {"legal_manager": False, "deputy_chief": True, "chief_prosecutor": True}


def test_of_what_both_agencies_have_in_their_queues_each_row_says_whose_turn_it_is(cast, client):
    disagreements.explained_case(cast)
    for name, queue in (("builder", "others"), ("prosecutor", "matter")):
        client.force_login(getattr(cast, name))
        assert "<strong>The CPS to settle</strong>" in client.get(f"/?queue={queue}-mismatch").content.decode()


def test_what_the_other_agency_has_to_do_is_not_for_me_to_do(cast):
    disagreements.explained_case(cast)

    def found(name):
        desk = desk_of(getattr(cast, name), on=TODAY)
        queues = [row for row in waiting.queues(desk, scope=Scope.ALL) if row.kind is MatterKind.MISMATCH]
        assert [waiting.rows(desk, row.kind, scope=Scope.ALL, ours=row.ours).count() for row in queues] == [1]
        return [(row.key, row.count) for row in queues]

    assert found("builder") == [("others-mismatch", 1)]
    assert found("prosecutor") == [("matter-mismatch", 1)]
    Mismatch.objects.update(state="explain")
    assert found("builder") == [("matter-mismatch", 1)]
    assert found("prosecutor") == [("others-mismatch", 1)]


def test_what_is_a_covered_colleagues_says_so_and_is_counted_apart(cast, client, case_file):
    a_matter(case_file, 1, permission=Permission.REVIEW, person=cast.prosecutor)
    a_matter(case_file, 2, permission=Permission.REVIEW, person=cast.second_prosecutor)
    today = local_date(timezone.now())
    arranged = cover.CoverDetails(covered_by=cast.second_prosecutor, starts_on=today, ends_on=today)
    cover.arrange(details=arranged, by=cast.prosecutor, at=timezone.now())
    (queue,) = waiting.queues(desk_of(cast.second_prosecutor, on=today), scope=Scope.ALL)

    assert (queue.count, queue.covering) == (2, 1)
    client.force_login(cast.second_prosecutor)
    page = client.get("/?queue=matter-contest").content.decode()
    assert page.count(f"Covering for {cast.prosecutor}") == 1
    assert "2 in this queue, 1 of them covering for a colleague" in page


def test_once_the_time_to_answer_has_run_out_whoever_goes_on_is_led_there(cast):
    case_file = disagreements.escalated_case(cast).case_file

    def kinds(at):
        people = ("supervisor", "police_manager", "chief_officer")
        pages = (case_page.case_file_page(case_file, getattr(cast, name), at=at) for name in people)
        return [step.kind for page in pages for step in page.steps if step.label.startswith("Escalated")]

    assert kinds(FRIDAY_2PM) == [StepKind.WAITING] * 3
    assert kinds(FRIDAY_2PM + timedelta(days=10)) == [StepKind.WAITING, StepKind.PAGE, StepKind.WAITING]
