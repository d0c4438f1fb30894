"""What is needed for trial is asked for with the charge: nobody's decision waits for it, and it is not forgotten."""

import pytest
from django.urls import reverse

from casework.lifecycle import Status
from casework.models import CaseEvent, Matter, Notice
from charging.lifecycle import Answer, MatterKind, NeededFor
from charging.models import ActionPlan
from charging.operations import actions, notices, plan_keeping
from charging.queries.case import page as case_page
from charging.queries.steps import StepKind
from foundation.clocks import due_day
from foundation.verdicts import Refused
from tests import stories
from tests.charging.test_reopening import broken
from tests.clock import FRIDAY_2PM, FRIDAY_9AM
from tests.unchanged import assert_in_step, nothing_changes

pytestmark = pytest.mark.django_db
TRIAL, DECISION = NeededFor.TRIAL, NeededFor.DECISION


def charged_with_items(cast, *needs, outcomes=None):
    """Charge the first of two suspects, end it for the second, and ask for one thing for each need."""
    consultation = stories.accepted_case(cast)
    first = consultation.case_file.suspects.get(number=1)
    items = [
        stories.an_item(text=text, suspect=first, needed_for=need)
        for text, need in zip(["Footage of the door", "Records of his telephone"], needs, strict=False)
    ]
    stories.complete_review(
        consultation, outcomes or [stories.charge_outcome(), stories.nfa_outcome()], items=items, at=FRIDAY_9AM
    )
    return ActionPlan.objects.filter(case_file=consultation.case_file).first()


def answer(cast, item, at=FRIDAY_2PM):
    reply = actions.ItemAnswer(answer=Answer.PROVIDED, text="Attached.")
    return actions.answer(item=item, reply=reply, expected_version=item.version, by=cast.builder, at=at)


def step_of(case_file, person):
    page = case_page.case_file_page(case_file, person, at=FRIDAY_2PM)
    return next((step for step in page.steps if "needed for trial" in step.label), None)


def test_a_charge_goes_out_with_what_is_needed_for_trial_and_waits_for_none_of_it(cast):
    plan = charged_with_items(cast, TRIAL)
    first, second = plan.case_file.suspects.order_by("number")
    assert (first.status, second.status) == (Status.AUTHORISED, Status.NO_FURTHER_ACTION)
    assert (plan.for_trial, plan.returned_at) == (True, FRIDAY_9AM)
    event = CaseEvent.objects.get(type="charging.trial_items_asked")
    assert (event.details["stage"], list(event.suspect_ids), event.holder) == ("post_charge", [first.pk], "")
    assert broken() == []
    assert_in_step(FRIDAY_9AM)


def test_once_every_decision_is_made_nothing_can_be_needed_for_one(cast):
    with pytest.raises(Refused, match="Item 2: every decision is made, so it can be needed for trial only"):
        charged_with_items(cast, TRIAL, DECISION)


def test_where_nobody_is_charged_there_is_no_trial_to_need_it_for(cast):
    with pytest.raises(Refused, match="no suspect is charged"):
        charged_with_items(cast, TRIAL, outcomes=[stories.nfa_outcome()] * 2)


def test_it_waits_for_police_with_its_first_date_until_it_is_answered_or_cancelled(cast):
    plan = charged_with_items(cast, TRIAL, TRIAL)
    item, other = plan.items.order_by("pk")
    waits = Matter.objects.get(kind=MatterKind.TRIAL_ITEMS)
    assert (waits.side, waits.subject, due_day(waits.due_at)) == ("police", plan.pk, item.due_on)
    assert step_of(plan.case_file, cast.builder).kind is StepKind.PAGE
    assert step_of(plan.case_file, cast.prosecutor).kind is StepKind.WAITING

    answer(cast, item)
    assert Matter.objects.filter(kind=MatterKind.TRIAL_ITEMS).exists()
    plan_keeping.cancel(item=other, reason="have_it", by=cast.prosecutor, at=FRIDAY_2PM)
    assert not Matter.objects.filter(kind=MatterKind.TRIAL_ITEMS).exists()
    assert step_of(plan.case_file, cast.builder) is step_of(plan.case_file, cast.prosecutor) is None
    assert_in_step(FRIDAY_2PM)


def test_what_follows_after_the_answers_went_back_waits_in_the_same_way(cast):
    plan = stories.action_plan_case(cast)
    item = plan.items.get()
    item.needed_for = TRIAL
    item.save(update_fields=["needed_for"])
    actions.return_answers(plan=plan, by=cast.builder, at=FRIDAY_9AM)
    assert Matter.objects.get(kind=MatterKind.TRIAL_ITEMS).subject == plan.pk
    assert step_of(plan.case_file, cast.builder).kind is StepKind.PAGE


def test_police_are_told_of_it_and_the_prosecutor_of_each_answer(cast):
    plan = charged_with_items(cast, TRIAL)
    answer(cast, plan.items.get())
    notices.deliver(at=FRIDAY_2PM)
    told = {notice.recipient: notice.text for notice in Notice.objects.filter(text__contains="needed for trial")}
    assert set(told) == {cast.builder, cast.prosecutor}
    assert told[cast.prosecutor].endswith("action item needed for trial answered")


def test_an_answer_that_is_still_to_be_returned_is_no_news(cast):
    plan = stories.action_plan_case(cast)
    answer(cast, plan.items.get())
    notices.deliver(at=FRIDAY_2PM)
    assert not Notice.objects.filter(text__contains="item needed for trial answered").exists()


def test_there_is_nothing_to_return(cast, client):
    plan = charged_with_items(cast, TRIAL)
    with nothing_changes(), pytest.raises(Refused, match="returned already"):
        actions.return_answers(plan=plan, by=cast.builder, at=FRIDAY_2PM)
    client.force_login(cast.builder)
    page = client.get(reverse("charging:action_plan", args=[plan.case_file.slug, plan.pk])).content.decode()
    assert "Issued with the charge" in page
    assert "Return answers" not in page
    assert "Answers returned" not in page
