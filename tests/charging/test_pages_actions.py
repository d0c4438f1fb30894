"""Answering an action plan, recording the charge, closing."""

import pytest

from charging.models import ActionItem
from charging.operations import actions
from charging.queries.clocks.due import still_to_answer
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM

pytestmark = pytest.mark.django_db


def address(thing, tail):
    return f"/case-files/{thing.case_file.slug}/{tail}"


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def plan(client, cast):
    client.force_login(cast.builder)
    return stories.action_plan_case(cast)


def answer_page(plan):
    return address(plan, f"action-plans/{plan.pk}/items/{plan.items.get().pk}/")


def test_the_plan_says_what_is_needed_why_and_how_late_it_is(client, plan):
    page = words(client.get(address(plan, f"action-plans/{plan.pk}/")))
    assert "Footage from the shop door" in page
    assert "It may show who left with the tools" in page
    assert "Overdue by" in page
    assert f'href="#item-{plan.items.get().pk}">Answer “Footage from the shop door” first.' in page
    assert "disabled" in page


def test_an_answer_with_material_is_saved_and_the_plan_can_go_back(client, plan):
    material = plan.case_file.material.get()
    typed = {"version": "1", "answer": "provided", "text": "", "material": [material.pk]}
    assert client.post(answer_page(plan), typed).status_code == 302
    assert list(plan.items.get().material.all()) == [material]
    response = client.post(address(plan, f"action-plans/{plan.pk}/return/"))
    assert response.status_code == 302
    assert stories.fresh(plan).returned_at


def test_a_conflict_shows_the_other_answer_keeps_mine_and_saves_knowingly(client, cast, plan):
    item = plan.items.get()
    theirs = actions.ItemAnswer(answer=actions.Answer.PARTLY, text="Only one camera worked")
    actions.answer(item=item, reply=theirs, expected_version=1, by=cast.second_builder, at=FRIDAY_9AM)
    mine = {"version": "1", "answer": "unavailable", "text": "Nothing was recorded"}
    response = client.post(answer_page(plan), mine)
    page = words(response)
    assert response.status_code == 422
    assert "What Bob Builder answered while you were writing" in page
    assert "Only one camera worked" in page
    assert "Nothing was recorded" in page
    mine["version"] = response.context["form"]["version"].value()
    assert client.post(answer_page(plan), mine).status_code == 302
    assert plan.items.get().answer_text == "Nothing was recorded"


def test_an_answer_short_of_provided_needs_words(client, plan):
    response = client.post(answer_page(plan), {"version": "1", "answer": "unavailable", "text": ""})
    assert "Say what is missing and why." in words(response)
    assert plan.items.get().state == "pending"


def test_the_cps_reads_the_answers_once_they_are_returned(client, cast, plan):
    reply = actions.ItemAnswer(answer=actions.Answer.PROVIDED, text="Attached at last")
    actions.answer(item=ActionItem.objects.get(), reply=reply, expected_version=1, by=cast.builder, at=FRIDAY_9AM)
    client.force_login(cast.prosecutor)
    page = address(plan, f"action-plans/{plan.pk}/")
    assert "Attached at last" not in words(client.get(page))
    actions.return_answers(plan=plan, by=cast.builder, at=FRIDAY_2PM)
    assert "Attached at last" in words(client.get(page))
    assert client.get(answer_page(plan)).status_code == 403


def test_the_charge_is_compared_with_the_authority(client, cast):
    client.force_login(cast.builder)
    suspect = stories.authorised_case(cast)
    page = address(suspect, f"suspects/{suspect.pk}/charge/")
    form = client.get(page).context["form"]
    assert form["offences"].initial == list(form.authorised)
    typed = {"charged_at": "2026-03-06T10:00", "method": "charge", "offences": list(form.authorised), "more": "CJ88116"}
    response = client.post(page, typed, follow=True)
    assert "Different from those authorised" in words(response)
    assert "CJ88116 Common assault of an adult" in words(response)
    assert stories.fresh(suspect).status == "charged"


def test_a_charge_before_its_authority_is_refused_at_the_field(client, cast):
    client.force_login(cast.builder)
    suspect = stories.authorised_case(cast)
    page = address(suspect, f"suspects/{suspect.pk}/charge/")
    offences = list(client.get(page).context["form"].authorised)
    typed = {"charged_at": "2026-03-01T10:00", "method": "charge", "offences": offences, "more": ""}
    response = client.post(page, typed)
    assert response.context["form"].errors.keys() == {"charged_at"}
    assert stories.fresh(suspect).status == "authorised"


def test_the_cps_never_charges(client, cast):
    client.force_login(cast.prosecutor)
    suspect = stories.authorised_case(cast)
    assert client.get(address(suspect, f"suspects/{suspect.pk}/charge/")).status_code == 403


def test_a_file_that_did_not_come_back_is_closed(client, cast):
    client.force_login(cast.assistant)
    suspect = stories.rejected_case(cast).case_file.suspects.first()
    page = address(suspect, f"suspects/{suspect.pk}/close/")
    assert client.get(page).context["form"]["suspects"].initial == [suspect.pk]
    client.post(page, {"suspects": [suspect.pk], "reason": "not_resubmitted"})
    assert stories.fresh(suspect).status == "admin_finalised"


def test_following_the_address_that_returns_the_answers_leads_to_the_plan(client, plan):
    page = address(plan, f"action-plans/{plan.pk}/")
    assert client.get(f"{page}return/").url == page
    assert client.put(f"{page}return/").status_code == 405
    assert stories.fresh(plan).returned_at is None


def test_the_plan_counts_what_is_still_to_answer(client, plan):
    page = words(client.get(address(plan, f"action-plans/{plan.pk}/")))
    assert "1 item still to answer." in page
    assert still_to_answer(2, 3) == "2 of 3 items still to answer"
    assert still_to_answer(0, 3) == "Every item is answered"


def test_an_item_of_a_plan_that_was_returned_has_no_form_any_more(client, cast):
    plan = stories.answered_case(cast).case_file.action_plans.get()
    client.force_login(cast.builder)
    assert client.get(answer_page(plan)).url == address(plan, f"action-plans/{plan.pk}/")


def test_a_charge_says_what_is_missing_in_sentences(client, cast):
    suspect = stories.authorised_case(cast)
    client.force_login(cast.builder)
    refused = words(client.post(address(suspect, f"suspects/{suspect.pk}/charge/"), {"more": ""}))
    assert "Enter the date and time of the charge" in refused
    assert "Select how the suspect was charged" in refused


def test_closing_out_of_turn_says_why_and_has_no_form(client, cast):
    suspect = stories.authorised_case(cast)
    client.force_login(cast.assistant)
    page = words(client.get(address(suspect, f"suspects/{suspect.pk}/close/")))
    assert "Test Alder: cannot close without a decision now." in page
    assert 'name="reason"' not in page
