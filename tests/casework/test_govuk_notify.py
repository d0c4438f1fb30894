"""GOV.UK Notify by its own client, against a double that speaks its API on a real socket."""

import pytest
import requests

from casework.models import MailTrouble
from casework.operations import mail_carriers
from casework.operations.carrying import CarrierFailed, Letter
from casework.operations.govuk_notify import Notify
from tests.notify import HANGS, HANGS_UP, KEY, TEMPLATE, notifying

LETTER = Letter(to="bea@example.invalid", reference="ref-1", urgent=2, other=3, link="https://tandem.example/notices/")


@pytest.fixture
def notify():
    with notifying() as notify:
        yield notify


@pytest.fixture
def carrier(notify):
    with Notify(KEY, TEMPLATE, notify.address, seconds=0.3) as carrier:
        yield carrier


def failure_of(act):
    with pytest.raises(CarrierFailed) as failed:
        act()
    return failed.value


def test_a_letter_goes_out_with_two_numbers_a_link_and_our_reference(notify, carrier):
    key = carrier.send(LETTER)

    assert notify.messages[key] == {
        "email_address": "bea@example.invalid",
        "template_id": TEMPLATE,
        "personalisation": {"urgent": 2, "other": 3, "link": "https://tandem.example/notices/"},
        "reference": "ref-1",
    }


@pytest.mark.parametrize(
    ("answer", "trouble", "lasting", "uncertain"),
    [
        (400, MailTrouble.REFUSED, True, False),
        (401, MailTrouble.KEY, False, False),
        (403, MailTrouble.KEY, False, False),
        (404, MailTrouble.AWAY, False, True),
        (429, MailTrouble.BUSY, False, False),
        (500, MailTrouble.AWAY, False, True),
        (503, MailTrouble.AWAY, False, True),
        (HANGS, MailTrouble.AWAY, False, True),
        (HANGS_UP, MailTrouble.AWAY, False, True),
        ("no json", MailTrouble.AWAY, False, True),
    ],
)
def test_each_refusal_is_known_by_its_sort_and_by_whether_the_letter_may_be_on_its_way(
    notify, carrier, answer, trouble, lasting, uncertain
):
    notify.answers.append(answer)

    failure = failure_of(lambda: carrier.send(LETTER))

    assert (failure.trouble, failure.is_lasting, failure.is_uncertain) == (trouble, lasting, uncertain)
    assert "bea@" not in str(failure)
    assert failure.__suppress_context__


def test_where_nobody_listens_the_mail_service_is_away(carrier):
    with Notify(KEY, TEMPLATE, "http://127.0.0.1:1", seconds=0.3) as nobody:
        assert failure_of(lambda: nobody.send(LETTER)).trouble is MailTrouble.AWAY


def test_a_wrong_key_is_our_own_trouble(notify):
    with Notify(KEY[:-1] + "9", TEMPLATE, notify.address) as stranger:
        assert failure_of(lambda: stranger.send(LETTER)).trouble is MailTrouble.KEY
    assert notify.messages == {}


def test_what_was_taken_is_found_by_our_reference_even_where_no_answer_came(notify, carrier):
    assert carrier.find("ref-1") == ""
    notify.answers.append(HANGS_UP)
    notify.takes_first = True
    failure_of(lambda: carrier.send(LETTER))

    assert carrier.find("ref-1") == next(iter(notify.messages))
    assert carrier.find("ref-2") == ""


@pytest.mark.parametrize(
    ("status", "settled", "trouble", "lasting"),
    [
        ("created", False, None, False),
        ("sending", False, None, False),
        ("something-new", False, None, False),
        ("delivered", True, None, False),
        ("permanent-failure", True, MailTrouble.NO_SUCH_ADDRESS, True),
        ("temporary-failure", True, MailTrouble.INBOX, False),
        ("technical-failure", True, MailTrouble.TECHNICAL, False),
    ],
)
def test_every_status_says_what_became_of_the_letter(notify, carrier, status, settled, trouble, lasting):
    key = carrier.send(LETTER)
    notify.status = status

    fate = carrier.fate(key)

    assert (fate.is_settled, fate.trouble, fate.is_lasting) == (settled, trouble, lasting)


def test_a_question_about_a_letter_can_fail_too(notify, carrier):
    key = carrier.send(LETTER)
    notify.status = 500

    assert failure_of(lambda: carrier.fate(key)).trouble is MailTrouble.AWAY


def test_nothing_that_notify_says_is_logged(notify, carrier, caplog):
    notify.answers.append(400)
    failure_of(lambda: carrier.send(LETTER))

    assert "bea@" not in caplog.text


def test_without_a_key_mails_are_printed_without_their_address(capsys, settings):
    settings.NOTIFY_API_KEY = ""
    with mail_carriers.chosen() as console:
        assert (console.send(LETTER), console.find("ref-1")) == ("", "")
        assert not console.fate("").is_settled

    said = capsys.readouterr().out
    assert said == (
        "Mail ref-1: 2 urgent and 3 other notices wait for you in Tandem. Sign in: https://tandem.example/notices/\n"
    )


def test_with_a_key_notify_is_chosen(notify, settings):
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_URL = KEY, TEMPLATE, notify.address
    with mail_carriers.chosen() as carrier:
        carrier.send(LETTER)

    assert len(notify.messages) == 1
    assert isinstance(carrier.client.request_session, requests.Session)
