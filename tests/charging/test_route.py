"""Who may charge: police for what is summary, shoplifting or admitted and light, the CPS for everything else."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import AnswerState, Flag, Offence, OffenceCode
from casework.rules.forms import catalogue_on
from charging.rules.route import LONG_SENTENCE, editions, route_gaps, routes
from tests.casework.told import Told, a_child, a_denier, a_suspect, a_victim, an_answer
from tests.clock import MONDAY

SHOPLIFTING = ("TH68010", "either_way", "046/00")
DAMAGE = ("CD71039", "either_way", "149/00")
COMMON_ASSAULT = ("CJ88116", "summary", "105/01")
S18 = ("OF61016", "indictable", "005/01")
ABH = ("OF61102", "either_way", "008/06")
AFFRAY = ("PU86003", "either_way", "066/01")
STALKING = ("PH97010", "either_way", "008/65")
ASSAULT_ON_A_CHILD = ("SX03011", "either_way", "022/00")
LICENSING = ("LG03030", "summary", "143/72")
DEATH = ("RT88564", "either_way", "004/08")
SECRETS = ("OS89063", "either_way", "066/37")
HATE = ("CD98011", "either_way", "008/37")
ADMITTED, DENIED = a_suspect(), a_denier()


def told(offence, suspect=ADMITTED, **facts):
    return Told(suspects=[suspect], offence=offence, **facts)


def the(case, on=MONDAY):
    """The only suspect's route, and the codes of its reasons."""
    [found] = routes(case.contents, on=on)
    return found.police_may_charge, {reason.code for reason in found.reasons}


def long_sentence(state=AnswerState.GIVEN, value="yes"):
    return an_answer("mg3.long_sentence", state, value, suspect=1)


@pytest.mark.parametrize(
    ("case", "may", "why"),
    [
        (told(COMMON_ASSAULT), True, {"summary"}),
        (told(COMMON_ASSAULT, DENIED), True, {"summary"}),
        (told(SHOPLIFTING), True, {"shoplifting"}),
        (told(SHOPLIFTING, DENIED), True, {"shoplifting"}),
        (told(("TH68010A", "either_way", "046/00"), DENIED), True, {"shoplifting"}),
        (told(SHOPLIFTING, DENIED, answers=[long_sentence()]), False, {"long_sentence"}),
        (told(("TH68010C", "indictable", "046/00")), False, {"indictable"}),
        (told(DAMAGE), True, {"guilty_either_way"}),
        (told(DAMAGE, answers=[long_sentence(value="no")]), True, {"guilty_either_way"}),
        (told(DAMAGE, answers=[long_sentence(AnswerState.UNKNOWN, "")]), True, {"guilty_either_way"}),
        (told(DAMAGE, answers=[long_sentence()]), False, {"long_sentence"}),
        (told(DAMAGE, DENIED), False, {"contested"}),
        (told(DAMAGE, a_suspect(anticipated_plea="")), False, {"contested"}),
        (told(DAMAGE, DENIED, answers=[long_sentence()]), False, {"contested", "long_sentence"}),
        (told(S18), False, {"indictable", "excluded_injury"}),
        (told(("XX00001", "other", "")), False, {"indictable"}),
        (told(ABH), False, {"excluded_injury"}),
        (told(AFFRAY), False, {"excluded_disorder"}),
        (told(STALKING), False, {"excluded_harassment"}),
        (told(LICENSING), False, {"excluded_licensing"}),
        (told(DEATH), False, {"excluded_death"}),
        (told(SECRETS), False, {"excluded_terrorism"}),
        (told(HATE), False, {"excluded_hate"}),
        (told(COMMON_ASSAULT, flags=frozenset({Flag.DOMESTIC_ABUSE})), False, {"excluded_domestic_abuse"}),
        (told(COMMON_ASSAULT, flags=frozenset({Flag.HATE})), False, {"excluded_hate"}),
        (told(COMMON_ASSAULT, flags=frozenset({Flag.STALKING})), False, {"excluded_harassment"}),
        (told(COMMON_ASSAULT, flags=frozenset({Flag.DEATH})), False, {"excluded_death"}),
        (told(COMMON_ASSAULT, flags=frozenset({Flag.VULNERABLE_VICTIM})), True, {"summary"}),
        (told(COMMON_ASSAULT, answers=[an_answer("mg3.consents")]), False, {"excluded_consent"}),
        (told(COMMON_ASSAULT, answers=[an_answer("mg3.consents", AnswerState.NONE)]), True, {"summary"}),
        (told(ASSAULT_ON_A_CHILD), True, {"guilty_either_way"}),
        (told(ASSAULT_ON_A_CHILD, people=[a_victim(date_of_birth=a_child())]), False, {"excluded_child_sexual"}),
        (told(ASSAULT_ON_A_CHILD, a_suspect(date_of_birth=a_child())), False, {"excluded_child_sexual"}),
    ],
)
def test_each_case_goes_where_the_guidance_sends_it_with_every_reason(case, may, why):
    assert the(case) == (may, why)


