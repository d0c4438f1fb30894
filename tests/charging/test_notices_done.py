"""Nobody is asked by a notice for what somebody has done already."""

import pytest

from casework.models import Notice
from charging.operations import notices, submission
from tests import disagreement_acts, disagreements, quality, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, NEXT_MONDAY_9AM

pytestmark = pytest.mark.django_db


def new(words):
    rows = Notice.objects.filter(text__contains=words)
    assert rows.exists(), words
    return rows.filter(read_at__isnull=True).exists()


def deliver(at=FRIDAY_2PM):
    notices.deliver(at=at, limit=10_000)


def test_sign_off_is_asked_for_until_somebody_signs_or_sends_back(cast):
    sent = stories.send_to_supervisor(cast, stories.ready_case(cast))
    deliver()
    assert new("supervisor sign-off needed")

    submission.sign_off(submission=sent, comments="Fine.", by=cast.supervisor, at=FRIDAY_9AM)
    deliver()
    assert not new("supervisor sign-off needed")


def test_a_new_attempt_asks_again_and_the_old_one_stays_done(cast):
    rejected = stories.rejected_case(cast)
    deliver()
    stories.send_to_supervisor(cast, rejected.case_file, at=FRIDAY_9AM)
    deliver()

    rows = Notice.objects.filter(text__contains="supervisor sign-off needed", recipient=cast.supervisor)
    assert [row.read_at is None for row in rows.order_by("at")] == [False, True]


def test_what_was_done_before_anybody_was_told_is_neither_new_nor_mailed(cast):
    rejected = stories.rejected_case(cast)
    deliver()
    assert not new("supervisor sign-off needed")
    assert not Notice.objects.filter(text__contains="sign-off", mail_due_at__isnull=False).exists()
    assert Notice.objects.filter(case_file=rejected.case_file, read_at__isnull=True).exists()


def test_a_dispute_is_asked_to_be_decided_until_it_is(cast):
    failed = quality.disputed_file(cast)
    deliver()
    assert new("disputed file-quality failure to decide")

    quality.decide(quality.failure_of(failed), by=cast.legal_manager)
    deliver(at=NEXT_MONDAY_9AM)
    assert not new("disputed file-quality failure to decide")
    assert new("disputed file-quality failure decided")


def test_a_mismatch_waits_for_the_prosecutor_until_anybody_settles_it(cast):
    mismatch = disagreements.explained_case(cast)
    deliver()
    assert new("explained, to be settled")

    disagreement_acts.settle(cast, mismatch, by=cast.second_prosecutor, at=FRIDAY_2PM)
    deliver()
    assert not new("explained, to be settled")


def test_an_escalation_that_was_answered_waits_again_on_the_next_step(cast):
    escalation = disagreements.answered_step_case(cast)
    deliver()
    assert not new("escalated, to be answered")

    disagreement_acts.go_on(cast, escalation, by=cast.police_manager, at=FRIDAY_2PM)
    deliver()
    assert new("escalated, to be answered")
