"""Police contest a rejection; somebody else at the CPS decides; the file can be mended meanwhile."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.roles import Role
from casework.models import Matter, Standing, Suspect
from casework.rules import limits
from charging.lifecycle import ContestOutcome
from charging.models import Consultation, Contest, Triage
from charging.operations import contests, review
from charging.rules.contests import Grounds, Ruling
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, THURSDAY_9AM, WEDNESDAY_2PM
from tests.collisions import collide, sort_out
from tests.factories import a_person
from tests.unchanged import assert_in_step, nothing_changes

OVERTURN = Ruling(outcome=ContestOutcome.OVERTURNED, reason="The statement was in the file.")
UPHOLD = Ruling(outcome=ContestOutcome.UPHELD, reason="It is unsigned.")


def decide(contest, ruling, *, by, at=THURSDAY_9AM):
    return contests.decide(contest=contest, ruling=ruling, by=by, at=at)


def statuses():
    return set(Suspect.objects.values_list("status", flat=True))


@pytest.mark.django_db
def test_a_contest_waits_for_somebody_else_than_whoever_rejected_with_a_clock(cast):
    contest = stories.contested_case(cast)
    matter = Matter.objects.get(kind="contest")
    assert (matter.subject, matter.not_person, matter.due_at) == (contest.pk, cast.assistant, contest.due_at)
    assert contest.due_at.date() == date(2026, 3, 6)
    assert statuses() == {"rejected"}


@pytest.mark.django_db
def test_overturned_the_review_of_what_was_sent_opens_and_is_due_from_the_first_receipt(cast):
    contest = stories.contested_case(cast)
    sent = contest.triage.submission
    entry = decide(contest, OVERTURN, by=cast.legal_manager)

    assert (entry.type, entry.holder, entry.details["result"]) == (
        "charging.triage_challenge_resolved",
        "cps",
        "overturned",
    )
    assert Consultation.objects.get().submission == sent
    assert statuses() == {"with_prosecutor"}
    due = {standing.due_at for standing in Standing.objects.all()}
    assert due == {limits.due("decide_green", sent.sent_at)}
    assert Triage.objects.get().result == "overturned"
    assert Triage.objects.get().reasons.count() == 1, "what was contested stays"
    assert not Matter.objects.filter(kind="contest").exists()
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_upheld_the_file_stays_rejected_with_the_new_day_to_respond_by(cast):
    contest = stories.contested_case(cast)
    longer = Ruling(outcome=ContestOutcome.UPHELD, reason="It is unsigned.", respond_by=date(2026, 4, 1))
    decide(contest, longer, by=cast.legal_manager)
    assert Triage.objects.get().respond_by == date(2026, 4, 1)
    assert statuses() == {"rejected"}
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_where_the_file_is_mended_police_read_why_the_rejection_stands(cast, client):
    contest = stories.contested_case(cast)
    decide(contest, Ruling(outcome=ContestOutcome.UPHELD, reason="It is unsigned."), by=cast.legal_manager)
    client.force_login(cast.builder)
    page = client.get(contest.triage.submission.case_file.get_absolute_url()).content.decode()
    assert "Contested, and the rejection stands. Lee Legal: It is unsigned." in page
    assert "Ash Assistant (CPS casework assistant) has no contact number." in page


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["assistant", "prosecutor", "builder", "direct_manager", "outside_prosecutor"])
def test_nobody_decides_who_may_not(cast, part):
    contest = stories.contested_case(cast)
    with nothing_changes(), pytest.raises(NotPermitted):
        decide(contest, UPHOLD, by=getattr(cast, part))


@pytest.mark.django_db
def test_whoever_rejected_never_decides_though_they_are_a_manager(cast):
    contest = stories.contested_case(cast)
    Triage.objects.update(by=cast.legal_manager)
    with nothing_changes(), pytest.raises(NotPermitted, match="someone else must decide"):
        decide(contest, OVERTURN, by=cast.legal_manager)


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "code"), [("", "no_grounds"), (" ", "no_grounds"), ("x" * 2001, "too_long")])
def test_a_contest_says_why(cast, text, code):
    sent = stories.rejected_case(cast)
    with nothing_changes(), pytest.raises(Refused) as refusal:
        contests.contest(submission=sent, grounds=Grounds(text=text), by=cast.builder, at=WEDNESDAY_2PM)
    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


@pytest.mark.django_db
def test_a_rejection_is_contested_once(cast):
    contest = stories.contested_case(cast)
    decide(contest, UPHOLD, by=cast.legal_manager)
    with nothing_changes(), pytest.raises(Conflict, match="Bea Builder has contested this rejection already"):
        contests.contest(
            submission=contest.triage.submission, grounds=Grounds(text="Again."), by=cast.supervisor, at=FRIDAY_9AM
        )


@pytest.mark.django_db
def test_what_is_not_rejected_cannot_be_contested(cast):
    sent = stories.submitted_case(cast)
    with nothing_changes(), pytest.raises(Conflict, match="has not been rejected"):
        contests.contest(submission=sent, grounds=Grounds(text="Why?"), by=cast.builder, at=WEDNESDAY_2PM)


@pytest.mark.django_db
def test_sending_the_file_again_closes_the_contest_and_says_so(cast):
    contest = stories.contested_case(cast)
    stories.send_to_supervisor(cast, contest.triage.submission.case_file, at=THURSDAY_9AM)
    contest.refresh_from_db()
    assert (contest.outcome, contest.decided_by) == ("overtaken", cast.builder)
    with nothing_changes(), pytest.raises(Conflict, match="Bea Builder has settled this already: closed, because"):
        decide(contest, OVERTURN, by=cast.legal_manager, at=FRIDAY_9AM)
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_after_an_overturned_rejection_the_next_attempt_is_a_new_round(cast):
    contest = stories.contested_case(cast)
    decide(contest, OVERTURN, by=cast.legal_manager)
    consultation = Consultation.objects.get()
    review.allocate(consultation=consultation, prosecutor=cast.prosecutor, by=cast.legal_manager, at=FRIDAY_9AM)
    stories.complete_review(
        stories.fresh(consultation), [stories.plan_outcome()], items=[stories.an_item()], at=FRIDAY_9AM
    )
    plan = consultation.action_plan
    stories.answer_plan(plan, by=cast.builder, at=FRIDAY_2PM)
    assert contest.triage.submission.case_file.submissions.latest("pk").round_no == 2


@pytest.mark.django_db
def test_the_pages_lead_from_the_rejection_to_the_decision(cast, client):
    sent = stories.rejected_case(cast)
    case = sent.case_file
    client.force_login(cast.builder)
    assert "Contest the rejection" in client.get(case.get_absolute_url()).content.decode()
    contesting = reverse("charging:submission_contest", args=[case.slug, sent.pk])
    assert "Not in the file" in client.get(contesting).content.decode()
    refused = client.post(contesting, {"grounds": "", "seen": "0"})
    assert refused.status_code == 422
    client.post(contesting, {"grounds": "It is the first document."})
    found = Contest.objects.get()

    client.force_login(cast.legal_manager)
    assert "Decide the contested rejection" in client.get(case.get_absolute_url()).content.decode()
    page = reverse("charging:contest", args=[case.slug, found.pk])
    shown = client.get(page).content.decode()
    assert "It is the first document." in shown
    assert "Not in the file" in shown
    client.post(page, {"outcome": "overturned", "reason": "So it is."})
    assert statuses() == {"with_prosecutor"}
    after = client.get(case.get_absolute_url()).content.decode()
    assert "Contested" in after
    assert "Not in the file" in after, "the reasons stay in the round"


@pytest.mark.django_db
def test_whoever_rejected_reads_the_contest_but_is_offered_no_decision(cast, client):
    contest = stories.contested_case(cast)
    client.force_login(cast.assistant)
    page = reverse("charging:contest", args=[contest.triage.submission.case_file.slug, contest.pk])
    shown = client.get(page)
    assert shown.status_code == 200
    assert '<form method="post" novalidate data-warn' not in shown.content.decode()
    assert client.post(page, {"outcome": "upheld", "reason": "Mine."}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_the_second_is_told_who_decided(cast):
    contest = stories.contested_case(cast)

    def first():
        return decide(contest, OVERTURN, by=cast.legal_manager)

    def second():
        return decide(contest, UPHOLD, by=cast.legal_manager)

    done, refused = sort_out(collide(contest.triage.submission.case_file, first, second))
    assert len(done) == len(refused) == 1
    assert "Lee Legal has settled this already" in str(refused[0])


@pytest.mark.django_db(transaction=True)
def test_contesting_and_sending_again_at_once_leaves_no_open_contest_behind(cast):
    sent = stories.rejected_case(cast)
    case = sent.case_file

    def again():
        return stories.send_to_supervisor(cast, case, at=THURSDAY_9AM)

    def against():
        return contests.contest(
            submission=sent, grounds=Grounds(text="It is there."), by=cast.supervisor, at=THURSDAY_9AM
        )

    collide(case, again, against)
    assert not Contest.objects.filter(outcome="").exists()
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_nobody_of_the_police_unit_whose_case_it_is_decides_what_it_contests(cast):
    contest = stories.contested_case(cast)
    both = a_person("Bo Both", Role.LEGAL_MANAGER, cast.legal_manager.memberships.get().unit)
    there = Membership.objects.create(
        user=both, unit=cast.organisations.unit, role=Role.FILE_BUILDER, valid_from=date(2020, 1, 1)
    )
    with nothing_changes(), pytest.raises(NotPermitted, match="so somebody else decides it"):
        decide(contest, OVERTURN, by=both)

    there.delete()
    assert decide(contest, OVERTURN, by=type(both).objects.get(pk=both.pk))


@pytest.mark.django_db
def test_whoever_contested_it_before_coming_to_the_cps_does_not_decide_it(cast):
    contest = stories.contested_case(cast)
    cast.builder.memberships.update(role=Role.LEGAL_MANAGER, unit=cast.legal_manager.memberships.get().unit)
    with nothing_changes(), pytest.raises(NotPermitted, match="You raised this yourself"):
        decide(contest, OVERTURN, by=type(cast.builder).objects.get(pk=cast.builder.pk))
