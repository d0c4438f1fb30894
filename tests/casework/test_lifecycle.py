"""The table of moves is the law: a walk never leaves it, and an illegal step changes nothing."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Side
from casework.lifecycle import (
    ACCEPT,
    EDITABLE,
    FINALISE,
    OPEN,
    RECONSIDER,
    REOPENINGS,
    STATUSES,
    SUBMIT,
    TRANSITIONS,
    Holder,
    Status,
    WrongStatus,
)
from casework.models import Suspect, headline_status

ILLEGAL = [(move, status) for move in TRANSITIONS for status in Status if status not in move.sources]
statuses = st.sampled_from(sorted(Status))
moves = st.sampled_from(TRANSITIONS)


@dataclass
class Someone:
    """A suspect, as far as moves are concerned."""

    status: str = Status.BUILDING.value
    pk: int = 1
    name: str = "Test Alder"

    def __str__(self):
        return self.name


@given(st.lists(moves, max_size=30))
def test_a_random_walk_never_leaves_the_table(walk):
    suspect = Someone()

    for move in walk:
        before = Status(suspect.status)
        try:
            move.apply_to([suspect])
        except WrongStatus:
            assert before not in move.sources
            assert suspect.status == before
        else:
            assert before in move.sources
            assert Status(suspect.status) is move.target


@pytest.mark.parametrize(("move", "status"), ILLEGAL, ids=lambda value: getattr(value, "name", value))
def test_an_illegal_move_names_the_suspect_the_step_and_the_status_and_changes_nothing(move, status):
    suspect = Someone(status=status.value, pk=7)

    with pytest.raises(WrongStatus) as refusal:
        move.apply_to([suspect])

    message = str(refusal.value)
    assert suspect.status == status.value
    assert "Test Alder" in message
    assert move.name in message
    assert STATUSES[status].police in message
    assert refusal.value.verdict.reasons[0].where == "suspect-7"


@given(moves, st.lists(statuses, min_size=1, max_size=6))
def test_several_suspects_move_together_or_not_at_all(move, starts):
    suspects = [Someone(status.value, pk, f"Test {pk}") for pk, status in enumerate(starts)]
    wrong = {suspect.name for suspect in suspects if Status(suspect.status) not in move.sources}

    if wrong:
        with pytest.raises(WrongStatus) as refusal:
            move.apply_to(suspects)
        assert [suspect.status for suspect in suspects] == [status.value for status in starts]
        assert {reason.message.split(":")[0] for reason in refusal.value.verdict.reasons} == wrong
    else:
        move.apply_to(suspects)
        assert {suspect.status for suspect in suspects} == {move.target.value}


def test_checking_a_move_does_not_make_it():
    suspect = Someone(Status.SUBMITTED.value)

    assert ACCEPT.check([suspect]).allowed
    assert not SUBMIT.check([suspect]).allowed
    assert suspect.status == Status.SUBMITTED


def test_what_is_closed_is_only_ever_reopened_to_where_somebody_has_to_act_and_court_is_for_good():
    done = {status for status in Status if STATUSES[status].holder in {Holder.COURT, Holder.CLOSED}}
    reopenings = {move for move in TRANSITIONS if move.sources & done}

    assert done == set(Status) - OPEN
    assert reopenings == {RECONSIDER, *REOPENINGS.values()}
    assert {move.target for move in reopenings} <= OPEN
    assert Status.CHARGED not in {source for move in reopenings for source in move.sources}


def test_only_what_police_hold_before_the_gate_can_be_edited():
    police = {status for status, words in STATUSES.items() if words.holder is Holder.POLICE}

    assert police - {Status.WITH_SUPERVISOR} == EDITABLE


def test_the_cps_closes_only_what_police_did_not_send_back():
    assert {STATUSES[status].holder for status in FINALISE.sources} == {Holder.POLICE}
    assert Status.BUILDING not in FINALISE.sources


@pytest.mark.parametrize("status", OPEN)
def test_whoever_must_act_is_told_so_and_the_other_is_told_to_wait(status):
    words = STATUSES[status]
    waits = {Side.POLICE: words.police.startswith("Waiting"), Side.CPS: words.cps.startswith("Waiting")}

    assert waits[Side.CPS] is (words.holder is not Holder.CPS)
    assert waits[Side.POLICE] is (words.holder is Holder.CPS)


def test_a_case_whose_suspects_differ_says_so_in_place_of_any_one_status():
    building, charged = Suspect(status=Status.BUILDING), Suspect(status=Status.CHARGED)

    assert headline_status([building, building], Side.POLICE) == "File build needed"
    assert headline_status([building, building], Side.CPS) == "Waiting for police file"
    assert headline_status([building, charged], Side.POLICE) == "Multiple statuses"
    assert headline_status([], Side.CPS) == "No suspects yet"
