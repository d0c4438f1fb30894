"""What holds of the standard whatever the case: it is steady, it never punishes adding, and it keeps secrets."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import (
    AnswerState,
    CaseworkType,
    CustodyBasis,
    FileStandardRow,
    Flag,
    MaterialKind,
    Playable,
    Plea,
    PreviousConvictions,
    ScanState,
    SpecialMeasures,
)
from casework.rules import readiness
from casework.rules.facts import FACTS
from casework.rules.file_standard import requirements
from casework.rules.satisfaction import questions_of
from tests.casework.told import (
    GROUPS,
    ROWS,
    Told,
    a_child,
    a_denier,
    a_recording,
    a_suspect,
    a_version,
    a_victim,
    a_witness,
    an_answer,
    an_item,
    some_material,
)
from tests.clock import MONDAY, MONDAY_9AM

RECORDED = {"bwv", "cctv", "call", "media"}
QUESTIONS = sorted({question for row in ROWS for question in questions_of(row.satisfied_by)})
OFFENCES = (
    ("TH68010", "either_way", "046/00"),
    ("OF61016", "indictable", "005/01"),
    ("CJ88116", "summary", "105/01"),
    ("MD71526", "either_way", "092/41"),
    ("XX00001", "other", ""),
)


def fit(kind, **about):
    """A piece of material about which nothing is wrong."""
    if kind in RECORDED:
        return a_recording(kind, **about)
    if kind == MaterialKind.THIRD_PARTY:
        return some_material(kind, source="A school", justification="A line of enquiry.", **about)
    return some_material(kind, **about)


facts = st.fixed_dictionaries(
    {
        "anticipated_plea": st.sampled_from(["", *Plea]),
        "custody_basis": st.sampled_from(CustodyBasis),
        "previous_convictions": st.sampled_from(PreviousConvictions),
        "interview_summary": st.sampled_from(["", "No comment."]),
        "date_of_birth": st.sampled_from([None, date(1990, 1, 1), a_child()]),
    }
)
people = st.lists(
    st.tuples(st.sampled_from([a_victim, a_witness]), st.sampled_from(SpecialMeasures), st.booleans()), max_size=3
)
some_answers = st.lists(
    st.builds(an_answer, st.sampled_from(QUESTIONS), st.sampled_from(AnswerState)),
    max_size=6,
    unique_by=lambda answer: answer.question,
)
cases = st.builds(
    lambda suspects, others, kinds, answers, flags, kind, offence, summary, purpose: Told(
        suspects=[a_suspect(pk, f"Test Suspect{pk}", **each) for pk, each in enumerate(suspects, 1)],
        people=[
            make(pk, special_measures=needs, date_of_birth=a_child() if young else None)
            for pk, (make, needs, young) in enumerate(others, 1)
        ],
        material=[fit(each) for each in kinds],
        answers=answers,
        flags=flags,
        casework_type=kind,
        offence=offence,
        case={"summary": summary},
        purpose=purpose,
    ),
    st.lists(facts, max_size=3),
    people,
    st.lists(st.sampled_from(MaterialKind), max_size=5),
    some_answers,
    st.frozensets(st.sampled_from(Flag)),
    st.sampled_from(CaseworkType),
    st.sampled_from(OFFENCES),
    st.sampled_from(["", "Two people left a shop."]),
    st.sampled_from(["charging", "early_advice"]),
)


@given(cases, st.sampled_from(MaterialKind))
def test_adding_material_that_is_fit_never_adds_a_missing_row(told, kind):
    before = told.missing()

    assert replace(told, material=[*told.material, fit(kind)]).missing() <= before


@given(cases)
def test_adding_a_reviewed_item_to_the_schedule_never_adds_a_missing_row(told):
    assert replace(told, unused=[*told.unused, an_item()]).missing() <= told.missing()


@given(cases)
def test_the_same_facts_give_the_same_rows_and_the_order_of_suspects_does_not_matter(told):
    turned = replace(told, suspects=told.suspects[::-1], people=told.people[::-1], material=told.material[::-1])

    assert told.judged() == told.judged()
    assert set(map(repr, told.judged())) == set(map(repr, turned.judged()))


@given(cases)
def test_early_advice_never_asks_for_more_than_a_decision(told):
    assert replace(told, purpose="early_advice").needed() <= replace(told, purpose="charging").needed()


@given(cases)
def test_every_row_says_why_it_is_needed_or_not_in_one_sentence(told):
    for row in told.judged():
        start = ("Needed because ", "Every file needs it.") if row.needed else ("Not needed because ",)
        assert row.because.startswith(start)
        assert row.because.endswith(".")
        assert "{" not in row.because


@given(cases)
def test_only_a_blocking_row_that_is_needed_and_missing_stops_a_file(told):
    rows = told.judged()

    stops = {reason.code for reason in readiness.for_submission(rows).reasons}

    assert stops == {row.code for row in rows if row.missing and row.blocks}


@given(cases)
def test_a_row_is_asked_once_of_each_subject_in_the_order_of_the_edition(told):
    victims = sum(1 for person in told.people if person.role == "victim")
    asked = {"case": 1, "suspect": len(told.suspects), "victim": victims, "witness": len(told.people) - victims}

    assert [row.code for row in told.judged()] == [row.code for row in ROWS for _ in range(asked[row.applies_to])]


@given(cases, st.sampled_from(MaterialKind))
def test_a_sensitive_thing_shows_nowhere_in_the_words_of_any_row(told, kind):
    """It may satisfy a row, and everybody is told so, but not by what: nor does it call for one."""
    secret = fit(kind, sensitive=True)
    secret.title = "Name of a source"
    kept = replace(told, material=[*told.material, secret], unused=[an_item(sensitive=True)])

    for row, plain in zip(kept.judged(), replace(told, unused=[]).judged(), strict=True):
        assert (row.needed, row.because) == (plain.needed, plain.because)
        assert "Name of a source" not in row.gap + row.met_by
        assert row.met_by in {plain.met_by, "Answered in the file", "Answered"}


@pytest.mark.parametrize("kind", sorted(RECORDED - {"media"}))
def test_a_sensitive_recording_that_is_unfit_neither_helps_nor_tells(kind):
    unfit = a_recording(kind, playable=Playable.DOES_NOT_PLAY, sensitive=True)
    told = Told(suspects=[a_denier()], material=[unfit])

    [row] = told.rows(kind)

    assert (row.met, row.gap) == (False, "")


@pytest.mark.parametrize("state", [AnswerState.NONE, AnswerState.GIVEN])
def test_of_the_sensitive_schedule_it_is_only_said_that_it_was_answered(state):
    told = Told(suspects=[a_denier()], answers=[an_answer("disclosure.mg6d_nil", state)])

    [row] = told.rows("mg6d")

    assert (row.met, row.met_by, row.gap) == (True, "Answered", "")


def test_the_fact_that_called_for_a_row_is_named_with_everybody_it_is_true_of():
    two = Told(suspects=[a_denier(), a_denier(2, "Test Birch"), a_suspect(3, "Test Cedar")])

    assert two.rows("mg6c")[0].because == ("Needed because no guilty plea is expected of Test Alder and Test Birch.")
    assert Told(suspects=[a_suspect()]).rows("mg6c")[0].because == (
        "Not needed because nobody is expected to plead not guilty."
    )


def test_a_row_that_an_answer_calls_for_names_the_question_and_never_its_code():
    silent = Told(suspects=[a_suspect()])
    said = replace(silent, answers=[an_answer("mg6.forensic", AnswerState.GIVEN)])

    assert said.rows("forensic")[0].because == "Needed because the file answers “Forensic and digital work in hand”."
    assert silent.rows("third_party")[0].because == (
        "Not needed because the file holds no “Third-party material” and the file says nothing at “Does anybody else"
        " hold material that may be relevant?”."
    )
    codes = [code for code in QUESTIONS if not code.startswith("disclosure.presumed.")]
    told = [row.because for told in (silent, said) for row in told.judged(MONDAY)]
    assert not [because for because in told for code in codes if code in because]


def test_a_crowd_is_named_in_part():
    crowd = Told(suspects=[a_denier(pk, f"Test N{pk}") for pk in range(1, 7)])

    assert crowd.rows("mg6c")[0].because == (
        "Needed because no guilty plea is expected of Test N1, Test N2, Test N3 and 3 others."
    )


def test_a_suspect_row_follows_that_suspects_own_facts():
    two = Told(suspects=[a_suspect(custody_basis=CustodyBasis.CUSTODY), a_suspect(2, "Test Birch")])

    told = {row.where: (row.needed, row.because) for row in two.rows("mg7")}

    assert told == {
        "suspect-1": (True, "Needed because Test Alder is in police custody."),
        "suspect-2": (False, "Not needed because Test Birch is not in police custody."),
    }


def test_any_of_several_sets_of_facts_calls_for_a_row():
    young, flagged = a_victim(date_of_birth=a_child()), frozenset({Flag.VULNERABLE_VICTIM})
    plain = Told(suspects=[a_suspect()], people=[a_victim()])

    assert not plain.rows("special_measures")[0].needed
    assert "is a victim under 18" in replace(plain, people=[young]).rows("special_measures")[0].because
    assert "is flagged “Vulnerable" in replace(plain, flags=flagged).rows("special_measures")[0].because


def test_an_unfit_recording_says_what_is_wrong_with_it():
    told = Told(material=[a_recording("bwv", clip=None), a_recording("bwv", playable="")])

    assert told.rows("bwv")[0].gap == (
        "“Some bwv” is not clipped, nor is it said that all of it matters. “Some bwv” has not been checked for playing."
    )


def test_not_known_is_said_not_to_answer():
    told = Told(suspects=[a_suspect()], answers=[an_answer("mg6.bwv", AnswerState.UNKNOWN)])

    assert told.rows("bwv")[0].gap == "“Not known” does not answer this."


def test_half_of_the_questions_is_said_to_be_half():
    told = Told(answers=[an_answer("mg3.issues"), an_answer("mg3.strengths")])

    assert told.rows("mg3")[0].gap == "2 of 5 questions are answered."


def test_withdrawn_material_no_longer_satisfies():
    item = some_material("mg11")
    told = Told(material=[item])
    assert told.rows("statements")[0].met

    item.withdrawn_at = MONDAY_9AM

    assert not Told(material=[item]).rows("statements")[0].met


def test_a_document_in_quarantine_does_not_stand_in_the_way_of_one_that_is_clean():
    waiting, clean = some_material("mg11", pk=1), some_material("mg11", pk=2)
    newest = a_version(waiting, ScanState.WAITING) | a_version(clean, ScanState.CLEAN)

    assert Told(material=[waiting, clean], newest=newest).rows("statements")[0].met


def test_an_offence_of_one_suspect_is_not_one_of_another():
    two = Told(suspects=[a_suspect(1), a_suspect(2, "Test Birch")])
    contents = replace(two.contents, offences=two.contents.offences[:1])

    met = {row.where: row.met for row in requirements(contents, ROWS, on=MONDAY) if row.code == "offences"}

    assert met == {"suspect-1": True, "suspect-2": False}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_every_condition_names_facts_and_values_that_there_are(row):
    sets = row.needed_when if isinstance(row.needed_when, list) else [row.needed_when]
    known = {fact: set(values) for fact, values in FACTS.items()} | {"offence": set(GROUPS), "answer": set(QUESTIONS)}

    assert [(fact, value) for each in sets for fact, values in each.items() for value in values
            if value not in known[fact]] == []  # fmt: skip


def test_a_row_without_a_group_stands_with_the_case():
    row = FileStandardRow(code="x", title="X", applies_to="case", needed_when={}, satisfied_by={}, position=1, group="")

    assert requirements(Told().contents, [row], on=MONDAY)[0].group == "case"
