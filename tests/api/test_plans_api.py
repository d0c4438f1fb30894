"""Everything that happens to an item of an action plan, and to a closed case, by programs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from charging.models import ActionItem, ItemChallenge, ItemExtension
from tests import plan_acts, stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    return stories.action_plan_case(cast)


@pytest.fixture
def at_api(as_user, cast):
    return lambda name: as_user(getattr(cast, name))


def in_days(number):
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def item_of(answer):
    return answer["action_plan"]["items"][0]


def test_an_item_on_its_way_from_a_part_to_an_extension_and_a_challenge(at_api, plan):
    builder, prosecutor, other = at_api("builder"), at_api("prosecutor"), at_api("second_prosecutor")
    key = plan.items.get().pk
    part = {"came": "The first hour", "missing": "The rest", "version": 1}
    assert item_of(builder.post(f"action-items/{key}/part/", part))["state"] == "part"
    wish = {"day": in_days(30), "reason": "forensic"}
    assert item_of(builder.post(f"action-items/{key}/more-time/", wish))["extensions"][0]["state"] == "open"
    extension = ItemExtension.objects.get().pk
    builder.post(f"item-extensions/{extension}/decide/", {"state": "agreed"}, status=403)
    agreed = item_of(prosecutor.post(f"item-extensions/{extension}/decide/", {"state": "agreed"}))
    assert (agreed["due_on"], agreed["due_now"]) == ("2026-03-19", in_days(30))
    builder.post(f"action-items/{key}/challenge/", {"ground": "trial_only", "text": "Only the jury needs it."})
    challenge = ItemChallenge.objects.get().pk
    ruling = {"outcome": "for_trial", "text": "So it is."}
    prosecutor.post(f"item-challenges/{challenge}/decide/", ruling, status=403)
    assert item_of(other.post(f"item-challenges/{challenge}/decide/", ruling))["needed_for"] == "trial"
    moved = item_of(prosecutor.post(f"action-items/{key}/date/", {"day": in_days(40), "reason": "volume"}))
    assert moved["due_now"] == in_days(40)
    assert item_of(prosecutor.post(f"action-items/{key}/cancel/", {"reason": "have_it"}))["state"] == "cancelled"


def test_an_answer_is_kept_from_the_cps_until_it_is_returned(at_api, plan):
    builder, prosecutor = at_api("builder"), at_api("prosecutor")
    item = plan.items.get()
    several = {"items": [{"item": item.pk, "version": 1}], "answer": "provided", "text": "Attached at last."}
    assert item_of(builder.post(f"action-plans/{plan.pk}/answer-several/", several))["answer_text"]
    assert prosecutor.get(f"action-plans/{plan.pk}/")["items"][0]["answer_text"] == ""
    builder.post(f"action-plans/{plan.pk}/return/", {})
    assert prosecutor.get(f"action-plans/{plan.pk}/")["items"][0]["answer_text"] == "Attached at last."
    answers = [{"item": item.pk, "satisfied": False, "note": "One camera.", "version": 2}]
    assert item_of(prosecutor.post(f"action-plans/{plan.pk}/assess/", {"answers": answers}))["satisfied"] is False


def test_an_item_of_another_plan_is_not_answered_with_these(at_api, cast, plan):
    other = stories.action_plan_case(cast, urn=stories.a_urn(2)).items.get()
    several = {"items": [{"item": other.pk, "version": 1}], "answer": "provided", "text": "Attached."}
    at_api("builder").post(f"action-plans/{plan.pk}/answer-several/", several, status=409)
    answers = [{"item": other.pk, "satisfied": True, "version": 1}]
    at_api("prosecutor").post(f"action-plans/{plan.pk}/assess/", {"answers": answers}, status=409)
    assert not ActionItem.objects.exclude(state="pending").exists()


def test_the_file_is_taken_back(at_api, plan):
    taken = at_api("prosecutor").post(f"action-plans/{plan.pk}/take-back/", {"reason": "urgent"})
    assert taken["submission"]["purpose"] == "action_plan_reply"


def test_strangers_find_no_such_item_request_or_challenge(at_api, cast):
    plan = plan_acts.extension_asked(cast)
    outsider = at_api("outsider")
    outsider.post(f"action-items/{plan.items.get().pk}/cancel/", {"reason": "have_it"}, status=404)
    outsider.post(f"item-extensions/{ItemExtension.objects.get().pk}/decide/", {"state": "agreed"}, status=404)


def test_a_closed_case_is_asked_for_refused_and_reopened(at_api, cast):
    suspect = plan_acts.closed_case(cast).suspect
    builder, assistant = at_api("builder"), at_api("assistant")
    builder.post(f"suspects/{suspect.pk}/ask-to-reopen/", {"because": "It has come."})
    builder.post(f"suspects/{suspect.pk}/reopen/", {"because": "It has come."}, status=403)
    assistant.post(f"suspects/{suspect.pk}/refuse-to-reopen/", {"because": "Another case."})
    reopened = assistant.post(f"suspects/{suspect.pk}/reopen/", {"because": "It is not."})
    assert reopened["suspect"]["status"] == "rejected"
