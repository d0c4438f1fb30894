"""Parts, extensions, challenges and cancelling: one item of an action plan on its way."""

from datetime import date

import pytest

from casework.models import CaseEvent, Matter
from charging.lifecycle import ActionState, Answer, ChallengeOutcome, NeededFor, Purpose, RequestState
from charging.models import ActionItem, Consultation, ItemChallenge, ItemExtension, Submission
from charging.operations import actions, challenges, extensions, plan_keeping
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.charging.test_actions import answer, give_back, reply_with
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, NEXT_MONDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 30)


@pytest.fixture
def plan(cast):
    return stories.action_plan_case(cast)


@pytest.fixture
def item(plan):
    return plan.items.get()


def part_of(item, cast, *, came="The first two hours", missing="The rest", at=FRIDAY_9AM, **more):
    part = actions.Part(came=came, missing=missing, **more)
    return actions.receive_part(item=item, part=part, expected_version=item.version, by=cast.builder, at=at)


def ask_for_time(item, cast, *, day=LATER, reason="third_party", at=FRIDAY_9AM):
    wish = extensions.NewDate(day=day, reason=reason, text="The shop sends it by post.")
    return extensions.ask(item=item, wish=wish, by=cast.builder, at=at)


def challenge(item, cast, *, ground="trial_only", text="It shows nothing that bears on who it was.", at=FRIDAY_9AM):
    return challenges.challenge(item=item, ground=ground, text=text, by=cast.builder, at=at)


def decide_time(cast, state, *, by=None, at=FRIDAY_2PM, **more):
    said = extensions.ExtensionAnswer(state=state, **more)
    return extensions.decide(extension=ItemExtension.objects.get(), answer=said, by=by or cast.prosecutor, at=at)


def rule(cast, outcome, *, by=None, text="Seen again with the file.", at=FRIDAY_2PM):
    ruling = challenges.Ruling(outcome=outcome, text=text)
    return challenges.decide(
        challenge=ItemChallenge.objects.get(), ruling=ruling, by=by or cast.second_prosecutor, at=at
    )


def waits_for():
    return list(Matter.objects.filter(kind__startswith="item_").values_list("kind", "person_id", "not_person_id"))


def test_a_part_is_kept_and_the_item_stays_open_and_holds_the_answers_back(cast, plan, item):
    entry = part_of(item, cast, rest_by=date(2026, 3, 12))

    item.refresh_from_db()
    assert (item.state, item.answer, item.version) == (ActionState.PART, "", 2)
    assert entry.details == {"item_id": item.pk, "plan_id": plan.pk, "rest_by": "2026-03-12"}
    assert item.parts.get().missing == "The rest"
    with nothing_changes(), pytest.raises(Refused, match="first"):
        give_back(cast, plan)


def test_partly_and_no_more_of_it_is_an_answer(cast, plan, item):
    part_of(item, cast)
    answer(cast, stories.fresh(item), reply_with(Answer.PARTLY, "This is all there is."))

    assert give_back(cast, plan)


@pytest.mark.parametrize("gap", [{"came": " "}, {"missing": " "}, {"rest_by": date(2026, 3, 1)}])
def test_a_part_says_what_came_what_is_missing_and_no_day_in_the_past(cast, item, gap):
    with nothing_changes(), pytest.raises(Refused):
        part_of(item, cast, **gap)


def test_what_was_answered_takes_no_part_any_more(cast, item):
    answer(cast, item)
    with nothing_changes(), pytest.raises(Conflict, match="Bea Builder has answered this item already"):
        part_of(stories.fresh(item), cast)


def test_what_is_needed_for_trial_follows_after_the_return_once(cast):
    items = [stories.an_item(), stories.an_item(text="Taxi driver", needed_for=NeededFor.TRIAL)]
    plan = stories.action_plan_case(cast, items=items)
    answer(cast, plan.items.get(needed_for=NeededFor.DECISION))
    give_back(cast, plan)

    late = plan.items.get(needed_for=NeededFor.TRIAL)
    assert answer(cast, late, at=NEXT_MONDAY_9AM)
    with nothing_changes(), pytest.raises(Refused, match="returned to the CPS already"):
        answer(cast, stories.fresh(late), reply_with(Answer.PARTLY, "No."), at=NEXT_MONDAY_9AM)


def test_a_request_for_more_time_waits_for_whoever_asked_and_changes_no_date(cast, item):
    ask_for_time(item, cast)

    row = ItemExtension.objects.get()
    assert (row.was_due_on, row.asked_for, row.state, item.due_now) == (item.due_on, LATER, "open", item.due_on)
    assert waits_for() == [("item_extension", cast.prosecutor.pk, None)]
    with nothing_changes(), pytest.raises(Conflict, match="Bea Builder has asked for 30 March 2026 already"):
        ask_for_time(item, cast)


