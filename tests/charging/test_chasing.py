"""Reminders: on the day that the limits say, once, to whoever has to act, and never after the answer."""

from datetime import date, datetime, timedelta

import pytest

from accounts.roles import Side
from casework.lifecycle import Status
from casework.models import CaseEvent, Notice
from charging.lifecycle import RequestState
from charging.models import Chase
from charging.operations import chasing, extensions, notices, submission
from charging.rules.chasing import Reminder, item_step, owed_steps
from charging.tasks import send_reminders
from foundation.periods import LONDON
from tests import stories
from tests.charging.test_actions import answer, give_back

DUE = date(2026, 3, 19)


def at(day, hour=9):
    return datetime.combine(day, datetime.min.time(), LONDON) + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2026, 3, 17), None),
        (date(2026, 3, 18), "chase_before"),
        (date(2026, 3, 19), "chase_before"),
        (date(2026, 3, 20), None),
        (date(2026, 3, 25), None),
        (date(2026, 3, 26), "chase_after"),
        (date(2026, 5, 26), "chase_after"),
    ],
)
def test_an_item_is_chased_a_working_day_before_and_five_after(today, step):
    assert item_step(DUE, today=today) == (Reminder(step, Side.POLICE) if step else None)


@pytest.mark.parametrize(
    ("due", "before", "after"),
    [
        (date(2026, 3, 16), date(2026, 3, 13), date(2026, 3, 23)),  # due on a Monday
        (date(2026, 4, 7), date(2026, 4, 2), date(2026, 4, 14)),  # after Easter
    ],
)
def test_weekends_and_bank_holidays_do_not_count(due, before, after):
    one = timedelta(days=1)

    assert item_step(due, today=before - one) is None
    assert item_step(due, today=before).step == "chase_before"
    assert item_step(due, today=after - one) is None
    assert item_step(due, today=after).step == "chase_after"


def test_what_is_owed_for_a_month_is_checked_at_one_and_two_and_the_cps_is_told_of_a_charge_at_two():
    since = date(2026, 1, 31)
    one, two = date(2026, 2, 28), date(2026, 3, 31)

    assert owed_steps(Status.REJECTED, since, today=one - timedelta(days=1)) == []
    assert owed_steps(Status.REJECTED, since, today=one) == [Reminder("chase_first", Side.POLICE)]
    assert owed_steps(Status.REJECTED, since, today=two) == [Reminder("chase_second", Side.POLICE)]
    assert owed_steps(Status.AUTHORISED, since, today=one) == [Reminder("lay_charge_first", Side.POLICE)]
    assert owed_steps(Status.AUTHORISED, since, today=two) == [
        Reminder("lay_charge_second", Side.POLICE),
        Reminder("lay_charge_second", Side.CPS),
    ]


def steps():
    return list(Chase.objects.order_by("pk").values_list("step", "about", "to"))


def chase_on(day):
    return chasing.chase(at=at(day), limit=10)


@pytest.mark.django_db
def test_an_item_is_chased_once_however_often_the_clock_looks(cast):
    plan = stories.action_plan_case(cast)

    assert [chase_on(DUE), chase_on(DUE), chase_on(DUE - timedelta(days=1))] == [1, 0, 0]

    entry = CaseEvent.objects.get(type="charging.chase_sent")
    item = plan.items.get()
    assert (entry.actor_org, entry.by_id, entry.holder) == ("system", None, "")
    assert entry.details == {
        "step": "chase_before",
        "about": "item",
        "to": "police",
        "number": 1,
        "plan_id": plan.pk,
        "item_id": item.pk,
        "submission_id": None,
    }
    assert len(entry.suspect_ids) == 2


@pytest.mark.django_db
def test_the_officer_is_told_and_the_second_reminder_is_counted(cast):
    stories.action_plan_case(cast)
    chase_on(DUE)
    chase_on(date(2026, 3, 26))
    notices.deliver(at=at(date(2026, 3, 26), 10))

    texts = list(Notice.objects.filter(recipient=cast.builder).order_by("pk").values_list("text", flat=True))
    assert texts[-2:] == [
        "45AD 12345/26: reminder: action item due soon",
        "45AD 12345/26: reminder: action item overdue",
    ]
    assert CaseEvent.objects.filter(type="charging.chase_sent").latest("seq").details["number"] == 2


