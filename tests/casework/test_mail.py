"""Mail about notices: who gets one, when, once, with nothing of a case in it, and what becomes of those that fail."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.operations import cover
from accounts.operations.cover import CoverDetails
from casework import tasks
from casework.models import (
    CaseEvent,
    Mail,
    MailAllowance,
    MailChoice,
    MailKind,
    MailState,
    MailTrouble,
    Notice,
)
from casework.operations import mail_again, mail_keeping, mail_writing, mailing
from casework.operations import notices as notice_operations
from casework.operations.govuk_notify import Notify
from casework.operations.mail_carriers import Console
from casework.operations.mailing import Step
from casework.queries import mails
from charging.operations import notices
from charging.operations.listing import keep_standings
from foundation.periods import LONDON, local_date
from foundation.verdicts import NotPermitted, Refused
from tests import questions, stories
from tests.clock import FRIDAY_2PM, MONDAY_9AM, NEXT_MONDAY_9AM
from tests.mails import a_mail, choose, fresh, send_all, tell
from tests.notify import HANGS_UP, KEY, TEMPLATE, notifying
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEXT_SUMMARY = datetime(2026, 3, 9, 8, tzinfo=LONDON)


@pytest.fixture
def notify():
    with notifying() as notify:
        yield notify


@pytest.fixture
def carrier(notify):
    with Notify(KEY, TEMPLATE, notify.address, seconds=0.5) as carrier:
        yield carrier


@pytest.fixture
def case_file(cast):
    """Return a case with no notices yet."""
    case_file = stories.accepted_case(cast).case_file
    notices.deliver(at=FRIDAY_2PM)
    Notice.objects.all().delete()
    return case_file


# --- who is mailed, and when -------------------------------------------------------------------------------------


def test_urgent_notices_are_mailed_at_once_and_the_rest_wait_for_the_next_working_morning(cast, case_file):
    tell(cast.builder, case_file, number=3)
    tell(cast.builder, case_file, urgent=True, number=2)

    assert mail_writing.write_due(at=FRIDAY_2PM) == 1
    assert mail_writing.write_due(at=NEXT_SUMMARY - MINUTE) == 0
    assert mail_writing.write_due(at=NEXT_SUMMARY) == 1
    assert mail_writing.write_due(at=NEXT_SUMMARY + DAY) == 0

    first, second = Mail.objects.order_by("created_at")
    assert (first.kind, first.notices.count()) == (MailKind.INSTANT, 2)
    assert (second.kind, second.notices.count()) == (MailKind.DIGEST, 3)


def test_whoever_wants_all_at_once_gets_all_at_once_and_whoever_wants_none_gets_none(cast, case_file):
    choose(cast.builder, MailChoice.INSTANT)
    choose(cast.prosecutor, MailChoice.NONE)
    for person in (cast.builder, cast.prosecutor):
        tell(person, case_file)
        tell(person, case_file, urgent=True)
    mail_writing.write_due(at=FRIDAY_2PM)

    mail = Mail.objects.get()
    assert (mail.recipient, mail.kind, mail.notices.count()) == (cast.builder, MailKind.INSTANT, 2)


def test_the_daily_summary_comes_at_the_time_that_was_chosen(cast, case_file):
    choose(cast.builder, MailChoice.DIGEST, digest_at=time(17, 30), working_days_only=False)
    tell(cast.builder, case_file)

    assert mail_writing.write_due(at=datetime(2026, 3, 6, 17, 29, tzinfo=LONDON)) == 0
    assert mail_writing.write_due(at=datetime(2026, 3, 6, 17, 30, tzinfo=LONDON)) == 1


def test_nobody_is_mailed_about_their_own_act_and_each_other_party_is(cast):
    stories.answered_case(cast)
    notices.deliver(at=FRIDAY_2PM)
    for person in (cast.builder, cast.supervisor, cast.prosecutor, cast.assistant):
        told = Notice.objects.filter(recipient=person)
        own = CaseEvent.objects.filter(pk__in=told.values("event_id"), by_id=person.pk)
        assert not own.exists()
    mail_writing.write_due(at=NEXT_MONDAY_9AM)

    # The supervisor was told of the file on Tuesday: too long ago by Friday to be mailed about it.
    assert set(Mail.objects.values_list("recipient__name", flat=True)) == {"Bea Builder", "Pat Prosecutor"}
    assert Notice.objects.filter(recipient=cast.supervisor).exists()


def test_what_is_told_two_days_late_is_in_the_notices_and_nobody_is_mailed_about_it(cast):
    stories.submitted_case(cast)
    notices.deliver(at=FRIDAY_2PM)
    mail_writing.write_due(at=NEXT_MONDAY_9AM)

    assert Notice.objects.filter(recipient=cast.supervisor, mail_due_at=None).exists()
    assert not Mail.objects.exists()


def test_what_was_read_meanwhile_is_not_mailed(cast, case_file):
    tell(cast.builder, case_file, number=2)
    notice_operations.mark_read(by=cast.builder, at=FRIDAY_2PM + HOUR)

    assert mail_writing.write_due(at=NEXT_SUMMARY) == 0


def test_a_written_mail_is_dropped_where_all_was_read_before_it_left(cast, case_file, carrier, notify):
    mail = a_mail(cast.builder, case_file)
    notice_operations.mark_read(by=cast.builder, at=FRIDAY_2PM)

    assert send_all(carrier, FRIDAY_2PM) is Step.NOTHING
    assert fresh(mail).state == MailState.NOT_NEEDED
    assert notify.asked == []


def test_what_somebody_may_not_know_of_any_more_is_not_mailed(cast, case_file, carrier, notify):
    item = case_file.material.get()
    questions.ask(case_file, by=cast.prosecutor, material=item)
    notices.deliver(at=FRIDAY_2PM)
    assert Notice.objects.filter(recipient=cast.builder, mail_due_at__isnull=False).exists()
    type(item).objects.filter(pk=item.pk).update(sensitive=True)

    assert mail_writing.write_due(at=NEXT_SUMMARY) == 0


def test_a_change_of_mind_counts_for_what_waits_already(cast, case_file, carrier, notify):
    tell(cast.builder, case_file)
    tell(cast.prosecutor, case_file)
    choose(cast.builder, MailChoice.INSTANT)
    choose(cast.prosecutor, MailChoice.NONE)

    mail_writing.write_due(at=FRIDAY_2PM)
    assert Mail.objects.get().recipient == cast.builder

    choose(cast.builder, MailChoice.NONE)
    send_all(carrier, FRIDAY_2PM)
    assert Mail.objects.get().state == MailState.NOT_NEEDED
    assert notify.messages == {}


def test_a_notice_made_under_an_older_choice_follows_the_new_one(cast, case_file):
    (notice,) = tell(cast.builder, case_file, urgent=True)
    choose(cast.builder, MailChoice.NONE)
    Notice.objects.filter(pk=notice.pk).update(mail_due_at=FRIDAY_2PM)

    assert mail_writing.write_due(at=FRIDAY_2PM) == 0
    assert not Notice.objects.filter(mail_due_at__isnull=False).exists()


def test_while_somebody_is_covered_for_their_stand_in_is_mailed_and_their_own_summary_waits(cast, case_file):
    day = local_date(FRIDAY_2PM)
    details = CoverDetails(covered_by=cast.second_builder, starts_on=day, ends_on=day + 3 * DAY)
    cover.arrange(details=details, by=cast.builder, at=MONDAY_9AM)
    questions.ask(case_file, by=cast.prosecutor)
    notices.deliver(at=FRIDAY_2PM)

    assert mail_writing.write_due(at=NEXT_SUMMARY) == 1
    assert Mail.objects.get().recipient == cast.second_builder
    assert mail_writing.write_due(at=NEXT_SUMMARY + DAY) == 1
    assert Mail.objects.first().recipient == cast.builder


def test_of_urgent_things_both_hear_at_once(cast, case_file):
    day = local_date(FRIDAY_2PM)
    details = CoverDetails(covered_by=cast.second_builder, starts_on=day, ends_on=day)
    cover.arrange(details=details, by=cast.builder, at=MONDAY_9AM)
    case_file.suspects.update(custody_basis="custody")
    keep_standings(case_file)
    questions.ask(case_file, by=cast.prosecutor)
    notices.deliver(at=FRIDAY_2PM)
    mail_writing.write_due(at=FRIDAY_2PM)

    assert set(Mail.objects.values_list("recipient__name", "kind")) == {
        ("Bea Builder", "instant"),
        ("Bob Builder", "instant"),
    }


def test_everything_on_a_case_in_custody_is_urgent(cast):
    stories.rejected_case(cast)
    notices.deliver(at=FRIDAY_2PM)
    assert not Notice.objects.filter(urgent=True).exists()
    Notice.objects.all().delete()

    case_file = stories.submitted_case(cast, urn=stories.a_urn(9)).case_file
    case_file.suspects.update(custody_basis="custody")
    keep_standings(case_file)
    notices.deliver(at=FRIDAY_2PM)
    assert set(Notice.objects.values_list("case_file", "urgent")) == {(case_file.pk, True)}


# --- what is in a mail -------------------------------------------------------------------------------------------


def test_a_mail_says_how_many_notices_wait_and_nothing_of_a_case(cast, case_file, carrier, notify, settings):
    settings.SERVICE_URL = "https://tandem.example"
    tell(cast.builder, case_file, urgent=True, number=2)
    choose(cast.builder, MailChoice.INSTANT)
    tell(cast.builder, case_file, number=3)
    mail_writing.write_due(at=FRIDAY_2PM)
    send_all(carrier, FRIDAY_2PM)

    (message,) = notify.sent_to(cast.builder.email)
    assert message["personalisation"] == {"urgent": 2, "other": 3, "link": "https://tandem.example/notices/"}
    said = str({**message, "email_address": ""})
    hidden = [case_file.urn, case_file.slug, "45AD", "12345", "Alder", case_file.headline, "something happened", "Bea"]
    assert not [word for word in hidden if word in said]


def test_the_page_that_a_mail_leads_to_asks_who_is_there(client, settings):
    assert client.get("/notices/").status_code == 302


# --- sending, once -----------------------------------------------------------------------------------------------


def test_a_mail_is_sent_once_and_then_known_to_be_delivered(cast, case_file, carrier, notify):
    mail = a_mail(cast.builder, case_file)

    assert send_all(carrier, FRIDAY_2PM) is Step.NOTHING
    assert send_all(carrier, FRIDAY_2PM + DAY) is Step.NOTHING
    sent = fresh(mail)
    assert (sent.state, sent.attempts, sent.sent_at, sent.urgent_count) == (MailState.SENT, 1, FRIDAY_2PM, 1)
    assert list(notify.messages) == [sent.provider_id]
    assert notify.messages[sent.provider_id]["reference"] == str(mail.reference)

    assert mailing.ask_next(carrier=carrier, at=FRIDAY_2PM) is Step.NOTHING
    assert mailing.ask_next(carrier=carrier, at=FRIDAY_2PM + MINUTE) is Step.DONE
    assert (fresh(mail).state, fresh(mail).settled_at) == (MailState.DELIVERED, FRIDAY_2PM + MINUTE)
    assert mailing.ask_next(carrier=carrier, at=FRIDAY_2PM + DAY) is Step.NOTHING


@pytest.mark.parametrize(
    ("status", "state", "trouble"),
    [
        ("permanent-failure", MailState.PERMANENT_FAILURE, MailTrouble.NO_SUCH_ADDRESS),
        ("temporary-failure", MailState.TEMPORARY_FAILURE, MailTrouble.INBOX),
        ("technical-failure", MailState.TEMPORARY_FAILURE, MailTrouble.TECHNICAL),
    ],
)
def test_a_mail_that_was_not_delivered_says_so(cast, case_file, carrier, notify, status, state, trouble):
    mail = a_mail(cast.builder, case_file)
    send_all(carrier, FRIDAY_2PM)
    notify.status = status
    mailing.ask_next(carrier=carrier, at=FRIDAY_2PM + MINUTE)

    assert (fresh(mail).state, fresh(mail).trouble) == (state, trouble)


def test_as_long_as_nothing_is_known_it_is_asked_again_and_in_the_end_no_more(cast, case_file, carrier, notify):
    mail, asked, moment = a_mail(cast.builder, case_file), 0, FRIDAY_2PM
    send_all(carrier, moment)
    notify.status = "sending"
    while (following := fresh(mail).next_check_at) is not None:
        assert following > moment
        moment, asked = following, asked + 1
        assert mailing.ask_next(carrier=carrier, at=moment) is Step.DONE

    assert asked == 9
    assert fresh(mail).state == MailState.SENT


@pytest.mark.parametrize("answer", [429, 500, 503, 403, HANGS_UP])
def test_what_passes_is_tried_again_later_and_arrives_once(cast, case_file, carrier, notify, answer):
    mail = a_mail(cast.builder, case_file)
    notify.answers.append(answer)

    assert mailing.send_next(carrier=carrier, at=FRIDAY_2PM) is Step.PAUSE
    put_off = fresh(mail)
    assert (put_off.state, put_off.attempts) == (MailState.QUEUED, 1)
    assert put_off.trouble
    assert mailing.send_next(carrier=carrier, at=FRIDAY_2PM) is Step.NOTHING
    assert mailing.send_next(carrier=carrier, at=put_off.next_attempt_at) is Step.DONE

    assert (fresh(mail).state, fresh(mail).trouble, len(notify.messages)) == (MailState.SENT, "", 1)


@pytest.mark.parametrize("answer", [500, HANGS_UP])
def test_a_mail_that_was_taken_without_an_answer_is_not_sent_twice(cast, case_file, carrier, notify, answer):
    mail = a_mail(cast.builder, case_file)
    notify.answers.append(answer)
    notify.takes_first = True
    mailing.send_next(carrier=carrier, at=FRIDAY_2PM)
    assert fresh(mail).uncertain

    mailing.send_next(carrier=carrier, at=FRIDAY_2PM + MINUTE)

    assert list(notify.messages) == [fresh(mail).provider_id]
    assert fresh(mail).state == MailState.SENT


def test_after_six_tries_a_mail_has_failed_for_everybody_to_see(cast, case_file, carrier, notify):
    mail, moment = a_mail(cast.builder, case_file), FRIDAY_2PM
    notify.answers.extend([429] * 10)
    for _ in range(6):
        assert mailing.send_next(carrier=carrier, at=moment) is Step.PAUSE
        moment = fresh(mail).next_attempt_at or moment

    gone = fresh(mail)
    assert (gone.state, gone.trouble, gone.attempts) == (MailState.TEMPORARY_FAILURE, MailTrouble.BUSY, 6)
    assert mailing.send_next(carrier=carrier, at=moment + 30 * DAY) is Step.NOTHING


def test_what_notify_refuses_has_failed_at_once_and_stops_nobody_elses(cast, case_file, carrier, notify):
    refused, other = a_mail(cast.builder, case_file), a_mail(cast.prosecutor, case_file)
    notify.answers.append(400)

    assert send_all(carrier, FRIDAY_2PM) is Step.NOTHING
    assert (fresh(refused).state, fresh(refused).trouble) == (MailState.PERMANENT_FAILURE, MailTrouble.REFUSED)
    assert fresh(other).state == MailState.SENT


class Dies:
    """A carrier in whose hands the worker dies, before or after the mail is taken."""

    tells = True

    def __init__(self, carrier, *, after):
        self.carrier, self.after = carrier, after

    def send(self, letter):
        if self.after:
            self.carrier.send(letter)
        raise SystemExit


@pytest.mark.parametrize("after", [True, False])
def test_a_worker_that_dies_while_sending_loses_no_mail_and_sends_none_twice(cast, case_file, carrier, notify, after):
    mail = a_mail(cast.builder, case_file)
    with pytest.raises(SystemExit):
        mailing.send_next(carrier=Dies(carrier, after=after), at=FRIDAY_2PM)
    assert fresh(mail).state == MailState.SENDING

    assert mailing.take_back_interrupted(at=FRIDAY_2PM + 4 * MINUTE) == 0
    assert mailing.take_back_interrupted(at=FRIDAY_2PM + 5 * MINUTE) == 1
    assert mailing.take_back_interrupted(at=FRIDAY_2PM + 5 * MINUTE) == 0
    send_all(carrier, FRIDAY_2PM + HOUR)

    assert fresh(mail).state == MailState.SENT
    assert len(notify.messages) == 1


def test_a_worker_that_comes_back_too_late_writes_nothing_over_the_next_ones_work(cast, case_file, carrier):
    mail = a_mail(cast.builder, case_file)
    claim = mailing._claim(FRIDAY_2PM)
    mailing.take_back_interrupted(at=FRIDAY_2PM + 5 * MINUTE)
    send_all(carrier, FRIDAY_2PM + HOUR)
    sent = fresh(mail)

    mailing._settle(claim.mail, state=MailState.PERMANENT_FAILURE, trouble="refused", settled_at=FRIDAY_2PM)

    assert fresh(mail).state == sent.state == MailState.SENT


def test_no_more_mails_leave_than_the_allowance_holds(cast, case_file, carrier, notify):
    people = (cast.builder, cast.prosecutor, cast.supervisor)
    for person in people:
        a_mail(person, case_file)
    MailAllowance.objects.create(name="mails", tokens=2, filled_at=FRIDAY_2PM)

    assert send_all(carrier, FRIDAY_2PM) is Step.PAUSE
    assert len(notify.messages) == 2
    assert Mail.objects.get(state=MailState.QUEUED).attempts == 0
    assert send_all(carrier, FRIDAY_2PM + MINUTE) is Step.NOTHING
    assert len(notify.messages) == 3


def test_what_is_printed_is_sent_and_nobody_asks_what_became_of_it(cast, case_file, capsys):
    mail = a_mail(cast.builder, case_file)
    with Console() as console:
        send_all(console, FRIDAY_2PM)

    said = capsys.readouterr().out
    assert str(mail.reference) in said
    assert cast.builder.email not in said
    assert (fresh(mail).state, fresh(mail).next_check_at) == (MailState.SENT, None)


def test_the_tasks_carry_a_notice_from_the_outbox_to_the_inbox(cast, case_file, notify, settings):
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_URL = KEY, TEMPLATE, notify.address
    tell(cast.builder, case_file, urgent=True)

    assert (tasks.write_mails(), tasks.send_mails(), tasks.send_mails()) == (1, 1, 0)
    assert len(notify.sent_to(cast.builder.email)) == 1
    Mail.objects.update(next_check_at=FRIDAY_2PM)
    assert tasks.ask_about_mails() == 1
    assert Mail.objects.get().state == MailState.DELIVERED


# --- sending again -----------------------------------------------------------------------------------------------


@pytest.fixture
def failed(cast, case_file, carrier, notify):
    """Return a mail to the builder that Notify refused."""
    mail = a_mail(cast.builder, case_file)
    notify.answers.append(400)
    send_all(carrier, FRIDAY_2PM)
    return fresh(mail)


def test_a_failed_mail_is_sent_again_as_a_new_one_about_the_same_notices(cast, failed, carrier, notify):
    again = mail_again.send_again(mail=failed, by=cast.builder, at=FRIDAY_2PM + HOUR)
    send_all(carrier, FRIDAY_2PM + HOUR)

    assert set(again.notices.all()) == set(failed.notices.all())
    assert (again.resend_of, again.asked_by, again.kind) == (failed, cast.builder, MailKind.RESEND)
    assert again.reference != failed.reference
    assert (fresh(again).state, fresh(failed).state) == (MailState.SENT, MailState.PERMANENT_FAILURE)
    assert len(notify.messages) == 1


def test_it_is_sent_again_once_and_only_if_it_failed(cast, failed):
    again = mail_again.send_again(mail=failed, by=cast.builder, at=FRIDAY_2PM)
    for mail, words in ((failed, "sent again already"), (again, "has not failed")):
        with nothing_changes(), pytest.raises(Refused, match=words):
            mail_again.send_again(mail=mail, by=cast.builder, at=FRIDAY_2PM)


def test_only_whose_mail_it_is_and_those_who_look_after_deliveries_may_send_it_again(cast, failed):
    for person in (cast.second_builder, cast.supervisor, cast.prosecutor, cast.outsider):
        with nothing_changes(), pytest.raises(NotPermitted):
            mail_again.send_again(mail=failed, by=person, at=FRIDAY_2PM)
        with nothing_changes(), pytest.raises(NotPermitted):
            mail_again.send_all_again(by=person, at=FRIDAY_2PM)

    assert mail_again.send_all_again(by=cast.cps_standards, at=FRIDAY_2PM) == 1
    assert mail_again.send_all_again(by=cast.police_standards, at=FRIDAY_2PM) == 0


def test_what_was_read_meanwhile_is_not_sent_again(cast, failed, carrier, notify):
    notice_operations.mark_read(by=cast.builder, at=FRIDAY_2PM)
    again = mail_again.send_again(mail=failed, by=cast.police_standards, at=FRIDAY_2PM)
    send_all(carrier, FRIDAY_2PM)

    assert fresh(again).state == MailState.NOT_NEEDED
    assert notify.messages == {}


def test_whoever_looks_after_mail_learns_how_much_is_late(cast, case_file, carrier, notify):
    assert mails.stuck(FRIDAY_2PM) == 0
    tell(cast.prosecutor, case_file, urgent=True)
    assert mails.stuck(FRIDAY_2PM + 15 * MINUTE) == 1
    mail_writing.write_due(at=FRIDAY_2PM)
    assert mails.stuck(FRIDAY_2PM + 14 * MINUTE) == 0
    assert mails.stuck(FRIDAY_2PM + 15 * MINUTE) == 1
    send_all(carrier, FRIDAY_2PM)
    assert mails.stuck(FRIDAY_2PM + DAY) == 0


def test_mails_are_forgotten_after_90_days_and_one_that_was_sent_again_with_the_newer_one(cast, failed):
    again = mail_again.send_again(mail=failed, by=cast.builder, at=FRIDAY_2PM + DAY)
    long_after = FRIDAY_2PM + 90 * DAY + HOUR
    assert mail_keeping.prune(at=long_after) == 0

    Mail.objects.filter(pk=again.pk).update(state=MailState.NOT_NEEDED, next_attempt_at=None, settled_at=long_after)
    assert mail_keeping.prune(at=long_after) == 0
    assert tasks.prune_mails() == 2
    assert not Mail.objects.exists()
    assert Notice.objects.exists()


# --- what the database itself refuses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": MailState.SENDING},
        {"state": MailState.SENT},
        {"state": MailState.PERMANENT_FAILURE, "next_attempt_at": None},
        {"next_attempt_at": None},
        {"claimed_at": FRIDAY_2PM},
        {"next_check_at": FRIDAY_2PM},
        {"kind": MailKind.RESEND},
    ],
)
def test_the_database_refuses_a_mail_that_contradicts_itself(cast, case_file, wrong):
    mail = a_mail(cast.builder, case_file)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(**wrong)