@pytest.mark.parametrize("day", [None, date(2026, 3, 1), date(2026, 3, 19), date(2026, 3, 10)])
def test_more_time_is_a_later_day(cast, item, day):
    with nothing_changes(), pytest.raises(Refused):
        ask_for_time(item, cast, day=day)


def test_more_time_ends_within_a_year_for_police_and_for_the_cps(cast, item):
    with nothing_changes(), pytest.raises(Refused, match="1 January 2036 is too far away: the latest date is 7 March"):
        ask_for_time(item, cast, day=date(2036, 1, 1))
    ask_for_time(item, cast)
    with nothing_changes(), pytest.raises(Refused, match="too far away"):
        decide_time(cast, RequestState.OTHER_DATE, day=date(2036, 1, 1))
    ItemExtension.objects.update(asked_for=date(2036, 1, 1))
    with nothing_changes(), pytest.raises(Refused, match="Agree another date, or refuse"):
        decide_time(cast, RequestState.AGREED)


def test_everything_wrong_with_asking_for_more_time_is_said_at_once(client, cast, item):
    client.force_login(cast.builder)
    address = f"/case-files/{item.plan.case_file.slug}/action-plans/{item.plan_id}/items/{item.pk}/more-time/"
    far, none = (client.post(address, {"choice": "", "day": day}).content.decode() for day in ("2099-01-01", ""))
    assert "Select why" in far
    assert "1 January 2099 is too far away" in far
    assert "Select why" in none
    assert "Enter the new date." in none


def test_a_reason_that_is_not_on_the_list_is_refused(cast, item):
    with nothing_changes(), pytest.raises(Refused, match="from the list"):
        ask_for_time(item, cast, reason="decision_changed")


@pytest.mark.parametrize(
    ("state", "day", "new"),
    [(RequestState.AGREED, None, LATER), (RequestState.OTHER_DATE, date(2026, 3, 24), date(2026, 3, 24))],
)
def test_an_agreed_date_counts_and_the_first_one_stays(cast, plan, item, state, day, new):
    ask_for_time(item, cast)
    entry = decide_time(cast, state, day=day)

    item.refresh_from_db()
    assert (item.due_on, item.due_now) == (date(2026, 3, 19), new)
    assert entry.details == {
        "item_id": item.pk,
        "plan_id": plan.pk,
        "old": "2026-03-19",
        "new": new.isoformat(),
        "agreed_by": cast.prosecutor.pk,
        "reason": "third_party",
    }
    assert waits_for() == []


def test_a_refused_request_says_why_and_the_date_stands(cast, item):
    ask_for_time(item, cast)
    with nothing_changes(), pytest.raises(Refused, match="Say why"):
        decide_time(cast, RequestState.REFUSED)

    entry = decide_time(cast, RequestState.REFUSED, text="The trial is near.")

    assert entry.type == "charging.item_extension_refused"
    assert (stories.fresh(item).due_now, waits_for()) == (item.due_on, [])


def test_another_prosecutor_agrees_no_date_and_a_legal_manager_does(cast, item):
    ask_for_time(item, cast)
    with nothing_changes(), pytest.raises(NotPermitted, match="Pat Prosecutor asked for this"):
        decide_time(cast, RequestState.AGREED, by=cast.second_prosecutor)
    assert decide_time(cast, RequestState.AGREED, by=cast.legal_manager)


def test_the_cps_moves_a_date_itself_and_the_request_is_settled_by_it(cast, item):
    ask_for_time(item, cast)
    wish = extensions.NewDate(day=date(2026, 4, 2), reason="forensic")
    extensions.move_date(item=item, wish=wish, by=cast.prosecutor, at=FRIDAY_2PM)

    assert stories.fresh(item).due_now == date(2026, 4, 2)
    assert list(ItemExtension.objects.values_list("state", flat=True)) == ["other_date", "agreed"]
    assert waits_for() == []


def test_the_answer_settles_what_was_still_to_be_decided(cast, item):
    ask_for_time(item, cast)
    challenge(item, cast)
    answer(cast, stories.fresh(item))

    assert (ItemExtension.objects.get().state, ItemChallenge.objects.get().outcome) == ("overtaken", "overtaken")
    assert waits_for() == []
    with nothing_changes(), pytest.raises(Conflict, match="Nothing is to be decided any more"):
        rule(cast, ChallengeOutcome.STANDS)


def test_a_challenge_waits_for_anybody_but_who_asked(cast, plan, item):
    entry = challenge(item, cast)

    assert entry.details == {"item_id": item.pk, "plan_id": plan.pk, "ground": "trial_only"}
    assert waits_for() == [("item_challenge", None, cast.prosecutor.pk)]
    with nothing_changes(), pytest.raises(NotPermitted, match="somebody else decides"):
        rule(cast, ChallengeOutcome.STANDS, by=cast.prosecutor)


