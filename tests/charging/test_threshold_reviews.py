"""The Threshold Test: five conditions, evidence expected, and a day by which the charge is looked at again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.models import Matter, Notice
from charging.lifecycle import Result, Stream
from charging.models import Decision, ThresholdOutcome, ThresholdReview
from charging.operations import charges, notices, reminders, threshold
from charging.operations.threshold import SecondLook
from charging.permissions.reviewing import may_look_again
from charging.rules.threshold import conditions_on
from foundation.clocks import due_day
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def charged_for_now(cast, **changes):
    """Authorise a charge under the Threshold Test, and return the review that it forces."""
    consultation = stories.accepted_case(cast, custody_basis="custody", stream=Stream.RED, names=stories.NAMES[:1])
    outcome = replace(
        stories.charge_outcome(), result=Result.CHARGE_THRESHOLD, threshold=stories.a_threshold_test(**changes)
    )
    stories.complete_review(consultation, [outcome])
    return ThresholdReview.objects.get()


def look(review, outcome, *, by, next_on=None, reason="The report has come.", at=FRIDAY_9AM):
    seen = SecondLook(outcome=outcome, reason=reason, next_on=next_on)
    return threshold.look_again(review=review, look=seen, by=by, at=at)


def test_the_test_has_five_conditions():
    assert len(conditions_on(date(2026, 3, 5))) == 5


def test_every_condition_and_what_is_expected_has_to_be_said(cast):
    with pytest.raises(Refused) as refusal:
        charged_for_now(cast, conditions={"bail": "Two failures"}, outstanding=())
    codes = [reason.code for reason in refusal.value.verdict.reasons]
    assert codes == ["condition_missing"] * 4 + ["nothing_outstanding"]
    assert not Decision.objects.exists()


def test_a_day_is_set_by_the_prosecutor_or_by_the_limit(cast):
    chosen = charged_for_now(cast, review_on=date(2026, 3, 20))
    assert due_day(chosen.due_at) == date(2026, 3, 20)
    waiting = Matter.objects.get(kind="threshold_review")
    assert (waiting.person_id, waiting.due_at) == (cast.prosecutor.pk, chosen.due_at)
    assert chosen.decision.threshold["outstanding"][0]["what"] == "Report of the laboratory"


def test_without_a_day_the_limit_in_force_sets_one(cast):
    assert due_day(charged_for_now(cast).due_at) == date(2026, 4, 2)


def test_the_full_code_test_is_met_also_after_police_charged(cast):
    review = charged_for_now(cast)
    details = charges.ChargeDetails(
        charged_at=FRIDAY_9AM, method="charge", offences=[row.offence_code for row in review.decision.charges.all()]
    )
    charges.record_charge(suspect=review.suspect, details=details, by=cast.builder, at=FRIDAY_9AM)

    entry = look(review, ThresholdOutcome.MET, by=cast.prosecutor, at=FRIDAY_2PM)

    assert entry.details["outcome"] == "met"
    assert not Matter.objects.filter(kind="threshold_review").exists()


def test_moving_the_day_opens_the_next_review_and_says_by_when_on_the_case_and_on_its_page(client, cast):
    review = charged_for_now(cast)
    client.force_login(cast.prosecutor)
    case = review.case_file.get_absolute_url()
    assert "By the end of 2 April 2026." in client.get(case).content.decode()
    look(review, ThresholdOutcome.MOVED, by=cast.prosecutor, next_on=date(2026, 4, 30))
    assert [due_day(row.due_at) for row in ThresholdReview.objects.order_by("pk")][1] == date(2026, 4, 30)
    assert Matter.objects.filter(kind="threshold_review").count() == 1
    assert "By the end of 30 April 2026." in client.get(case).content.decode()
    assert (
        "looked at again by the end of 30 April 2026"
        in client.get(f"{case}threshold-reviews/{review.pk}/").content.decode()
    )


def test_reasons_and_a_later_day_are_needed_and_others_may_not(cast):
    review = charged_for_now(cast)
    with nothing_changes():
        with pytest.raises(Refused, match="what follows"):
            look(review, ThresholdOutcome.NOT_MET, by=cast.prosecutor, reason=" ")
        with pytest.raises(Refused, match="a day after today"):
            look(review, ThresholdOutcome.MOVED, by=cast.prosecutor, next_on=date(2026, 3, 6))
        with pytest.raises(NotPermitted):
            look(review, ThresholdOutcome.MET, by=cast.second_prosecutor)
        with pytest.raises(NotPermitted):
            look(review, ThresholdOutcome.MET, by=cast.builder)


def test_what_nobody_has_after_the_case_moved_any_prosecutor_there_may_do(client, cast):
    row = charged_for_now(cast)
    assert not may_look_again(cast.second_prosecutor, row).allowed
    ThresholdReview.objects.update(prosecutor=None)
    row = stories.fresh(row)
    assert may_look_again(cast.second_prosecutor, row).allowed
    client.force_login(cast.second_prosecutor)
    page = client.get(f"{row.case_file.get_absolute_url()}threshold-reviews/{row.pk}/")
    assert page.context["form"] is not None


def test_who_comes_second_is_told_by_whom_it_was_done(cast):
    review = charged_for_now(cast)
    look(review, ThresholdOutcome.MET, by=cast.prosecutor)
    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor has looked at this charge again already"):
        look(review, ThresholdOutcome.NOT_MET, by=cast.legal_manager, at=FRIDAY_2PM)


def test_the_page_says_what_was_expected_and_takes_what_was_found(client, cast):
    review = charged_for_now(cast)
    page = f"{review.case_file.get_absolute_url()}threshold-reviews/{review.pk}/"
    client.force_login(cast.prosecutor)
    assert "Report of the laboratory" in client.get(page).content.decode()
    assert client.post(page, {"outcome": "met", "reason": "It has come."}).url == page
    client.force_login(cast.builder)
    assert "The Full Code Test is met" in client.get(page).content.decode()


def test_whoever_has_it_is_told_on_the_last_day_and_once_until_it_was_looked_at(cast):
    review = charged_for_now(cast, review_on=date(2026, 3, 20))
    eve, last_day = review.due_at - timedelta(days=1, seconds=1), review.due_at - timedelta(days=1)
    with nothing_changes():
        assert reminders.remind_of_second_looks(at=eve, limit=9) == 0
    assert reminders.remind_of_second_looks(at=last_day, limit=9) == 1
    with nothing_changes():
        assert reminders.remind_of_second_looks(at=review.due_at, limit=9) == 0

    notices.deliver(at=last_day)
    notice = Notice.objects.get(text__endswith="Threshold Test charge to look at again today")
    assert (notice.recipient, notice.urgent) == (cast.prosecutor, True)
    assert Notice.objects.filter(recipient=cast.builder, text__contains="to look at again today").count() == 0


def test_nobody_is_told_of_a_charge_that_was_looked_at_in_time(cast):
    review = charged_for_now(cast, review_on=date(2026, 3, 20))
    look(review, ThresholdOutcome.MET, by=cast.prosecutor)
    with nothing_changes():
        assert reminders.remind_of_second_looks(at=review.due_at, limit=9) == 0


def test_where_nobody_has_it_the_managers_of_the_unit_are_told(cast):
    review = charged_for_now(cast, review_on=date(2026, 3, 20))
    ThresholdReview.objects.update(prosecutor=None)
    reminders.remind_of_second_looks(at=review.due_at, limit=9)
    notices.deliver(at=review.due_at)
    told = Notice.objects.filter(text__endswith="to look at again today")
    assert {notice.recipient for notice in told} == {cast.legal_manager}


def test_the_page_of_clocks_names_the_day_to_the_cps_alone(client, cast):
    review = charged_for_now(cast, review_on=date(2026, 3, 20))
    for name, expected in (("prosecutor", True), ("assistant", True), ("builder", False)):
        client.force_login(getattr(cast, name))
        page = client.get(f"/case-files/{review.case_file.slug}/clocks/").content.decode()
        assert ("Full Code review of a Threshold Test charge needed" in page) is expected
        assert ("End of 20 March 2026" in page) is expected
