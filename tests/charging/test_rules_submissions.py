"""Rounds and attempts, urgency, comments, rejections, and what holds the answers back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lifecycle import Status
from casework.models import CustodyBasis, Suspect
from charging.lifecycle import ActionState, NeededFor, SubmissionState, TriageResult
from charging.models import ActionItem, Submission, Triage
from charging.rules import submissions as rules
from tests.clock import MONDAY

bases = st.lists(st.sampled_from(CustodyBasis), min_size=1, max_size=5)


def suspects(*held):
    return [Suspect(pk=pk, custody_basis=basis) for pk, basis in enumerate(held)]


def sent(round_no, attempt, result=None, state=SubmissionState.SENT):
    """Make a submission as it was sent, with what triage said of it."""
    row = Submission(round_no=round_no, seq_in_round=attempt, state=state)
    if result:
        Triage(submission=row, result=result)
    return row


ACCEPTED, REJECTED = TriageResult.ACCEPT, TriageResult.REJECT


@pytest.mark.parametrize(
    ("earlier", "following"),
    [
        ([], (1, 1)),
        ([sent(1, 1, state=SubmissionState.RETURNED)], (1, 1)),
        ([sent(1, 1, REJECTED)], (1, 2)),
        ([sent(1, 1, REJECTED), sent(1, 2, REJECTED)], (1, 3)),
        ([sent(1, 1, ACCEPTED)], (2, 1)),
        ([sent(1, 1, REJECTED), sent(1, 2, ACCEPTED)], (2, 1)),
        ([sent(1, 1, ACCEPTED), sent(2, 1)], (3, 1)),
        ([sent(1, 1, REJECTED), sent(1, 2, state=SubmissionState.RETURNED)], (1, 2)),
        ([sent(2, 1, REJECTED), sent(2, 2, ACCEPTED)], (3, 1)),
    ],
)
def test_a_rejection_stays_in_the_round_and_a_review_starts_the_next(earlier, following):
    assert rules.next_attempt(earlier) == following


@given(st.lists(st.sampled_from([ACCEPTED, REJECTED]), max_size=12))
def test_no_two_submissions_ever_share_a_round_and_attempt(results):
    history = []
    for result in results:
        round_no, attempt = rules.next_attempt(history)
        history.append(sent(round_no, attempt, result))

    places = [(row.round_no, row.seq_in_round) for row in history]
    assert places == sorted(set(places))


@given(bases)
def test_the_most_confined_of_all_suspects_decides(held):
    order = [basis.value for basis in CustodyBasis]

    assert rules.most_confined(suspects(*held)) == min(held, key=lambda basis: order.index(basis.value)).value


@pytest.mark.parametrize(("text", "fine"), [("", False), (" \n\t", False), ("Checked.", True)])
def test_a_supervisor_has_to_say_something(text, fine):
    assert rules.comments(text).allowed is fine


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"reasons": {}}, ["no_reason"]),
        ({"reasons": {"TR09": " ", "TR06": ""}}, ["no_detail", "no_detail"]),
        ({"respond_by": None}, ["respond_by"]),
        ({"respond_by": MONDAY}, ["respond_by"]),
        ({"respond_by": MONDAY + timedelta(days=367)}, ["respond_by_too_late"]),
        ({"respond_by": MONDAY + timedelta(days=366)}, []),
        ({"respond_by": MONDAY - timedelta(days=1)}, ["respond_by"]),
        ({"reasons": {}, "respond_by": None}, ["no_reason", "respond_by"]),
    ],
)
def test_a_rejection_needs_coded_reasons_and_a_later_day(changes, missing):
    facts = {"reasons": {"TR06": "The manager"}, "respond_by": MONDAY + timedelta(days=1)}

    verdict = rules.rejection(**(facts | {"today": MONDAY} | changes))

    assert [reason.code for reason in verdict.reasons] == missing


def test_a_reason_without_a_detail_is_named_where_it_is_mended():
    reason = rules.given_reasons({"TR06": " "}).reasons[0]

    assert (reason.message, reason.where) == ("Say what exactly is missing for TR06.", "detail_TR06")


@pytest.mark.parametrize(
    ("last_sent", "stood"),
    [(None, Status.BUILDING), (sent(1, 1, REJECTED), Status.REJECTED), (sent(1, 1, ACCEPTED), Status.ADVICE_GIVEN)],
)
def test_what_is_sent_back_goes_to_where_it_came_from(last_sent, stood):
    assert rules.before_the_gate(last_sent) is stood


items = st.lists(st.builds(ActionItem, needed_for=st.sampled_from(NeededFor), state=st.sampled_from(ActionState)))


@given(items)
def test_only_unanswered_items_that_the_decision_needs_hold_the_answers_back(asked):
    still_to_come = {ActionState.PENDING, ActionState.PART}
    waiting = [row for row in asked if row.needed_for == NeededFor.DECISION and row.state in still_to_come]

    assert rules.for_return(asked).allowed is (not waiting)


def test_each_item_that_holds_back_is_named_where_it_is_mended():
    item = ActionItem(pk=9, text="Footage from the door", needed_for=NeededFor.DECISION, state=ActionState.PENDING)

    reason = rules.for_return([item]).reasons[0]

    assert "Footage from the door" in reason.message
    assert reason.where == "item-9"
