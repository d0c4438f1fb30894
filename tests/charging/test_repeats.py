"""Things asked for again: a likeness is asked about before a plan is issued, and the answer is kept."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import CaseEvent, Suspect
from charging.lifecycle import Repeat
from charging.models import ActionItem, ActionPlan
from charging.rules import repeats
from charging.rules.decision import RequestedItem
from foundation.verdicts import Refused
from tests import stories
from tests.clock import FRIDAY_2PM, MONDAY
from tests.unchanged import nothing_changes

WORDS = st.lists(st.sampled_from(["footage", "door", "shops", "till", "the", "telephone", "records"])).map(" ".join)


def asked(text="Footage from the shop door", category="footage", **more):
    facts = {"why": "It matters", "needed_for": "decision", "due_on": date(2026, 3, 19)}
    return RequestedItem(category=category, text=text, **facts, **more)


def earlier(text="Footage from the shop door", category="footage", pk=1, suspect=None):
    return ActionItem(pk=pk, text=text, category=category, suspect_id=suspect)


@pytest.mark.parametrize(
    ("text", "category", "likely"),
    [
        ("Footage from the shop door", "footage", True),
        ("Please send us footage of the door of the shop", "footage", True),
        ("Footage of doors", "footage", True),
        ("Telephone records of the night", "footage", False),
        ("Footage of the street and the car park", "footage", False),
        ("Footage from the shop door", "records", True),
        ("Footage of the shop", "records", True),
        ("Door of the cell, log and telephone", "records", False),
    ],
)
def test_what_looks_like_the_same_thing(text, category, likely):
    found = repeats.likely_repeat(asked(text, category), [earlier()], on=MONDAY)

    assert (found is not None) is likely


def test_two_suspects_are_never_mixed_up_and_everybody_may_be_either():
    one, other = Suspect(pk=1), Suspect(pk=2)
    of_one = earlier(suspect=1)

    assert repeats.likely_repeat(asked(suspect=other), [of_one], on=MONDAY) is None
    assert repeats.likely_repeat(asked(suspect=one), [of_one], on=MONDAY) == of_one
    assert repeats.likely_repeat(asked(), [of_one], on=MONDAY) == of_one


def test_of_several_as_like_the_latest_is_named():
    rows = [earlier(pk=1), earlier(pk=3), earlier(pk=2), earlier("Footage of the door", pk=9, category="other")]

    assert repeats.likely_repeat(asked(), rows[:3], on=MONDAY).pk == 3


@given(WORDS, WORDS)
def test_words_in_common_are_the_same_whichever_comes_first_and_never_more_than_all(one, other):
    share = repeats.in_common(one, other)

    assert share == repeats.in_common(other, one)
    assert 0 <= share <= 100
    assert repeats.in_common(one, one) == (100 if repeats.words_of(one) else 0)


@pytest.fixture
def second(cast):
    return stories.answered_case(cast)


def ask_again(consultation, **more):
    items = [stories.an_item(**more)]
    return stories.complete_review(consultation, [stories.plan_outcome()], items=items, at=FRIDAY_2PM)


def created():
    return CaseEvent.objects.filter(type="charging.action_item_created").latest("seq")


@pytest.mark.django_db
def test_a_likeness_is_asked_about_before_the_plan_is_issued(second):
    with nothing_changes(), pytest.raises(Refused) as refusal:
        ask_again(second)

    (reason,) = refusal.value.verdict.reasons
    assert (reason.code, reason.where) == ("asked_before", "item-1")
    assert "answered on 6 March 2026, 9:00am: provided" in reason.message


@pytest.mark.django_db
def test_what_was_not_fully_answered_is_linked_and_the_earlier_answer_falls_short(second):
    before = ActionItem.objects.get()
    ask_again(second, repeat=Repeat.NOT_ANSWERED)

    again, entry = ActionItem.objects.latest("pk"), created()
    before.refresh_from_db()
    assert (again.repeat_of, again.repeat, before.satisfied) == (before, "not_answered", False)
    assert (entry.schema_version, entry.details["repeat_of_item_id"], entry.details["new_but_knowable"]) == (
        2,
        before.pk,
        False,
    )
    assessed = CaseEvent.objects.get(type="charging.action_item_assessed")
    assert assessed.details["follow_on_item_id"] == again.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("repeat", "knowable"), [(Repeat.NEW_NEED, False), (Repeat.KNOWABLE, True), (Repeat.NOT_SAME, False)]
)
def test_a_new_need_repeats_nothing_and_says_whether_it_could_have_been_known(second, repeat, knowable):
    ask_again(second, repeat=repeat)

    again = ActionItem.objects.latest("pk")
    assert (again.repeat_of, again.new_but_knowable) == (None, knowable)
    assert created().details["new_but_knowable"] is knowable


@pytest.mark.django_db
def test_what_is_said_to_repeat_something_has_to_repeat_something(second):
    with nothing_changes(), pytest.raises(Refused, match="say which earlier item was not fully answered"):
        ask_again(second, text="Telephone records", category="records", repeat=Repeat.NOT_ANSWERED)

    before = ActionItem.objects.get()
    ask_again(second, text="Telephone records", category="records", repeat=Repeat.NOT_ANSWERED, repeat_of=before)
    assert ActionItem.objects.latest("pk").repeat_of == before


@pytest.mark.django_db
def test_an_item_of_another_case_repeats_nothing_here(cast, second):
    other = stories.action_plan_case(cast, urn=stories.a_urn(2)).items.get()

    with nothing_changes(), pytest.raises(Refused, match="not in this case"):
        ask_again(second, text="Telephone records", repeat=Repeat.NOT_ANSWERED, repeat_of=other)


@pytest.mark.django_db
def test_the_first_plan_of_a_case_asks_nothing(cast):
    plan = stories.action_plan_case(cast)

    assert plan.items.get().repeat == ""
    assert ActionPlan.objects.count() == 1


@pytest.mark.django_db
def test_a_plan_that_asks_for_the_same_twice_is_issued_only_once_somebody_said_that_it_is_not_the_same(cast):
    consultation = stories.accepted_case(cast)
    first, like = stories.an_item(), stories.an_item(text="Footage of the shop's door", category="records")

    def issue(*items):
        outcomes = [stories.plan_outcome(), stories.plan_outcome()]
        return stories.complete_review(consultation, outcomes, items=items)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        issue(first, like)

    (reason,) = refusal.value.verdict.reasons
    assert (reason.code, reason.where) == ("asked_twice", "item-2")
    assert "item 1 of this plan asks for it already, “Footage from the shop door”" in reason.message

    issue(first, replace(like, repeat=Repeat.NOT_SAME))
    assert [item.repeat for item in ActionItem.objects.order_by("pk")] == ["", "not_same"]


def test_items_of_one_plan_about_two_suspects_are_never_the_same():
    one, other = asked(suspect=Suspect(pk=1)), asked(suspect=Suspect(pk=2))

    assert repeats.twice_in_plan(other, [one], on=MONDAY) == 0
    assert repeats.twice_in_plan(asked(), [other, one], on=MONDAY) == 2
