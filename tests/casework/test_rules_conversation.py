"""Who may answer and accept, whom a question waits for, and that its clock loses no time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Side
from casework.models import MessageAct, ThreadState, Visibility
from casework.rules import conversation as rules
from casework.rules.conversation import LEADS_TO, OTHER, Standing
from foundation.periods import local_date
from foundation.working_days import bundled
from tests.clock import MONDAY_9AM

ASKER, COLLEAGUE, OTHERS = 1, 2, 3
SHARED, OWN = Visibility.SHARED, Visibility.OWN
OPEN, ANSWERED, ACCEPTED = ThreadState.OPEN, ThreadState.ANSWERED, ThreadState.ACCEPTED
ANSWER, ACCEPT, REOPEN, COMMENT = MessageAct.ANSWER, MessageAct.ACCEPT, MessageAct.REOPEN, MessageAct.COMMENT
# visibility, state, who moved it there, what, by whom, and the codes of every reason against it
TABLE = [
    (SHARED, OPEN, ASKER, ANSWER, OTHERS, set()),
    (SHARED, OPEN, ASKER, ANSWER, ASKER, {"asked_by_us"}),
    (SHARED, OPEN, ASKER, ANSWER, COLLEAGUE, {"asked_by_us"}),
    (SHARED, OPEN, ASKER, ACCEPT, ASKER, {"nothing_to_accept"}),
    (SHARED, OPEN, ASKER, ACCEPT, OTHERS, {"nothing_to_accept", "asked_by_them"}),
    (SHARED, OPEN, ASKER, REOPEN, ASKER, {"not_answered"}),
    (SHARED, ANSWERED, OTHERS, ACCEPT, ASKER, set()),
    (SHARED, ANSWERED, OTHERS, ACCEPT, COLLEAGUE, set()),
    (SHARED, ANSWERED, OTHERS, ACCEPT, OTHERS, {"asked_by_them"}),
    (SHARED, ANSWERED, OTHERS, REOPEN, ASKER, set()),
    (SHARED, ANSWERED, OTHERS, REOPEN, OTHERS, {"asked_by_them"}),
    (SHARED, ANSWERED, OTHERS, ANSWER, OTHERS, {"not_open"}),
    (SHARED, ACCEPTED, ASKER, REOPEN, COLLEAGUE, set()),
    (SHARED, ACCEPTED, ASKER, ANSWER, OTHERS, {"not_open"}),
    (OWN, OPEN, ASKER, ANSWER, COLLEAGUE, set()),
    (OWN, OPEN, ASKER, ANSWER, ASKER, {"own_question"}),
    (OWN, ANSWERED, COLLEAGUE, ACCEPT, ASKER, set()),
    (OWN, ANSWERED, COLLEAGUE, ACCEPT, COLLEAGUE, {"own_answer"}),
    (OWN, ANSWERED, COLLEAGUE, REOPEN, ASKER, set()),
    *[(which, state, ASKER, COMMENT, who, set()) for which in (SHARED, OWN) for state in ThreadState for who in (1, 2)],
    *[(which, state, ASKER, MessageAct.ASK, 2, {"asked_already"}) for which in (SHARED, OWN) for state in ThreadState],
]


@pytest.mark.parametrize(("visibility", "state", "mover", "act", "who", "reasons"), TABLE)
def test_each_act_is_for_those_whose_turn_it_is(visibility, state, mover, act, who, reasons):
    side = Side.CPS if who == OTHERS else Side.POLICE
    verdict = rules.for_act(act, Standing(visibility, Side.POLICE, state, mover), side=side, by_id=who)

    assert {reason.code for reason in verdict.reasons} == reasons
    assert all(reason.message.endswith(".") for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("visibility", "state", "waits_for"),
    [
        (SHARED, OPEN, Side.CPS),
        (SHARED, ANSWERED, Side.POLICE),
        (SHARED, ACCEPTED, None),
        (OWN, OPEN, Side.POLICE),
        (OWN, ANSWERED, Side.POLICE),
        (OWN, ACCEPTED, None),
    ],
)
def test_a_question_waits_for_whoever_has_to_move_it(visibility, state, waits_for):
    assert Standing(visibility, Side.POLICE, state, ASKER).waiting_for is waits_for


def test_the_cps_is_asked_nothing_before_it_can_see_the_case():
    assert not rules.for_opening(SHARED, was_submitted=False)
    assert rules.for_opening(SHARED, was_submitted=True)
    assert rules.for_opening(OWN, was_submitted=False)


def test_only_an_acceptance_needs_no_words():
    assert {act for act in MessageAct if rules.words(act, " \n")} == {ACCEPT}


@st.composite
def conversations(draw):
    """A legal conversation: its visibility, its messages in order, and an instant after them."""
    visibility = draw(st.sampled_from([SHARED, OWN]))
    side = draw(st.sampled_from(list(Side)))
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 1_200_000)))
    now = Standing(visibility, side, OPEN, ASKER)
    said = [SimpleNamespace(act=MessageAct.ASK, side=side, at=at, by_id=ASKER)]
    for _ in range(draw(st.integers(0, 12))):
        who, whose = draw(st.sampled_from([(ASKER, side), (COLLEAGUE, side), (OTHERS, OTHER[side])]))
        can = [act for act in MessageAct if rules.for_act(act, now, side=whose, by_id=who)]
        if visibility == OWN and who == OTHERS:
            continue
        act = draw(st.sampled_from(can))
        at += timedelta(minutes=draw(st.integers(0, 20_000)))
        said.append(SimpleNamespace(act=act, side=whose, at=at, by_id=who))
        now = now.after(act, who)
    return visibility, said, now, at + timedelta(minutes=draw(st.integers(0, 20_000)))


@given(conversations())
def test_every_instant_waits_for_exactly_one_agency_or_is_after_an_acceptance(conversation):
    visibility, said, standing, now = conversation
    waits = rules.waits(said, visibility, now=now, calendar=bundled())

    waited = sum(((wait.until or now) - wait.since for wait in waits), timedelta())
    moves = [message for message in said if message.act in LEADS_TO]
    ends = [later.at for later in moves[1:]] + [now]
    rested = [end - move.at for move, end in zip(moves, ends, strict=True) if move.act == ACCEPT]
    assert waited + sum(rested, timedelta()) == now - said[0].at
    assert all(first.until <= second.since for first, second in pairwise(waits))
    open_now = [wait.side for wait in waits if wait.until is None]
    assert open_now == ([standing.waiting_for] if standing.waiting_for else [])


@given(conversations())
def test_a_wait_counts_its_working_days_as_the_calendar_does(conversation):
    visibility, said, _, now = conversation
    for wait in rules.waits(said, visibility, now=now, calendar=bundled()):
        first, last = local_date(wait.since), local_date(wait.until or now)
        between = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
        assert wait.days == len(between)
        assert wait.working_days == sum(bundled().is_working_day(day) for day in between)


def test_comments_move_no_clock():
    question = SimpleNamespace(act=MessageAct.ASK, side=Side.POLICE, at=MONDAY_9AM, by_id=ASKER)
    comment = SimpleNamespace(act=COMMENT, side=Side.CPS, at=MONDAY_9AM + timedelta(days=1), by_id=OTHERS)
    later = MONDAY_9AM + timedelta(days=8)

    with_it = rules.waits([question, comment], SHARED, now=later, calendar=bundled())
    assert with_it == rules.waits([question], SHARED, now=later, calendar=bundled())
    assert (with_it[0].days, with_it[0].working_days) == (8, 6)
