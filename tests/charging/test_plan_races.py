"""Two people at one action plan, or one closed case, in the same instant: one wins, the other is told who did what."""

from datetime import date

import pytest

from casework.models import Suspect
from charging.lifecycle import ActionState, Answer, ChallengeOutcome, RequestState
from charging.models import ActionItem, ItemChallenge, ItemExtension
from charging.operations import actions, challenges, chasing, closing, extensions, plan_keeping
from foundation.verdicts import Conflict, Refused
from tests import stories
from tests.charging.test_concurrency import assert_unbroken, one_winner
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, NEXT_MONDAY_9AM
from tests.collisions import collide, sort_out

pytestmark = pytest.mark.django_db(transaction=True)
REPLY = actions.ItemAnswer(answer=Answer.PROVIDED, text="Attached.")


@pytest.fixture
def plan(cast):
    return stories.action_plan_case(cast)


def answering(cast, item):
    return lambda: actions.answer(item=item, reply=REPLY, expected_version=item.version, by=cast.builder, at=FRIDAY_2PM)


def cancelling(cast, item):
    return lambda: plan_keeping.cancel(item=item, reason="have_it", by=cast.prosecutor, at=FRIDAY_2PM)


def returning(cast, plan):
    return lambda: actions.return_answers(plan=plan, by=cast.builder, at=FRIDAY_2PM)


def closed(cast, suspects):
    closure = closing.Closure(reason="other", early_because="Police said so.")
    return lambda: closing.finalise(suspects=suspects, closure=closure, by=cast.assistant, at=FRIDAY_2PM)


def test_an_answer_and_a_cancellation(cast, plan):
    item = plan.items.get()
    entry, refusal = one_winner(plan.case_file, answering(cast, item), cancelling(cast, item))

    answered = entry.type == "charging.action_item_answered"
    assert isinstance(refusal, Conflict)
    assert ("Bea Builder has answered" if answered else "Pat Prosecutor cancelled") in str(refusal)
    assert stories.fresh(item).state == (ActionState.ANSWERED if answered else ActionState.CANCELLED)


def test_a_return_while_the_last_item_is_cancelled_comes_too_early_or_in_time(cast, plan):
    done, refused = sort_out(collide(plan.case_file, returning(cast, plan), cancelling(cast, plan.items.get())))

    assert ActionItem.objects.get().state == ActionState.CANCELLED
    assert [type(each) for each in refused] in ([], [Refused])
    assert bool(stories.fresh(plan).returned_at) is (len(done) == 2)
    assert_unbroken(plan.case_file)


def test_an_extension_is_decided_once(cast, plan):
    wish = extensions.NewDate(day=date(2026, 3, 30), reason="forensic")
    extensions.ask(item=plan.items.get(), wish=wish, by=cast.builder, at=FRIDAY_9AM)
    row = ItemExtension.objects.get()

    def deciding(state, by):
        answer = extensions.ExtensionAnswer(state=state, text="No.")
        return lambda: extensions.decide(extension=row, answer=answer, by=by, at=FRIDAY_2PM)

    entry, refusal = one_winner(
        plan.case_file,
        deciding(RequestState.AGREED, cast.prosecutor),
        deciding(RequestState.REFUSED, cast.legal_manager),
    )

    agreed = entry.type == "charging.action_item_due_changed"
    assert isinstance(refusal, Conflict)
    winner = "Pat Prosecutor" if agreed else "Lee Legal"
    who = f"{winner} has decided this request already: {'agreed' if agreed else 'refused'}"
    assert who in str(refusal)
    assert stories.fresh(plan.items.get()).due_now == (date(2026, 3, 30) if agreed else date(2026, 3, 19))


def test_a_challenge_and_an_answer(cast, plan):
    item = plan.items.get()
    challenging = lambda: challenges.challenge(  # noqa: E731
        item=item, ground="no_line", text="It leads nowhere.", by=cast.supervisor, at=FRIDAY_2PM
    )

    entry, refusal = one_winner(plan.case_file, challenging, answering(cast, item))

    answered = entry.type == "charging.action_item_answered"
    assert isinstance(refusal, Conflict)
    assert ItemChallenge.objects.count() == (0 if answered else 1)


def test_a_challenge_is_decided_once(cast, plan):
    challenges.challenge(
        item=plan.items.get(), ground="no_line", text="It leads nowhere.", by=cast.builder, at=FRIDAY_9AM
    )
    row = ItemChallenge.objects.get()

    def deciding(outcome, by):
        ruling = challenges.Ruling(outcome=outcome, text="Seen again.")
        return lambda: challenges.decide(challenge=row, ruling=ruling, by=by, at=FRIDAY_2PM)

    entry, refusal = one_winner(
        plan.case_file,
        deciding(ChallengeOutcome.STANDS, cast.second_prosecutor),
        deciding(ChallengeOutcome.CANCELLED, cast.legal_manager),
    )

    assert isinstance(refusal, Conflict)
    assert "has decided this already" in str(refusal)
    assert stories.fresh(row).outcome == entry.details["outcome"]


def test_a_return_and_a_closing(cast, plan):
    actions.answer(item=plan.items.get(), reply=REPLY, expected_version=1, by=cast.builder, at=FRIDAY_9AM)
    suspects = list(plan.case_file.suspects.all())
    entry, _ = one_winner(plan.case_file, returning(cast, plan), closed(cast, suspects))

    returned = entry.type == "charging.submission_received"
    statuses = set(Suspect.objects.values_list("status", flat=True))
    assert statuses == {"with_prosecutor" if returned else "admin_finalised"}


def test_a_return_and_the_cps_taking_the_file_back(cast, plan):
    actions.answer(item=plan.items.get(), reply=REPLY, expected_version=1, by=cast.builder, at=FRIDAY_9AM)
    taking = lambda: plan_keeping.take_back(  # noqa: E731
        plan=plan, reason="urgent", by=cast.prosecutor, at=FRIDAY_2PM
    )

    entry, refusal = one_winner(plan.case_file, returning(cast, plan), taking)

    assert isinstance(refusal, Conflict)
    told = "returned already" if entry.by_id == cast.builder.pk else "Pat Prosecutor has taken the file back"
    assert told in str(refusal)


def test_a_case_is_reopened_once_by_two(cast, plan):
    suspect = plan.case_file.suspects.get(number=1)
    closed(cast, [suspect])()

    def reopening(by):
        return lambda: closing.reopen(suspect=suspect, because="It has come.", by=by, at=NEXT_MONDAY_9AM)

    _, refusal = one_winner(plan.case_file, reopening(cast.assistant), reopening(cast.legal_manager))

    assert isinstance(refusal, Conflict)
    assert "has reopened this case already" in str(refusal)
    assert stories.fresh(suspect).status == "action_plan"


def test_two_clocks_that_strike_at_once_send_one_reminder(cast, plan):
    late = FRIDAY_2PM.replace(day=26)
    chase = lambda: chasing.chase_case(case_file=plan.case_file, by=None, at=late)  # noqa: E731

    done, refused = sort_out(collide(plan.case_file, chase, chase))

    assert refused == []
    assert sorted(len(each) for each in done) == [0, 1]
