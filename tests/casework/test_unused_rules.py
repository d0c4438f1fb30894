"""What prompts a better description, and when the schedules are complete: rules, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import Answer, AnswerState, Presumption, UnusedItem
from casework.rules import presumed, unused
from casework.rules.disclosure import CERTIFIED, LISTED, NIL_RETURN, PRESUMED, edition_on, editions

DAY = date(2026, 3, 2)
EDITION = edition_on(DAY)


def codes(description):
    return [reason.code for reason in unused.prompts(description, wording=EDITION.wording).reasons]


@pytest.mark.parametrize(
    "description",
    [
        unused.EXAMPLE,
        "Emails (14) between the victim and the suspect, 3 to 9 January 2026",
        "Incident log 123 of 14 March 2026 by the control room operator, 3 pages: three calls about noise",
        "Incident log of the control room operator, 4 pages: who was sent. Undated copy",
        "12 photographs of the kitchen taken by CSI Test on 14/03/2026",
        "Undated letter from the landlord about the broken lock on the front door",
        "Dash camera recording by PC 1234, 2026-03-14, 12 minutes: the road before the stop",
    ],
)
def test_a_description_that_says_what_who_when_and_how_many_is_left_alone(description):
    assert codes(description) == []


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("notebook", ["form_only", "no_date", "no_author"]),
        ("CCTV", ["form_only", "no_date", "no_author"]),
        ("Emails", ["form_only", "no_date", "no_author", "no_quantity"]),
        ("MG11", ["form_only", "no_date", "no_author"]),
        ("scan_001.pdf", ["form_only", "no_date", "no_author"]),
        ("See attached", ["too_short", "no_date", "no_author", "see_attached"]),
        ("Letter from the council", ["too_short", "no_date"]),
        ("It may undermine the account that PC Smith gave of the search", ["no_date"]),
        ("Photographs of the scene taken by CSI 442 on 14 March 2026", ["no_quantity"]),
        ("Bundle of messages between both from January 2026", ["no_quantity"]),
    ],
)
def test_each_gap_in_a_description_is_named(description, expected):
    assert codes(description) == expected


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_held_against_the_wording(description):
    assert set(codes(description)) <= set(unused.PROMPTS)


def test_every_edition_has_its_source_and_asks_of_every_kind_of_presumed_material():
    assert editions()[0].valid_from == date(2020, 12, 31)
    for edition in editions():
        assert edition.source
        assert set(edition.presumed) == set(Presumption.values) - {""}
        assert all(title for title in edition.grounds.values())
    before = edition_on(date(2001, 1, 1))
    assert before == editions()[0]


def test_a_question_of_another_form_is_not_one_of_the_schedules():
    assert EDITION.knows(PRESUMED + "cctv")
    assert EDITION.knows(CERTIFIED + "third_parties")
    assert EDITION.knows(NIL_RETURN)
    assert not EDITION.knows(PRESUMED + "nothing")
    assert not EDITION.knows("mg5.summary")


def an_item(kind="cctv", **said):
    return UnusedItem(number=1, description=unused.EXAMPLE, presumption=kind, **said)


def kinds(items=(), **states):
    answers = {PRESUMED + code: Answer(question=PRESUMED + code, state=state) for code, state in states.items()}
    return {kind.code: kind for kind in presumed.presumed_kinds(items, answers, edition=EDITION)}


def gaps(found):
    reasons = presumed.presumption_gaps(found.values()).reasons
    return {reason.where.removeprefix("presumed-"): reason.code for reason in reasons}


def test_every_kind_is_listed_or_answered():
    found = kinds([an_item()], call="none", custody="not_applicable", account="unknown")

    answered = {code for code, kind in found.items() if kind.is_answered}
    assert answered == {"cctv", "call", "custody", "account"}
    assert gaps(found) == {code: "presumed_unanswered" for code in found if code not in answered}


def test_an_answer_that_there_is_none_contradicts_a_listed_item_and_not_knowing_does_not():
    assert gaps(kinds([an_item()], cctv="none"))["cctv"] == "presumed_contradicted"
    assert gaps(kinds([an_item()], cctv="not_applicable"))["cctv"] == "presumed_contradicted"
    assert "cctv" not in gaps(kinds([an_item()], cctv="unknown"))


def test_sensitive_items_change_nothing_about_what_is_answered():
    hidden = an_item(sensitive=True)

    assert gaps(kinds([hidden])) == gaps(kinds())
    assert gaps(kinds([hidden], cctv="none")) == gaps(kinds(cctv="none"))
    assert kinds([hidden])["cctv"].sensitive_items == [hidden]


def nil(state, value=""):
    return {NIL_RETURN: Answer(question=NIL_RETURN, state=state, value=value)}


@pytest.mark.parametrize(
    ("items", "answers", "expected"),
    [
        ([], {}, ["mg6d_unanswered"]),
        ([an_item()], {}, ["mg6d_unanswered"]),
        ([], nil(AnswerState.UNKNOWN), ["mg6d_unanswered"]),
        ([], nil(AnswerState.NONE), []),
        ([an_item()], nil(AnswerState.NONE), ["nil_contradicted"]),
        ([an_item()], nil(AnswerState.GIVEN, LISTED), []),
        ([], nil(AnswerState.GIVEN, LISTED), ["nothing_listed"]),
    ],
)
def test_the_sensitive_schedule_is_stated_and_agrees_with_its_items(items, answers, expected):
    assert [reason.code for reason in presumed.for_sensitive_schedule(items, answers).reasons] == expected
