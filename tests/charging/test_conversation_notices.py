"""Who hears of a question: those it goes to and those who wrote in it, with their cover, and nobody across."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.operations import cover, delegation
from accounts.operations.cover import CoverDetails
from accounts.operations.delegation import DelegationDetails
from casework.models import CaseFile, Notice
from charging.operations import notices
from foundation.periods import local_date
from tests import questions, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_9AM

pytestmark = pytest.mark.django_db
FRIDAY = local_date(FRIDAY_2PM)
DAY = timedelta(days=1)


@pytest.fixture
def sent(cast):
    case_file = stories.accepted_case(cast).case_file
    notices.deliver(at=FRIDAY_9AM)
    Notice.objects.all().delete()
    return case_file


def told():
    """Who was told what, without the reference."""
    notices.deliver(at=FRIDAY_2PM)
    rows = Notice.objects.order_by("at", "id").values_list("recipient__name", "text")
    return {(name, text.partition(": ")[2]) for name, text in rows}


def test_a_shared_question_goes_to_the_officer_or_the_prosecutor(cast, sent):
    questions.ask(sent, by=cast.prosecutor)
    questions.ask(sent, by=cast.builder)

    assert told() == {("Bea Builder", "question asked"), ("Pat Prosecutor", "question asked")}


def test_before_a_review_is_allocated_it_goes_to_the_casework_assistants_of_the_unit(cast):
    case_file = stories.submitted_case(cast).case_file
    notices.deliver(at=FRIDAY_9AM)
    Notice.objects.all().delete()
    questions.ask(CaseFile.objects.get(pk=case_file.pk), by=cast.builder)

    assert told() == {("Ash Assistant", "question asked")}


def test_of_the_rest_those_hear_who_wrote_and_never_of_their_own_acts(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)
    questions.say(thread, "answer", by=cast.second_builder)
    questions.say(thread, "accept", by=cast.second_prosecutor)

    assert told() == {
        ("Bea Builder", "question asked"),
        ("Pat Prosecutor", "question answered"),
        ("Pat Prosecutor", "answer accepted"),
        ("Bob Builder", "answer accepted"),
    }


def test_a_question_to_ones_own_agency_stays_in_it(cast, sent):
    questions.ask(sent, by=cast.builder, visibility="own")
    questions.ask(sent, by=cast.prosecutor, visibility="own")

    assert told() == {("Sam Supervisor", "question asked"), ("Lee Legal", "question asked")}


def test_notices_follow_cover_of_the_day(cast, sent):
    arranged = CoverDetails(covered_by=cast.second_builder, starts_on=FRIDAY, ends_on=FRIDAY)
    cover.arrange(details=arranged, by=cast.builder, at=MONDAY_9AM)
    questions.ask(sent, by=cast.prosecutor)

    assert told() == {
        ("Bea Builder", "question asked"),
        ("Bob Builder", "question asked (you cover for Bea Builder)"),
    }


@pytest.mark.parametrize(("starts", "ends"), [(-3, -1), (1, 3)])
def test_notices_do_not_follow_cover_of_other_days(cast, sent, starts, ends):
    arranged = CoverDetails(
        covered_by=cast.second_builder, starts_on=FRIDAY + starts * DAY, ends_on=FRIDAY + ends * DAY
    )
    cover.arrange(details=arranged, by=cast.builder, at=MONDAY_9AM)
    questions.ask(sent, by=cast.prosecutor)

    assert told() == {("Bea Builder", "question asked")}


def test_every_notice_follows_cover_not_only_those_of_questions(cast):
    arranged = CoverDetails(covered_by=cast.second_builder, starts_on=FRIDAY, ends_on=FRIDAY)
    cover.arrange(details=arranged, by=cast.builder, at=MONDAY_9AM)
    stories.rejected_case(cast)

    says = "rejected at CPS triage, respond by 16 March 2026"
    assert {("Bea Builder", says), ("Bob Builder", f"{says} (you cover for Bea Builder)")} <= told()


def test_cover_that_moved_to_another_force_is_told_nothing(cast, sent):
    arranged = CoverDetails(covered_by=cast.second_builder, starts_on=FRIDAY, ends_on=FRIDAY)
    cover.arrange(details=arranged, by=cast.builder, at=MONDAY_9AM)
    moved = Membership.objects.filter(user=cast.second_builder)
    moved.update(unit=cast.organisations.other_force_unit)
    questions.ask(sent, by=cast.prosecutor)

    assert told() == {("Bea Builder", "question asked")}


def test_who_was_lent_sign_off_hears_that_a_file_waits(cast):
    details = DelegationDetails(
        person=cast.second_builder, unit=cast.organisations.unit, starts_on=FRIDAY, ends_on=FRIDAY, reason="Late shift"
    )
    delegation.delegate(details=details, by=cast.supervisor, at=MONDAY_9AM)
    stories.prepared_case(cast)

    says = "supervisor sign-off needed"
    assert told() == {("Sam Supervisor", says), ("Bob Builder", says)}


def test_a_notice_leads_to_its_thread_and_goes_with_the_right_to_read_it(cast, sent, client):
    item = sent.material.get()
    thread = questions.ask(sent, by=cast.prosecutor, material=item)
    notices.deliver(at=FRIDAY_2PM)
    client.force_login(cast.builder)
    address = reverse("casework:thread", args=[sent.slug, thread.pk])
    assert address in client.get(reverse("casework:notices")).content.decode()

    type(item).objects.filter(pk=item.pk).update(sensitive=True)

    html = client.get(reverse("casework:notices")).content.decode()
    assert "question asked" not in html
    assert "Nothing yet" in html


def test_of_a_sensitive_item_only_those_hear_who_may_know_of_it(cast, sent):
    item = sent.material.get()
    type(item).objects.filter(pk=item.pk).update(sensitive=True)
    item.refresh_from_db()
    thread = questions.ask(sent, by=cast.prosecutor, material=item)
    assert told() == {("Sam Supervisor", "question asked")}

    questions.say(thread, "answer", by=cast.supervisor)
    assert told() == {("Sam Supervisor", "question asked"), ("Pat Prosecutor", "question answered")}
