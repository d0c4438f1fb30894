"""Approvals: the rules say who, somebody else agrees to this very review, and it is not issued before."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from casework.models import CaseEvent, CaseFlag, Flag, Matter
from charging.lifecycle import ReviewType
from charging.models import Approval, ApprovalState, Consultation, ReviewSection
from charging.operations import approvals, review, review_draft, triage
from charging.rules.approvals import rules_on
from charging.rules.decision import Review
from foundation.periods import local_date
from foundation.verdicts import Conflict, NotPermitted, Refused
from foundation.wording import in_time_until
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_9AM, THURSDAY_9AM, WEDNESDAY_2AM
from tests.factories import a_person
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def flagged(cast):
    """A review of a case with a rape flag, in which nobody is to be charged."""
    consultation = stories.accepted_case(cast)
    CaseFlag.objects.create(case_file=consultation.case_file, code=Flag.RAPE, set_at=MONDAY_9AM, set_by=cast.builder)
    return consultation


def a_review(consultation, outcome=None, **changes):
    suspects = review.suspects_under_review(consultation)
    decided = Review(
        analysis="Nobody can say who it was.",
        disclosure_considered=True,
        outcomes={suspect.pk: outcome or stories.nfa_outcome() for suspect in suspects},
        sections=stories.SECTIONS,
    )
    return replace(decided, **changes)


def ask(consultation, handed_in=None, *, by, at=THURSDAY_9AM):
    return approvals.ask(consultation=consultation, review=handed_in or a_review(consultation), by=by, at=at)


def complete(consultation, handed_in, *, by, at=FRIDAY_9AM):
    return review.complete(consultation=consultation, review=handed_in, by=by, at=at)


def test_every_rule_says_who_why_and_whether_it_is_confirmed():
    for rule in rules_on(local_date(THURSDAY_9AM)):
        assert rule.source
        assert rule.confirmed is False
        assert rule.when


def test_a_review_is_not_issued_before_another_lawyer_approved_it(cast, flagged):
    handed_in = a_review(flagged)
    with nothing_changes(), pytest.raises(Refused, match="another lawyer has to approve this review"):
        complete(flagged, handed_in, by=cast.prosecutor)

    ask(flagged, handed_in, by=cast.prosecutor)
    approvals.approve(approval=Approval.objects.get(), by=cast.second_prosecutor, at=FRIDAY_9AM)

    assert complete(flagged, handed_in, by=cast.prosecutor, at=FRIDAY_2PM)


def test_by_night_a_manager_of_cps_direct_approves_and_nobody_of_the_area(cast):
    sent = stories.red_case_by_night(cast)
    night = {"casework_type": "complex", "by": cast.direct_assistant, "at": WEDNESDAY_2AM}
    triage.accept(submission=sent, review_type=ReviewType.HOURS_3, **night)
    consultation, by = Consultation.objects.get(), cast.direct_prosecutor
    review.allocate(consultation=consultation, prosecutor=by, by=by, at=WEDNESDAY_2AM)
    ask(stories.fresh(consultation), by=by, at=WEDNESDAY_2AM)
    for somebody in (cast.legal_manager, cast.direct_prosecutor):
        with nothing_changes(), pytest.raises(NotPermitted):
            approvals.approve(approval=Approval.objects.get(), by=somebody, at=WEDNESDAY_2AM)
    assert approvals.approve(approval=Approval.objects.get(), by=cast.direct_manager, at=WEDNESDAY_2AM)


def test_a_change_after_approval_voids_it(cast, flagged):
    ask(flagged, by=cast.prosecutor)
    approvals.approve(approval=Approval.objects.get(), by=cast.second_prosecutor, at=FRIDAY_9AM)

    with nothing_changes(), pytest.raises(Refused, match="has to approve this review, as it stands now"):
        complete(flagged, a_review(flagged, analysis="Something else."), by=cast.prosecutor)
    review_draft.save_part(
        consultation=flagged,
        part=review_draft.Part(code="evidence"),
        text="Something else.",
        answers={},
        expected_version=0,
        by=cast.prosecutor,
        at=FRIDAY_9AM,
    )
    assert Approval.objects.get().state == ApprovalState.VOID


def test_the_author_never_approves_nor_whoever_wrote_part_of_it(cast, flagged):
    ReviewSection.objects.create(
        consultation=flagged, code="trial", text="Mine.", changed_at=THURSDAY_9AM, changed_by=cast.legal_manager
    )
    ask(flagged, by=cast.prosecutor)
    for person in (cast.prosecutor, cast.legal_manager, cast.assistant, cast.builder, cast.outside_prosecutor):
        with nothing_changes(), pytest.raises(NotPermitted):
            approvals.approve(approval=Approval.objects.get(), by=person, at=FRIDAY_9AM)


def test_whoever_stands_higher_can_stand_in(cast, flagged):
    ask(flagged, by=cast.prosecutor)
    assert approvals.approve(approval=Approval.objects.get(), by=cast.chief_prosecutor, at=FRIDAY_9AM)


def test_it_waits_for_others_with_its_clock_until_it_is_decided(cast, flagged):
    ask(flagged, by=cast.prosecutor)
    waiting = Matter.objects.get(kind="approval")
    assert (waiting.permission, waiting.not_person_id) == ("review", cast.prosecutor.pk)
    assert waiting.due_at == Approval.objects.get().due_at > THURSDAY_9AM

    approvals.send_back(
        approval=Approval.objects.get(), comment="Ask for the telephone.", by=cast.second_prosecutor, at=FRIDAY_9AM
    )

    assert not Matter.objects.filter(kind="approval").exists()
    assert Approval.objects.get().state == ApprovalState.SENT_BACK


def test_sending_back_needs_a_reason_and_deciding_twice_names_who_did(cast, flagged):
    ask(flagged, by=cast.prosecutor)
    approval = Approval.objects.get()
    with nothing_changes(), pytest.raises(Refused, match="Say what has to change"):
        approvals.send_back(approval=approval, comment=" ", by=cast.second_prosecutor, at=FRIDAY_9AM)
    approvals.approve(approval=approval, by=cast.second_prosecutor, at=FRIDAY_9AM)
    with nothing_changes(), pytest.raises(Conflict, match="has decided this already: approved"):
        approvals.approve(approval=approval, by=cast.legal_manager, at=FRIDAY_2PM)


def test_whoever_is_asked_next_reads_that_it_was_sent_back_and_whether_it_was_changed(client, cast, flagged):
    ask(flagged, by=cast.prosecutor)
    said = "The footage was not seen."
    first = Approval.objects.get()
    approvals.send_back(approval=first, comment=said, by=cast.second_prosecutor, at=FRIDAY_9AM)
    client.force_login(cast.legal_manager)
    for handed_in, unchanged in ((a_review(flagged), True), (a_review(flagged, analysis="Seen now."), False)):
        ask(flagged, handed_in, by=cast.prosecutor, at=FRIDAY_2PM)
        latest = Approval.objects.latest("pk")
        page = client.get(f"{flagged.case_file.get_absolute_url()}approvals/{latest.pk}/").content.decode()
        assert said in page
        assert ("The review was not changed between." in page) is unchanged


def test_asking_again_asks_only_for_what_is_open(cast, flagged):
    ask(flagged, by=cast.prosecutor)
    with nothing_changes(), pytest.raises(Refused, match="no approval to ask for"):
        ask(flagged, by=cast.prosecutor)


def test_a_review_that_no_rule_names_needs_nobody(cast):
    plain = stories.accepted_case(cast)
    with nothing_changes(), pytest.raises(Refused, match="no approval to ask for"):
        ask(plain, a_review(plain), by=cast.prosecutor)


def test_police_know_nothing_of_approvals(client, cast, flagged):
    ask(flagged, by=cast.prosecutor)
    assert CaseEvent.objects.filter(type="charging.approval_asked").exists()
    client.force_login(cast.builder)
    page = client.get(f"{flagged.case_file.get_absolute_url()}?timeline=all").content.decode()
    assert "Approval" not in page
    assert (
        client.get(f"{flagged.case_file.get_absolute_url()}approvals/{Approval.objects.get().pk}/").status_code == 404
    )


def test_the_pages_ask_read_and_approve(client, cast, flagged):
    root = flagged.case_file.get_absolute_url()
    for code, text in {"evidence": "Weak.", **stories.SECTIONS}.items():
        ReviewSection.objects.create(
            consultation=flagged, code=code, text=text, changed_at=THURSDAY_9AM, changed_by=cast.prosecutor
        )
    client.force_login(cast.prosecutor)
    for number in (1, 2):
        key = flagged.case_file.suspects.get(number=number).pk
        typed = {"result": "nfa_evidential", "rationale": "Weak", "reason": "EV-ID", "version": 0}
        client.post(
            f"{root}reviews/{flagged.pk}/suspects/{number}/",
            {f"suspect-{key}-{name}": value for name, value in typed.items()},
        )
    page = client.get(f"{root}reviews/{flagged.pk}/approvals/").content.decode()
    assert "No further action on a rape or serious sexual offence" in page
    assert said_of_approval(client, flagged) == ("Needed", "")
    client.post(f"{root}reviews/{flagged.pk}/approvals/ask/")
    approval = Approval.objects.get()
    waits = f"Pat Prosecutor asked for it, to be given by {in_time_until(approval.due_at)}"
    assert said_of_approval(client, flagged) == ("Asked for", waits)

    client.force_login(cast.second_prosecutor)
    assert "Weak." in client.get(f"{root}approvals/{approval.pk}/").content.decode()
    client.post(f"{root}approvals/{approval.pk}/", {"step": "approve", "comment": ""})
    assert stories.fresh(approval).state == ApprovalState.APPROVED
    assert said_of_approval(client, flagged) == ("Approved", "")


def said_of_approval(client, consultation):
    """What the task list of a review says of its approval, within the queries that it has."""
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{consultation.case_file.get_absolute_url()}reviews/{consultation.pk}/")
    assert len(asked) <= 15
    task = page.context["hub"].approval
    return task.tag[0], task.said


def test_the_ladder_has_a_person_of_every_grade(cast):
    deputy = a_person("Dee Deputy", Role.DEPUTY_CHIEF, cast.prosecutor.memberships.get().unit)
    assert deputy.grants
