"""Notices, when they are mailed, and what became of the mails, as people see them."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import Mail, MailChoice, MailState, Notice, NoticeKind, NoticePreference
from casework.models.mail import FAILED, UNDER_WAY
from casework.operations import mail_writing
from charging.operations import notices
from tests import questions, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
NOTICES, WISHES = reverse("casework:notices"), reverse("casework:notice_settings")
MAILS, DELIVERIES = reverse("casework:mails"), reverse("casework:deliveries")


@pytest.fixture
def told(cast):
    """Let the builder have one urgent notice of triage and two of questions."""
    case_file = stories.accepted_case(cast).case_file
    notices.deliver(at=FRIDAY_9AM)
    for _ in range(2):
        questions.ask(case_file, by=cast.prosecutor)
    notices.deliver(at=FRIDAY_2PM)
    Notice.objects.filter(recipient=cast.builder, kind=NoticeKind.SENDING).update(urgent=True, mail_due_at=FRIDAY_2PM)
    mail_writing.write_due(at=FRIDAY_2PM)
    return case_file


def page(client, person, address):
    client.force_login(person)
    return client.get(address).content.decode()


def fail(*mails, state=MailState.PERMANENT_FAILURE, trouble="no_such_address"):
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
        state=state, trouble=trouble, settled_at=FRIDAY_2PM, next_attempt_at=None, attempts=1
    )


def mail_of(person):
    return Mail.objects.filter(recipient=person).first()


def places(html, *words):
    """Where each of some words stands; all must be there."""
    return [html.index(word) for word in words]


# --- notices -------------------------------------------------------------------------------------------------


def test_urgent_notices_stand_first_then_new_ones_then_those_that_were_read(cast, client, told):
    Notice.objects.filter(pk=Notice.objects.filter(kind=NoticeKind.QUESTION).earliest("pk").pk).update(
        read_at=FRIDAY_2PM
    )
    html = page(client, cast.builder, NOTICES)

    order = places(html, ">Urgent</h2>", "accepted at CPS triage", ">New</h2>", "question asked", ">Read</h2>")
    assert order == sorted(order)
    assert html.count("question asked") == 2


def test_notices_can_be_narrowed_to_what_they_are_about(cast, client, told):
    assert "Questions (2, 2 new)" in page(client, cast.builder, NOTICES)

    html = page(client, cast.builder, f"{NOTICES}?kind=question")

    assert "accepted at CPS triage" not in html
    assert html.count("question asked") == 2
    assert "accepted at CPS triage" in page(client, cast.builder, f"{NOTICES}?kind=nothing-of-ours")


def test_marking_as_read_leaves_other_kinds_and_what_came_since_the_page_was_drawn(cast, client, told):
    client.force_login(cast.builder)
    shown = client.get(f"{NOTICES}?kind=question").context["seen"]
    questions.ask(told, by=cast.prosecutor)
    notices.deliver(at=FRIDAY_2PM)
    client.post(f"{NOTICES}?kind=question", {"seen": shown})

    left = Notice.objects.filter(recipient=cast.builder, read_at__isnull=True)
    assert sorted(left.values_list("kind", flat=True)) == [NoticeKind.QUESTION, NoticeKind.SENDING]
    client.post(NOTICES, {"seen": "nonsense"})
    assert not left.exists()


# --- when somebody is mailed ------------------------------------------------------------------------------------


def test_the_choice_starts_from_what_counts_now_and_is_kept(cast, client):
    client.force_login(cast.builder)
    form = client.get(WISHES).context["form"]
    assert (form["choice"].value(), form["digest_at"].value(), form["working_days_only"].value()) == (
        "digest",
        "08:00",
        True,
    )
    response = client.post(WISHES, {"choice": "digest", "digest_at": "17:00"}, follow=True)

    assert "Your choice is saved" in response.content.decode()
    kept = NoticePreference.objects.get()
    assert (kept.person, kept.choice, kept.digest_at, kept.working_days_only) == (
        cast.builder,
        MailChoice.DIGEST,
        time(17),
        False,
    )
    assert '<option value="17:00" selected' in page(client, cast.builder, WISHES)


@pytest.mark.parametrize(
    "wrong", [{"choice": ""}, {"choice": "hourly", "digest_at": "08:00"}, {"choice": "none", "digest_at": "3"}]
)
def test_a_choice_that_there_is_not_is_refused_with_words(cast, client, wrong):
    client.force_login(cast.builder)
    response = client.post(WISHES, wrong)

    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert not NoticePreference.objects.exists()


# --- one's own mails ---------------------------------------------------------------------------------------------


def test_everybody_sees_their_own_mails_with_what_became_of_them_and_nobody_elses(cast, client, told):
    fail(mail_of(cast.builder), state=MailState.TEMPORARY_FAILURE, trouble="inbox")
    html = page(client, cast.builder, MAILS)

    assert "Not delivered" in html
    assert "The inbox did not take it: it may be full." in html
    assert "Send again" in html
    assert "You have had no emails" in page(client, cast.second_builder, MAILS)


def test_a_failed_mail_is_sent_again_by_its_button_and_then_has_none(cast, client, told):
    mail = mail_of(cast.builder)
    fail(mail)
    client.force_login(cast.builder)
    address = reverse("casework:mail_send_again", args=[mail.pk])
    assert "The email will be sent again." in client.post(address, follow=True).content.decode()
    assert "sent again already" in client.post(address, follow=True).content.decode()

    html = page(client, cast.builder, MAILS)
    assert "It was sent again." in html
    assert address not in html


def test_somebody_elses_mail_is_not_there(cast, client, told):
    mail = mail_of(cast.builder)
    fail(mail)
    for person in (cast.second_builder, cast.prosecutor, cast.police_standards):
        client.force_login(person)
        assert client.post(reverse("casework:mail_send_again", args=[mail.pk])).status_code == 404
    assert not Mail.objects.filter(resend_of=mail).exists()


# --- all that failed ------------------------------------------------------------------------------------------------


def test_those_who_look_after_mail_see_what_failed_with_a_part_of_the_address(cast, client, told):
    fail(mail_of(cast.builder))
    html = page(client, cast.cps_standards, DELIVERIES)

    assert "There is no such address." in html
    assert f"{cast.builder.email[0]}…@" in html
    assert cast.builder.email not in html
    assert "Bea" not in html
    assert "45AD" not in html


def test_nobody_else_sees_or_sends_them(cast, client, told):
    mail = mail_of(cast.builder)
    fail(mail)
    for person in (cast.builder, cast.supervisor, cast.legal_manager, cast.area_manager, cast.outsider):
        client.force_login(person)
        assert client.get(DELIVERIES).status_code == 403
        assert client.post(reverse("casework:delivery_send_again", args=[mail.pk])).status_code == 403
        assert client.post(reverse("casework:deliveries_send_again")).status_code == 403
    assert not Mail.objects.filter(resend_of=mail).exists()


def test_one_or_all_are_sent_again_and_leave_the_list(cast, client, told):
    questions.say(questions.ask(told, by=cast.builder), "answer", by=cast.prosecutor)
    notices.deliver(at=FRIDAY_2PM)
    Notice.objects.filter(mail_due_at__isnull=False).update(mail_due_at=FRIDAY_2PM)
    mail_writing.write_due(at=FRIDAY_2PM)
    fail(*Mail.objects.all())
    first, *others = Mail.objects.all()
    assert others
    client.force_login(cast.police_standards)

    client.post(reverse("casework:delivery_send_again", args=[first.pk]))
    assert Mail.objects.filter(resend_of=first, asked_by=cast.police_standards).exists()
    client.post(reverse("casework:deliveries_send_again"))

    assert Mail.objects.filter(resend_of__in=others).count() == len(others)
    on_its_way = Mail.objects.filter(state__in=(*UNDER_WAY, MailState.SENT)).count()
    assert f"not known to have arrived: {on_its_way}." in client.get(DELIVERIES).content.decode()


def test_counts_by_state_and_the_oldest_that_waits_are_told(cast, client, told):
    html = page(client, cast.cps_standards, DELIVERIES)
    assert "6 March 2026, 2pm" in html or "6 March 2026, 2:00pm" in html
    assert "should have left a while ago" in html

    fail(*Mail.objects.all())
    Notice.objects.update(mail_due_at=None)
    html = page(client, cast.cps_standards, DELIVERIES)
    assert "None waits" in html
    assert "should have left" not in html


# --- the same at five and at fifty ------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [NOTICES, MAILS, DELIVERIES, WISHES])
def test_pages_ask_the_database_little_and_no_more_for_more_rows(cast, client, told, address):
    person = cast.cps_standards if address == DELIVERIES else cast.builder
    client.force_login(person)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def asked(numbers):
        for number in numbers:
            questions.ask(told, by=cast.prosecutor)
            at = FRIDAY_2PM + timedelta(minutes=number)
            notices.deliver(at=at)
            Notice.objects.filter(mail_due_at__isnull=False).update(mail_due_at=at)
            mail_writing.write_due(at=at)

    # So many in the same words that they fold: what is in folds is one query more, however many there are.
    asked(range(8))
    few = cost()
    asked(range(8, 28))
    fail(*Mail.objects.all())
    assert Mail.objects.filter(state__in=FAILED).count() > 15

    assert few <= MOST_QUERIES
    assert cost() <= few
