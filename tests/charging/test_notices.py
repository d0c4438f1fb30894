"""Notices: who is told of what, once, and never of their own acts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from casework.models import CaseEvent, CaseFile, Notice, NoticeKind, OutboxEntry, Standing
from casework.models.outbox import SOON
from charging.events import CaseTransferred
from charging.lifecycle import Stream, TransferKind
from charging.operations import notices, streams, submission
from charging.queries.notices.recipients import Told, recipients_of
from charging.rules.notices import rule_for
from tests import disagreements, quality, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, THURSDAY_9AM

pytestmark = pytest.mark.django_db


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("at", "id").values_list("text", flat=True))


def test_people_are_told_once_and_never_of_their_own_acts(cast):
    stories.answered_case(cast)
    assert notices.deliver(at=FRIDAY_2PM) > 0
    assert notices.deliver(at=FRIDAY_2PM) == 0
    reference = "45AD 12345/26"
    assert told(cast.supervisor) == [f"{reference}: supervisor sign-off needed"]
    assert told(cast.builder) == [
        f"{reference}: accepted at CPS triage",
        f"{reference}: action plan answers needed",
    ]
    assert told(cast.prosecutor) == [
        f"{reference}: review allocated to you",
        f"{reference}: action plan answers returned",
    ]


def test_a_rejection_is_told_as_one_with_the_day_to_respond_by(cast):
    stories.rejected_case(cast)
    notices.deliver(at=FRIDAY_2PM)

    assert told(cast.builder) == ["45AD 12345/26: rejected at CPS triage, respond by 16 March 2026"]


def test_whoever_rejected_a_file_is_told_when_police_send_it_again(cast):
    rejected = stories.rejected_case(cast)
    notices.deliver(at=FRIDAY_2PM)
    assert told(cast.assistant) == []
    again = stories.send_to_supervisor(cast, rejected.case_file, at=THURSDAY_9AM)
    submission.sign_off(submission=again, comments="Mended.", by=cast.supervisor, at=FRIDAY_9AM)
    notices.deliver(at=FRIDAY_2PM)

    assert told(cast.assistant) == ["45AD 12345/26: sent again after you rejected it"]


def test_more_than_the_limit_is_delivered_in_turns(cast):
    stories.submitted_case(cast)
    assert notices.deliver(at=FRIDAY_2PM, limit=2) == 2
    assert notices.deliver(at=FRIDAY_2PM) > 0


def test_a_case_whose_notices_cannot_be_made_stops_nobody_elses(cast, monkeypatch):
    stories.submitted_case(cast)
    bad = OutboxEntry.objects.filter(subscriber="notices").first()
    good = CaseEvent.objects.get(pk=bad.event_id)
    good.pk, good.case_id = None, bad.case_id + 1
    good.save(force_insert=True)
    OutboxEntry.objects.create(
        event_id=good.pk, case_id=good.case_id, subscriber="notices", created_at=good.recorded_at
    )
    usual = notices.rule_for

    def fails(type_, details):
        if type_ == "charging.submission_received":
            raise KeyError("reason")
        return usual(type_, details)

    monkeypatch.setattr(notices, "rule_for", fails)
    notices.deliver(at=FRIDAY_2PM)
    left = OutboxEntry.objects.filter(subscriber="notices", delivered_at__isnull=True)
    assert set(left.values_list("case_id", "attempts", "error")) == {(bad.case_id, 1, "KeyError")}
    monkeypatch.undo()
    assert notices.deliver(at=FRIDAY_2PM + SOON) > 0
    assert not left.exists()


def test_who_may_not_know_of_the_case_any_more_is_told_nothing_of_it(cast):
    stories.answered_case(cast)
    Membership.objects.filter(user__in=[cast.builder, cast.prosecutor, cast.supervisor]).update(
        valid_to=date(2026, 3, 3)
    )
    notices.deliver(at=FRIDAY_2PM)
    assert told(cast.builder) == told(cast.prosecutor) == told(cast.supervisor) == []


def test_what_people_may_know_is_asked_once_a_person_however_many_events_there_are(cast):
    stories.answered_case(cast)
    case_file, rule = CaseFile.objects.get(), rule_for("charging.action_plan_issued", {})
    told_of = [Told(event, rule, case_file) for event in CaseEvent.objects.all()]
    with CaptureQueriesContext(connection) as few:
        recipients_of(told_of[:1], on=date(2026, 3, 6))
    with CaptureQueriesContext(connection) as many:
        recipients_of(told_of, on=date(2026, 3, 6))
    assert len(told_of) > 1
    assert len(many) == len(few)


def test_each_agency_is_told_when_the_other_changes_how_urgent_a_decision_is(cast):
    review = stories.accepted_case(cast)
    suspect = review.case_file.suspects.get(number=1)
    sooner = {"suspect": suspect, "stream": Stream.GREEN_PRIORITY, "reason": "risk"}
    streams.change_stream(**sooner, by=cast.builder, at=FRIDAY_9AM)
    notices.deliver(at=FRIDAY_2PM)
    says = "45AD 12345/26: how urgent the decision is has changed"

    assert says in told(cast.prosecutor)
    assert says not in told(cast.builder)
    assert rule_for("charging.stream_changed", {"to_stream": "red"}).urgent


def test_police_are_told_which_part_of_the_cps_has_the_case_now(cast):
    stories.red_case_by_night(cast)
    notices.deliver(at=FRIDAY_2PM)
    assert "45AD 12345/26: with CPS Direct now" in told(cast.builder)

    moved = {"kind": TransferKind.TRANSFER.value, "from_body": "one"}
    known = [rule_for(CaseTransferred.name, {**moved, "to_body": body}) for body in ("one", "two")]
    assert [rule.says for rule in known if rule] == [
        "with another unit of the same CPS Area now",
        "with another CPS Area now",
    ]


@pytest.mark.parametrize(("codes", "told"), [([], {"builder"}), (["D6"], {"builder", "supervisor"})])
def test_whoever_answers_failures_is_told_of_them_and_no_clock_of_the_case_hurries_it(cast, codes, told):
    file = quality.to_assess(cast)
    Standing.objects.filter(case_file=file.case_file).update(due_at=FRIDAY_2PM + timedelta(hours=1))
    quality.assess(file, *codes, by=cast.prosecutor, at=FRIDAY_2PM)
    notices.deliver(at=FRIDAY_2PM)
    rows = Notice.objects.filter(kind=NoticeKind.QUALITY)
    assert {row.recipient for row in rows} == {getattr(cast, name) for name in told}
    assert not any(row.urgent for row in rows)


def test_police_are_told_that_a_victim_asks(cast):
    disagreements.victim_review_case(cast)
    notices.deliver(at=FRIDAY_2PM)
    told = {row.recipient for row in Notice.objects.filter(text__contains="a victim asks")}
    assert told == {cast.legal_manager, cast.builder}
