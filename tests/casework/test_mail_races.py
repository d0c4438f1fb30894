"""Two workers, or two people, at one mail: it is written once, sent once, and never against what somebody chose."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from casework.models import Mail, MailAllowance, MailChoice, MailState, Notice, NoticePreference
from casework.operations import mail_again, mail_writing, mailing
from casework.operations.govuk_notify import Notify
from casework.operations.mailing import Step
from foundation.verdicts import Refused
from tests import stories
from tests.clock import FRIDAY_2PM
from tests.collisions import PATIENCE, on_a_connection_of_its_own, until, waiting
from tests.mails import a_mail, choose, send_all, tell
from tests.notify import KEY, TEMPLATE, notifying
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_workers_that_find_one_notice_one_writes_the_mail(cast):
    case_file = stories.accepted_case(cast).case_file
    Notice.objects.all().delete()
    tell(cast.builder, case_file, urgent=True)

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert mail_writing.write_due(at=FRIDAY_2PM) == 1
        other = pool.submit(on_a_connection_of_its_own, lambda: mail_writing.write_due(at=FRIDAY_2PM))
        assert other.result(timeout=PATIENCE) == 0

    assert mail_writing.write_due(at=FRIDAY_2PM) == 0
    assert Mail.objects.count() == 1


def test_eight_workers_send_every_mail_once_and_never_beyond_the_allowance(cast):
    case_file = stories.accepted_case(cast).case_file
    people = [cast.builder, cast.supervisor, cast.prosecutor, cast.assistant, cast.legal_manager]
    for person in people:
        for _ in range(4):
            a_mail(person, case_file)
    MailAllowance.objects.create(name="mails", tokens=15, filled_at=FRIDAY_2PM)
    assert Mail.objects.count() == 20

    def work():
        with Notify(KEY, TEMPLATE, notify.address) as carrier:
            return on_a_connection_of_its_own(lambda: send_all(carrier, FRIDAY_2PM))

    with notifying() as notify, ThreadPoolExecutor(8) as pool:
        for each in [pool.submit(work) for _ in range(8)]:
            assert each.result(timeout=3 * PATIENCE) in {Step.PAUSE, Step.NOTHING}

    references = [message["reference"] for message in notify.messages.values()]
    assert len(references) == len(set(references)) == 15
    assert Mail.objects.filter(state=MailState.SENT, attempts=1).count() == 15
    assert Mail.objects.filter(state=MailState.QUEUED, attempts=0).count() == 5


def test_two_who_send_one_mail_again_send_it_once(cast):
    case_file = stories.accepted_case(cast).case_file
    mail = a_mail(cast.builder, case_file)
    Mail.objects.filter(pk=mail.pk).update(
        state=MailState.PERMANENT_FAILURE, trouble="refused", settled_at=FRIDAY_2PM, next_attempt_at=None
    )

    def again(by):
        return on_a_connection_of_its_own(lambda: mail_again.send_again(mail=mail, by=by, at=FRIDAY_2PM))

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Mail.objects.select_for_update().get(pk=mail.pk)
            running = [pool.submit(again, by) for by in (cast.builder, cast.police_standards)]
            until(lambda: waiting() == 2)
        results = [each.result(timeout=PATIENCE) for each in running]

    assert sorted(isinstance(each, Refused) for each in results) == [False, True]
    assert Mail.objects.filter(resend_of=mail).count() == 1


def test_a_mail_is_not_sent_again_while_somebody_is_sending_it(cast):
    case_file = stories.accepted_case(cast).case_file
    mail = a_mail(cast.builder, case_file)
    mailing._claim(FRIDAY_2PM)

    with nothing_changes(), pytest.raises(Refused, match="has not failed"):
        mail_again.send_again(mail=mail, by=cast.builder, at=FRIDAY_2PM)
    assert NoticePreference.objects.count() == 0
    assert connection.in_atomic_block is False


def test_a_choice_made_while_a_mail_is_being_written_still_stops_it(cast):
    case_file = stories.accepted_case(cast).case_file
    tell(cast.builder, case_file, urgent=True)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert mail_writing.write_due(at=FRIDAY_2PM) == 1
            choosing = pool.submit(on_a_connection_of_its_own, lambda: choose(cast.builder, MailChoice.NONE))
            until(lambda: waiting() == 1)
        choosing.result(timeout=PATIENCE)

    assert mailing._claim(FRIDAY_2PM) is Step.DONE
    assert Mail.objects.get().state == MailState.NOT_NEEDED