@pytest.mark.parametrize(
    ("outcome", "state", "needed", "returns"),
    [
        (ChallengeOutcome.STANDS, ActionState.PENDING, NeededFor.DECISION, False),
        (ChallengeOutcome.CANCELLED, ActionState.CANCELLED, NeededFor.DECISION, True),
        (ChallengeOutcome.FOR_TRIAL, ActionState.PENDING, NeededFor.TRIAL, True),
    ],
)
def test_what_a_challenge_leads_to(cast, plan, item, outcome, state, needed, returns):
    challenge(item, cast)
    entry = rule(cast, outcome)

    item.refresh_from_db()
    assert (item.state, item.needed_for, entry.details["outcome"]) == (state, needed, outcome.value)
    assert ItemChallenge.objects.get().decided_by == cast.second_prosecutor
    assert CaseEvent.objects.filter(type="charging.action_item_cancelled").exists() is (state == ActionState.CANCELLED)
    if returns:
        assert give_back(cast, plan, at=NEXT_MONDAY_9AM)
    else:
        with pytest.raises(Refused):
            give_back(cast, plan, at=NEXT_MONDAY_9AM)


def test_a_cancelled_item_holds_nothing_back_and_takes_no_answer(cast, plan, item):
    entry = plan_keeping.cancel(item=item, reason="have_it", by=cast.prosecutor, at=FRIDAY_9AM)

    assert entry.details == {"item_id": item.pk, "plan_id": plan.pk, "reason": "have_it"}
    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor cancelled this item"):
        answer(cast, stories.fresh(item))
    assert give_back(cast, plan)


def test_an_answered_item_is_not_cancelled(cast, item):
    answer(cast, item)
    with nothing_changes(), pytest.raises(Conflict, match="has answered this item already"):
        plan_keeping.cancel(item=stories.fresh(item), reason="have_it", by=cast.prosecutor, at=FRIDAY_2PM)


def test_the_cps_takes_the_file_back_with_what_there_is(cast, plan, item):
    ask_for_time(item, cast)
    entry = plan_keeping.take_back(plan=plan, reason="enough", by=cast.prosecutor, at=FRIDAY_2PM)

    plan.refresh_from_db()
    reply = Submission.objects.get(purpose=Purpose.ACTION_PLAN_REPLY)
    assert (entry.type, entry.holder, plan.taken_back_by) == (
        "charging.submission_received",
        "cps",
        cast.prosecutor,
    )
    assert Consultation.objects.get(number=2).submission == reply
    assert set(plan.case_file.suspects.values_list("status", flat=True)) == {"with_prosecutor"}
    assert waits_for() == []
    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor has taken the file back"):
        give_back(cast, plan, at=NEXT_MONDAY_9AM)
    with nothing_changes(), pytest.raises(Refused):
        answer(cast, stories.fresh(item), at=NEXT_MONDAY_9AM)


def assess(cast, plan, item, satisfied, note="", *, version=None, by=None):
    said = {item.pk: plan_keeping.Assessment(satisfied=satisfied, note=note, version=version or item.version)}
    return plan_keeping.assess(plan=plan, said=said, by=by or cast.prosecutor, at=NEXT_MONDAY_9AM)


def test_answers_are_assessed_once_they_are_back_and_a_shortfall_says_of_what(cast, plan, item):
    answer(cast, item)
    item.refresh_from_db()
    with nothing_changes(), pytest.raises(Refused, match="no answer that was returned"):
        assess(cast, plan, item, True)
    give_back(cast, plan)
    with nothing_changes(), pytest.raises(Refused, match="falls short"):
        assess(cast, plan, item, False)

    (entry,) = assess(cast, plan, item, False, "Only one camera.")

    assert entry.details == {"item_id": item.pk, "plan_id": plan.pk, "satisfied": False, "follow_on_item_id": None}
    assert stories.fresh(item).assessment == "Only one camera."
    with nothing_changes(), pytest.raises(Conflict):
        assess(cast, plan, item, True, version=item.version)


def test_several_answers_stand_or_fall_together(cast):
    plan = stories.action_plan_case(cast, items=[stories.an_item(text=f"Thing {number}") for number in (1, 2, 3)])
    rows = list(plan.items.order_by("pk"))
    replies = {row.pk: (reply_with(), row.version) for row in rows}
    answer(cast, rows[1])
    with nothing_changes(), pytest.raises(Conflict):
        actions.answer_several(plan=plan, replies=replies, by=cast.builder, at=FRIDAY_9AM)

    rest = {key: value for key, value in replies.items() if key != rows[1].pk}
    assert len(actions.answer_several(plan=plan, replies=rest, by=cast.builder, at=FRIDAY_9AM)) == 2
    assert not ActionItem.objects.exclude(state=ActionState.ANSWERED).exists()