@pytest.mark.django_db
def test_reminders_stop_at_the_answer_not_at_the_date(cast):
    plan = stories.action_plan_case(cast)
    answer(cast, plan.items.get())

    assert chase_on(DUE) == 0
    give_back(cast, plan)
    assert chase_on(date(2026, 4, 20)) == 0


@pytest.mark.django_db
def test_a_date_that_was_moved_is_counted_from_anew(cast):
    item = stories.action_plan_case(cast).items.get()
    assert chase_on(DUE) == 1
    wish = extensions.NewDate(day=date(2026, 3, 30), reason="forensic")
    extensions.move_date(item=item, wish=wish, by=cast.prosecutor, at=at(DUE, 12))

    assert [chase_on(date(2026, 3, 26)), chase_on(date(2026, 3, 27))] == [0, 1]
    assert item.extensions.get().state == RequestState.AGREED
    assert [step for step, _, _ in steps()] == ["chase_before", "chase_before"]


@pytest.mark.django_db
def test_what_was_rejected_and_not_sent_again_is_chased_by_case_not_by_suspect(cast):
    sent = stories.rejected_case(cast)

    assert [chase_on(date(2026, 4, 3)), chase_on(date(2026, 4, 4)), chase_on(date(2026, 5, 4))] == [0, 1, 1]

    entry = CaseEvent.objects.filter(type="charging.chase_sent").latest("seq")
    assert steps() == [("chase_first", "rejected", "police"), ("chase_second", "rejected", "police")]
    assert (entry.details["submission_id"], entry.details["number"], len(entry.suspect_ids)) == (sent.pk, 2, 2)


@pytest.mark.django_db
def test_the_clock_of_a_rejection_does_not_begin_anew_at_the_gate(cast):
    case_file = stories.rejected_case(cast).case_file
    gate = stories.send_to_supervisor(cast, case_file, at=at(date(2026, 3, 20)))
    assert chase_on(date(2026, 4, 6)) == 0
    submission.send_back(submission=gate, comments="Not yet.", by=cast.supervisor, at=at(date(2026, 4, 7)))

    assert chase_on(date(2026, 4, 7)) == 1


@pytest.mark.django_db
def test_a_charge_that_is_not_laid_is_chased_and_then_told_to_the_cps(cast):
    stories.authorised_case(cast)

    assert [chase_on(date(2026, 4, 5)), chase_on(date(2026, 5, 5))] == [1, 2]

    assert steps()[-2:] == [("lay_charge_second", "authorised", "police"), ("lay_charge_second", "authorised", "cps")]
    notices.deliver(at=at(date(2026, 5, 5), 10))
    told = Notice.objects.filter(recipient=cast.prosecutor).latest("pk").text
    assert told == "45AD 12345/26: reminder: charge authorised but not laid"


@pytest.mark.django_db
def test_what_is_with_the_cps_or_closed_is_never_chased(cast):
    stories.submitted_case(cast, urn=stories.a_urn(1))
    stories.accepted_case(cast, urn=stories.a_urn(2))
    stories.nfa_case(cast, urn=stories.a_urn(3))
    stories.answered_case(cast, urn=stories.a_urn(4))

    assert chase_on(date(2026, 6, 30)) == 0


@pytest.mark.django_db
def test_a_run_takes_its_share_and_the_next_goes_on(cast):
    for number in (1, 2, 3):
        stories.rejected_case(cast, urn=stories.a_urn(number))

    late = at(date(2026, 4, 6))
    assert [chasing.chase(at=late, limit=2), chasing.chase(at=late, limit=2), chasing.chase(at=late, limit=2)] == [
        2,
        1,
        0,
    ]


@pytest.mark.django_db
def test_the_task_sends_what_is_due_by_the_true_clock(cast):
    stories.rejected_case(cast)

    assert send_reminders() == 1
    assert send_reminders() == 0
