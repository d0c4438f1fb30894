"""Police are reminded of a rejection on the day that triage set, once, where nothing came back."""

from datetime import date, datetime

import pytest

from casework.models import CaseEvent, Notice
from charging.models import Triage
from charging.operations import contests, notices, reminders
from charging.rules.contests import Grounds
from foundation.periods import LONDON
from tests import stories
from tests.clock import THURSDAY_9AM
from tests.unchanged import assert_in_step, nothing_changes

pytestmark = pytest.mark.django_db
THE_DAY = datetime(2026, 3, 16, 8, tzinfo=LONDON)
THE_DAY_BEFORE = datetime(2026, 3, 15, 23, 30, tzinfo=LONDON)


def to_be_reminded(cast):
    sent = stories.rejected_case(cast)
    Triage.objects.update(remind_on=date(2026, 3, 16))
    return sent


def test_on_the_day_the_officer_is_told_and_only_once(cast):
    to_be_reminded(cast)
    with nothing_changes():
        assert reminders.remind(at=THE_DAY_BEFORE, limit=10) == 0
    assert reminders.remind(at=THE_DAY, limit=10) == 1
    with nothing_changes():
        assert reminders.remind(at=THE_DAY, limit=10) == 0
    event = CaseEvent.objects.get(type="charging.response_reminded")
    assert (event.actor_org, len(event.suspect_ids)) == ("system", 2)
    notices.deliver(at=THE_DAY)
    assert Notice.objects.filter(recipient=cast.builder, event_id=event.pk).count() == 1
    assert_in_step(THE_DAY)


def test_nobody_is_reminded_of_what_was_sent_again(cast):
    sent = to_be_reminded(cast)
    stories.send_to_supervisor(cast, sent.case_file, at=THURSDAY_9AM)
    with nothing_changes():
        assert reminders.remind(at=THE_DAY, limit=10) == 0


def test_a_contest_that_waits_does_not_put_the_reminder_off(cast):
    sent = to_be_reminded(cast)
    contests.contest(submission=sent, grounds=Grounds(text="It is there."), by=cast.builder, at=THURSDAY_9AM)
    assert reminders.remind(at=THE_DAY, limit=10) == 1


def test_so_many_at_a_time_and_the_rest_next_time(cast):
    to_be_reminded(cast)
    stories.rejected_case(cast, urn=stories.a_urn(9))
    Triage.objects.update(remind_on=date(2026, 3, 16))
    assert [reminders.remind(at=THE_DAY, limit=1) for _ in range(3)] == [1, 1, 0]