def test_the_sentence_that_draws_the_line_is_data_of_the_day():
    case = told(DAMAGE, answers=[long_sentence()])

    def says(day):
        return routes(case.contents, on=day)[0].says

    assert "more than 12 months" in says(MONDAY)
    assert "more than 6 months" in says(date(2025, 6, 30))
    assert [edition.sentence_months for edition in editions()] == [6, 12]


def test_one_suspect_who_needs_the_cps_takes_the_whole_case_there():
    two = Told(suspects=[a_suspect(), a_denier(2, "Test Birch")], offence=DAMAGE)

    found = routes(two.contents, on=MONDAY)

    assert [route.police_may_charge for route in found] == [False, False]
    assert found[0].says == "Test Birch needs a decision of the CPS, so the whole case is referred."


def test_one_offence_that_needs_the_cps_takes_the_suspect_there():
    case = told(COMMON_ASSAULT)
    worse = OffenceCode(code="OF61016", title="Wounding", mode_of_trial="indictable", home_office_code="005/01")
    contents = case.contents
    contents = replace(contents, offences=[*contents.offences, Offence(suspect_id=1, offence_code=worse)])

    assert [route.police_may_charge for route in routes(contents, on=MONDAY)] == [False]


def test_nothing_is_said_of_a_suspect_without_an_offence():
    assert routes(replace(told(DAMAGE).contents, offences=[]), on=MONDAY) == []


def test_only_what_police_may_charge_themselves_warns():
    [gap] = route_gaps(routes(told(COMMON_ASSAULT).contents, on=MONDAY), on=MONDAY)

    assert (gap.code, gap.where, gap.missing, gap.blocks) == ("police_may_charge", "suspect-1", True, False)
    assert "summary only" in gap.because
    assert route_gaps(routes(told(S18).contents, on=MONDAY), on=MONDAY) == []


@pytest.mark.parametrize("edition", editions(), ids=lambda edition: edition.code)
def test_every_exclusion_names_its_source_and_something_that_excludes(edition):
    for exclusion in edition.exclusions:
        assert exclusion["source"]
        assert set(exclusion.get("flags", [])) <= set(Flag)
        assert any(exclusion.get(kind) for kind in ("flags", "codes", "classes", "questions"))


def test_every_question_that_the_route_asks_is_asked_on_a_form():
    named = {
        LONG_SENTENCE,
        *(code for each in editions() for row in each.exclusions for code in row.get("questions", [])),
    }

    assert named <= set(catalogue_on(MONDAY).questions)


offences = st.sampled_from([SHOPLIFTING, DAMAGE, COMMON_ASSAULT, S18, ABH, AFFRAY, STALKING, LICENSING])


@given(
    offences,
    st.lists(st.sampled_from([a_suspect, a_denier]), min_size=1, max_size=4),
    st.frozensets(st.sampled_from(Flag)),
)
def test_all_go_to_the_cps_or_none_whatever_their_order_and_a_flag_never_sends_one_back(offence, makes, flags):
    suspects = [make(pk, f"Test N{pk}") for pk, make in enumerate(makes, 1)]
    case = Told(suspects=suspects, offence=offence, flags=flags)

    found = {route.police_may_charge for route in routes(case.contents, on=MONDAY)}

    assert len(found) == 1
    assert found == {r.police_may_charge for r in routes(replace(case, suspects=suspects[::-1]).contents, on=MONDAY)}
    bare = {route.police_may_charge for route in routes(replace(case, flags=frozenset()).contents, on=MONDAY)}
    assert found == {False} or bare == {True}
