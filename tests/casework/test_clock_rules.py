"""The clocks that follow from what a case file says, against each rule as it is told."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models.reference import ModeOfTrial
from casework.rules import clocks, limits
from casework.rules.clocks import BailFacts, DetentionFacts, HolderSpells, OffenceFact, Running, SuspectFacts
from foundation.clocks import end_of, start_of
from foundation.periods import LONDON
from tests.clock import FRIDAY_9AM, MONDAY_9AM, THURSDAY_9AM, TUESDAY_9AM, WEDNESDAY_9AM

ASSAULT, OTHER = "CJ88116", "CD71039"
HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=LONDON))  # noqa: DTZ001
holders = st.lists(st.tuples(moments, st.sampled_from(["police", "cps", "police_to_charge"])), max_size=8)


def an_offence(on, *, code=OTHER, mode=ModeOfTrial.SUMMARY):
    return OffenceFact(code=code, mode_of_trial=mode, starts_on=on)


def statutory(*offences, **facts):
    (found,) = clocks.statutory(SuspectFacts(offences=offences, **facts))
    return found.code, found.deadline


def test_a_summary_offence_is_charged_within_six_months():
    assert statutory(an_offence(date(2026, 2, 27))) == ("summary_limit", end_of(date(2026, 8, 27)))
    assert statutory(an_offence(date(2026, 8, 31))) == ("summary_limit", end_of(date(2027, 2, 28)))


@pytest.mark.parametrize("mode", [ModeOfTrial.EITHER_WAY, ModeOfTrial.INDICTABLE, ModeOfTrial.OTHER])
def test_other_offences_have_no_such_limit(mode):
    assert clocks.statutory(SuspectFacts(offences=[an_offence(date(2026, 2, 27), mode=mode)])) == []


def test_of_several_summary_offences_the_first_limit_counts():
    first, second = an_offence(date(2026, 1, 5)), an_offence(date(2026, 2, 5))

    assert statutory(second, first) == ("summary_limit", end_of(date(2026, 7, 5)))


@pytest.mark.parametrize(
    ("offence_on", "reported_on", "facts", "found"),
    [
        (date(2026, 1, 10), date(2026, 5, 1), {}, ("summary_limit_domestic", date(2026, 11, 1))),
        (date(2024, 6, 1), date(2026, 5, 1), {}, ("summary_limit_domestic_longest", date(2026, 6, 1))),
        (date(2026, 1, 10), None, {}, ("summary_limit", date(2026, 7, 10))),
        (date(2026, 1, 10), date(2026, 5, 1), {"domestic_abuse": False}, ("summary_limit", date(2026, 7, 10))),
        (date(2022, 1, 10), date(2022, 7, 1), {}, ("summary_limit", date(2022, 7, 10))),
    ],
)
def test_common_assault_with_domestic_abuse_has_longer_from_the_report(offence_on, reported_on, facts, found):
    told = {"domestic_abuse": True, "reported_on": reported_on} | facts
    code, last = found

    assert statutory(an_offence(offence_on, code=ASSAULT), **told) == (code, end_of(last))
    assert statutory(an_offence(offence_on), **told)[0] == "summary_limit"


def test_a_date_before_all_lists_is_a_slip_of_the_pen_and_no_error():
    assert statutory(an_offence(date(1066, 10, 14)))[0] == "summary_limit"


@given(holders, st.sampled_from(["police", "cps", "police_to_charge"]), moments)
def test_every_instant_of_a_case_is_with_one_holder(changes, now, since):
    spells = HolderSpells(changes=sorted(changes, key=lambda change: change[0]), now=now, since=since)
    held = [spell for who in ("police", "cps", "police_to_charge") for spell in spells.held_by(who)]
    held.sort(key=lambda spell: spell.starts)

    assert [spell.ends for spell in held[:-1]] == [spell.starts for spell in held[1:]]
    assert held[-1].ends is None
    assert spells.held_by(now)[-1].ends is None


def bail(*changes, now, since):
    facts = BailFacts(granted_at=MONDAY_9AM, first="bail_first", limit="bail_first")
    return clocks.bail(facts, HolderSpells(changes=changes, now=now, since=since))


def test_bail_stands_still_for_the_days_that_ended_with_the_cps():
    told = [(MONDAY_9AM, "police"), (TUESDAY_9AM, "cps"), (THURSDAY_9AM, "police")]

    assert bail(*told, now="police", since=THURSDAY_9AM).deadline == end_of(date(2026, 6, 4))
    held = bail(*told[:2], now="cps", since=WEDNESDAY_9AM)
    assert (held.deadline, held.standing_still) == (None, True)
    assert held.original == end_of(date(2026, 6, 2))


def test_the_step_that_is_being_taken_counts_before_the_ledger_has_it():
    before = bail((TUESDAY_9AM, "cps"), now="police", since=THURSDAY_9AM)
    after = bail((TUESDAY_9AM, "cps"), (THURSDAY_9AM, "police"), now="police", since=THURSDAY_9AM)

    assert before.deadline == after.deadline == end_of(date(2026, 6, 4))


def test_reviews_are_due_after_six_hours_and_then_after_nine():
    first = clocks.detention(DetentionFacts(relevant_at=FRIDAY_9AM))[1]
    next_one = clocks.detention(DetentionFacts(relevant_at=FRIDAY_9AM, reviewed_at=FRIDAY_9AM + 5 * HOUR))[1]

    assert (first.code, first.deadline) == ("detention_review_first", FRIDAY_9AM + 6 * HOUR)
    assert (next_one.code, next_one.deadline) == ("detention_review", FRIDAY_9AM + 14 * HOUR)


def test_a_night_in_which_the_clocks_go_forward_is_a_detention_of_24_hours_all_the_same():
    began = datetime(2026, 3, 28, 20, tzinfo=LONDON)

    assert clocks.detention(DetentionFacts(relevant_at=began))[0].deadline == datetime(2026, 3, 29, 21, tzinfo=LONDON)


@given(st.lists(st.one_of(st.none(), moments), max_size=6))
def test_the_earliest_clock_is_the_one_that_runs_out_first(deadlines):
    every = [
        Running(code=str(place), title="", owner="police", began=MONDAY_9AM, deadline=deadline)
        for place, deadline in enumerate(deadlines)
    ]

    found = clocks.earliest(every)

    assert (found.deadline if found else None) == min((each for each in deadlines if each), default=None)


def test_every_limit_says_where_it_comes_from_and_whose_turn_it_is():
    assert {each.owner for each in limits.every_limit()} <= {"police", "cps", "joint"}
    assert all(each.source for each in limits.every_limit())
    codes = {each.code for each in limits.every_limit()}
    for step in (*limits.steps("detention"), *limits.steps("bail")):
        assert {step.to, *step.after} <= codes


@pytest.mark.parametrize(("force", "limit"), [("45", "bail_first"), ("91", "bail_first_agency")])
def test_the_agencies_of_the_act_bail_for_six_months_first(force, limit):
    assert limits.bail_limit_of(force) == limit
    assert limits.due(limit, start_of(date(2026, 3, 2))) == end_of(date(2026, 9 if force == "91" else 6, 2))
