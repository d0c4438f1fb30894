"""Every row of the standard: what calls for it, what does not, what satisfies it and what does not."""

from dataclasses import dataclass, replace

import pytest

from accounts.models import User
from casework.models import (
    AnswerState,
    CaseworkType,
    CustodyBasis,
    DisclosureView,
    Flag,
    LinkState,
    PersonalStatement,
    Playable,
    PreviousConvictions,
    ScanState,
    SpecialMeasures,
)
from casework.rules import disclosure
from casework.rules.forms import catalogue_on
from casework.rules.satisfaction import questions_of
from tests.casework.told import (
    EDITION,
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

NONE, UNKNOWN, NOT_APPLICABLE = AnswerState.NONE, AnswerState.UNKNOWN, AnswerState.NOT_APPLICABLE
PLAIN = Told(suspects=[a_suspect()])
DENIED = replace(PLAIN, suspects=[a_denier()])
EVERY_FILE = {
    "suspects", "summary", "mg3", "mg6", "lines_of_enquiry", "offences", "plea", "interview", "suspect_precons",
    "statements", "bwv", "cctv", "unused_reviewed", "officer_contact",
}  # fmt: skip
HELD = a_suspect(custody_basis=CustodyBasis.CUSTODY)
S18 = ("OF61016", "indictable", "005/01")
CANNABIS = ("MD71526", "either_way", "092/41")
SUMMARY = ("CJ88116", "summary", "105/01")


@dataclass(frozen=True)
class Row:
    """A case that calls for a row, one that does not (None: every file does), and ways to meet it or not."""

    called: Told
    spared: Told | None
    meets: tuple = ()
    fails: tuple = ()


def case(**facts):
    return lambda told: replace(told, case={**told.case, **facts})


def suspect(**facts):
    return lambda told: replace(
        told, suspects=[a_suspect(**({"anticipated_plea": told.suspects[0].anticipated_plea} | facts))]
    )


def victim(**facts):
    return lambda told: replace(told, people=[a_victim(**facts)])


def witness(**facts):
    return lambda told: replace(told, people=[a_witness(**facts)])


def material(*items):
    return lambda told: replace(told, material=[*told.material, *items])


def kinds(*names):
    return [material(some_material(name)) for name in names]


def answers(*given):
    return lambda told: replace(told, answers=[*told.answers, *given])


def every(*questions, **about):
    return answers(*(an_answer(question, **about) for question in questions))


def unused(*items):
    return lambda told: replace(told, unused=list(items))


def officer(**facts):
    return lambda told: replace(told, officer=User(name="Bea Builder", **facts))


def declared(question, **about):
    """The states in which a question is answered, and that one in which it is not."""
    return (answers(an_answer(question, NONE, **about)), answers(an_answer(question, NOT_APPLICABLE, **about)))


def recordings(kind, question):
    """What is true of a row that asks for recordings of a kind."""
    fit = a_recording(kind)
    meets = (material(fit), material(a_recording(kind, clip=None, whole=True)), *declared(question))
    fails = (
        material(some_material(kind)),
        material(a_recording(kind, clip=None)),
        material(a_recording(kind, playable=Playable.NOT_CHECKED)),
        material(a_recording(kind, playable=Playable.DOES_NOT_PLAY)),
        material(a_recording(kind, link="https://evidence.example.test/1", link_state=LinkState.BROKEN)),
        material(fit, a_recording(kind, playable=Playable.DOES_NOT_PLAY)),
        answers(an_answer(question)),
        answers(an_answer(question, UNKNOWN)),
    )
    return meets, fails


MG3 = ("mg3.code_test", "mg3.code_test_reason", "mg3.issues", "mg3.strengths", "mg3.weaknesses")
MG6 = ("mg6.witness_problems", "mg6.witness_credibility", "mg6.other_agencies", "mg6.risk")
MG6E = tuple(question.code for question in disclosure.edition_on(MONDAY).certificates)
MG2 = ("mg2.reason", "mg2.measures", "mg2.views")
DA = ("da.relationship", "da.history", "da.risk", "da.views")
ALL_PRESUMED = tuple(question.code for question in disclosure.edition_on(MONDAY).presumed.values())
WITH_VICTIM, WITH_WITNESS = replace(PLAIN, people=[a_victim()]), replace(PLAIN, people=[a_witness()])
BWV, CCTV, CALL = recordings("bwv", "mg6.bwv"), recordings("cctv", "mg6.cctv"), recordings("call", "mg6.call")
A_THIRD_PARTY = some_material("third_party")
JUSTIFIED = some_material("third_party", source="A school", justification="Its log bears on where the suspect was.")

TABLE = {
    "suspects": Row(Told(), None, (lambda told: replace(told, suspects=[a_suspect()]),)),
    "summary": Row(PLAIN, None, (case(summary="They left."), *kinds("mg3", "mg5")), (case(summary=""), *kinds("mg11"))),
    "mg3": Row(PLAIN, replace(PLAIN, purpose="early_advice"), (every(*MG3), *kinds("mg3")), (every(*MG3[1:]),)),
    "mg3a": Row(
        replace(PLAIN, reviewed_at=MONDAY_9AM),
        case(first_submitted_at=MONDAY_9AM)(PLAIN),
        (every("mg3a.new_evidence", "mg3a.done"), *kinds("mg3a")),
        (every("mg3a.done"),),
    ),
    "mg5": Row(replace(PLAIN, suspects=[HELD]), PLAIN, (every("mg5.key_evidence"), *kinds("mg5")), kinds("mg3")),
    "mg6": Row(PLAIN, None, (every(*MG6), *kinds("mg6")), (every(*MG6[1:]),)),
    "lines_of_enquiry": Row(PLAIN, None, (case(lines_of_enquiry="CCTV."),), (case(lines_of_enquiry=""),)),
    "offences": Row(PLAIN, None),
    "plea": Row(PLAIN, None, (suspect(),), (suspect(anticipated_plea=""),)),
    "interview": Row(
        PLAIN,
        None,
        (suspect(interview_summary="No comment."), *kinds("mg15"), material(some_material("mg15", suspect_id=1))),
        (suspect(interview_summary=""), material(some_material("mg15", suspect_id=9))),
    ),
    "suspect_precons": Row(
        PLAIN,
        None,
        (
            suspect(previous_convictions=PreviousConvictions.NONE),
            suspect(previous_convictions=PreviousConvictions.UNKNOWN),
            *kinds("precons"),
        ),
        (suspect(previous_convictions=""), suspect(previous_convictions=PreviousConvictions.ATTACHED)),
    ),
    "mg16": Row(
        suspect(previous_convictions=PreviousConvictions.ATTACHED)(PLAIN),
        suspect(previous_convictions=PreviousConvictions.NONE)(PLAIN),
        (every("mg16.apply", suspect=1), *kinds("mg16")),
        (every("mg16.apply", suspect=2), every("mg16.apply")),
    ),
    "appropriate_adult": Row(
        suspect(date_of_birth=a_child())(PLAIN),
        PLAIN,
        (every("mg15.appropriate_adult", suspect=1),),
        (answers(an_answer("mg15.appropriate_adult", UNKNOWN, suspect=1)),),
    ),
    "mg7": Row(
        replace(PLAIN, suspects=[HELD]),
        PLAIN,
        (every("mg6.bail", suspect=1), *kinds("mg7")),
        declared("mg6.bail", suspect=1),
    ),
    "mg18": Row(None, PLAIN, tuple(kinds("mg18"))),
    "vps": Row(
        WITH_VICTIM,
        WITH_WITNESS,
        (
            *(victim(personal_statement=said) for said in ("taken", "declined", "outstanding", "not_applicable")),
            *kinds("vps"),
        ),
        (victim(personal_statement=""), victim(personal_statement=PersonalStatement.NOT_OFFERED)),
    ),
    "vps_statement": Row(
        victim(personal_statement=PersonalStatement.TAKEN)(PLAIN),
        victim(personal_statement=PersonalStatement.DECLINED)(PLAIN),
        (every("vps.words", person=1), *kinds("vps"), material(some_material("vps", person_id=1))),
        (answers(an_answer("vps.words", NOT_APPLICABLE, person=1)), material(some_material("vps", person_id=9))),
    ),
    "special_measures": Row(
        replace(DENIED, people=[a_victim()]),
        WITH_VICTIM,
        (*(victim(special_measures=said) for said in SpecialMeasures if said), *kinds("mg2")),
        (victim(special_measures=""),),
    ),
    "witness_measures": Row(
        replace(DENIED, people=[a_witness()]),
        WITH_WITNESS,
        (*(witness(special_measures=said) for said in SpecialMeasures if said), *kinds("mg2")),
        (witness(special_measures=""),),
    ),
    "mg2": Row(
        victim(special_measures=SpecialMeasures.NEEDED)(PLAIN),
        victim(special_measures=SpecialMeasures.NOT_NEEDED)(PLAIN),
        (every(*MG2, person=1), *kinds("mg2")),
        (every(*MG2[1:], person=1), every(*MG2, person=2)),
    ),
    "mg2_witness": Row(
        witness(special_measures=SpecialMeasures.NEEDED)(PLAIN),
        witness(special_measures=SpecialMeasures.NOT_NEEDED)(PLAIN),
        (every(*MG2, person=2), *kinds("mg2")),
        (every(*MG2, person=1),),
    ),
    "victim_precons": Row(
        replace(DENIED, people=[a_victim()]),
        DENIED,
        (*declared("disclosure.presumed.witness_record"), *kinds("precons")),
        (answers(an_answer("disclosure.presumed.witness_record", UNKNOWN)),),
    ),
    "mg19": Row(
        WITH_VICTIM,
        replace(WITH_VICTIM, offence=S18),
        (every("mg5.injury_or_loss"), *declared("mg5.injury_or_loss"), *kinds("mg19")),
        (answers(an_answer("mg5.injury_or_loss", UNKNOWN)),),
    ),
    "statements": Row(PLAIN, None, tuple(kinds("mg11")), (*kinds("bwv", "exhibit"),)),
    "mg9": Row(DENIED, PLAIN, (victim(), witness(), *kinds("mg9")), tuple(kinds("mg10"))),
    "exhibits": Row(
        DENIED,
        PLAIN,
        (*declared("mg12.elsewhere"), *kinds("exhibit", "mg12")),
        (every("mg12.elsewhere"), *kinds("cctv")),
    ),
    "bwv": Row(PLAIN, None, *BWV),
    "cctv": Row(PLAIN, None, *CCTV),
    "call": Row(DENIED, PLAIN, *CALL),
    "media": Row(
        material(some_material("media"))(PLAIN),
        PLAIN,
        (lambda told: replace(told, material=[a_recording("media")]),),
        (lambda told: replace(told, material=[a_recording("media", clip=None)]),),
    ),
    "medical": Row(
        replace(PLAIN, offence=S18),
        PLAIN,
        (*declared("mg5.injury_or_loss"), *kinds("medical")),
        (every("mg5.injury_or_loss"),),
    ),
    "forensic": Row(
        replace(PLAIN, offence=CANNABIS),
        PLAIN,
        (*declared("mg6.forensic"), *kinds("forensic", "mg21")),
        (every("mg6.forensic"), answers(an_answer("mg6.forensic", UNKNOWN))),
    ),
    "third_party": Row(
        every("disclosure.mg6e.third_parties")(PLAIN),
        PLAIN,
        (material(JUSTIFIED), lambda told: replace(told, answers=[an_answer("disclosure.mg6e.third_parties", NONE)])),
        (material(A_THIRD_PARTY), material(JUSTIFIED, A_THIRD_PARTY)),
    ),
    "da_checklist": Row(
        replace(PLAIN, flags=frozenset({Flag.DOMESTIC_ABUSE})),
        replace(PLAIN, flags=frozenset({Flag.HATE})),
        (every(*DA), *kinds("da_checklist")),
        (every(*DA[1:]),),
    ),
    "unused_reviewed": Row(
        PLAIN,
        None,
        (answers(an_answer("mg3.disclosure_assured", value="yes")), unused(an_item())),
        (answers(an_answer("mg3.disclosure_assured", value="no")), unused(an_item(view=DisclosureView.NOT_REVIEWED))),
    ),
    "mg6c": Row(
        DENIED,
        replace(DENIED, purpose="early_advice"),
        (unused(an_item(), an_item(DisclosureView.MEETS)), *kinds("mg6c")),
        (unused(an_item(), an_item(DisclosureView.NOT_REVIEWED)), unused(an_item(sensitive=True)), *kinds("mg6d")),
    ),
    "mg6d": Row(
        DENIED,
        PLAIN,
        (answers(an_answer("disclosure.mg6d_nil", NONE)), every("disclosure.mg6d_nil"), *kinds("mg6d")),
        (unused(an_item(sensitive=True)), answers(an_answer("disclosure.mg6d_nil", UNKNOWN))),
    ),
    "mg6e": Row(DENIED, PLAIN, (every(*MG6E), *kinds("mg6e")), (every(*MG6E[1:]),)),
    "rebuttable": Row(
        DENIED,
        replace(DENIED, offence=SUMMARY),
        (answers(*(an_answer(question, NONE) for question in ALL_PRESUMED)), *kinds("rebuttable")),
        (answers(*(an_answer(question, NONE) for question in ALL_PRESUMED[1:])),),
    ),
    "sdc": Row(None, DENIED),
    "dmd": Row(
        replace(PLAIN, casework_type=CaseworkType.RASSO),
        replace(PLAIN, casework_type=CaseworkType.CROWN),
        (every("dmd.strategy", "dmd.devices"), *kinds("dmd")),
        (every("dmd.strategy"),),
    ),
    "mg6b": Row(
        DENIED,
        PLAIN,
        (every("mg6b.record"), answers(an_answer("mg6.misconduct", value="no")), *kinds("mg6b")),
        (answers(an_answer("mg6.misconduct", value="yes")), answers(an_answer("mg6.misconduct", UNKNOWN))),
    ),
    "officer_contact": Row(
        PLAIN,
        None,
        (officer(email="bea@example.test", contact_number="01632 960001"),),
        (officer(email="bea@example.test"), officer(contact_number="01632 960001")),
    ),
    "mg10": Row(None, DENIED),
}  # fmt: skip
MET = [(code, place) for code, row in TABLE.items() for place in range(len(row.meets))]
NOT_MET = [(code, place) for code, row in TABLE.items() for place in range(len(row.fails))]


def the(code, told):
    """The only requirement that a row makes of a case."""
    [found] = told.rows(code)
    return found


def test_every_row_of_the_edition_is_told_of_here():
    assert list(TABLE) == [row["code"] for row in EDITION["rows"]]


def test_a_guilty_plea_in_a_case_without_a_victim_needs_only_what_every_file_needs():
    assert PLAIN.needed() == EVERY_FILE


@pytest.mark.parametrize("code", [code for code, row in TABLE.items() if row.called])
def test_a_row_is_needed_where_its_facts_hold_and_says_which(code):
    found = the(code, TABLE[code].called)

    assert found.needed
    assert found.because.startswith(("Needed because ", "Every file needs it"))


@pytest.mark.parametrize("code", [code for code, row in TABLE.items() if row.spared])
def test_a_row_is_not_needed_where_they_do_not_and_says_why_not(code):
    found = TABLE[code].spared.rows(code)

    assert not any(row.needed for row in found)
    assert all(row.because.startswith("Not needed because ") for row in found)


@pytest.mark.parametrize("code", [code for code, row in TABLE.items() if row.spared is None])
def test_what_every_file_needs_is_needed_of_an_empty_one_too(code):
    assert all(row.needed for row in replace(Told(), suspects=[a_suspect()]).rows(code))


@pytest.mark.parametrize(("code", "place"), MET)
def test_a_row_is_met_by_each_thing_that_satisfies_it_and_names_it(code, place):
    row = TABLE[code]
    found = the(code, row.meets[place](row.called or row.spared))

    assert found.met
    assert found.met_by


@pytest.mark.parametrize(("code", "place"), NOT_MET)
def test_a_row_is_not_met_by_anything_less(code, place):
    row = TABLE[code]

    assert not the(code, row.fails[place](row.called)).met


@pytest.mark.parametrize(
    "code", sorted({code for code, row in TABLE.items() if row.called} - {"suspects", "offences", "plea", "media"})
)
def test_a_row_that_is_called_for_is_missing_until_something_satisfies_it(code):
    assert the(code, TABLE[code].called).missing or code == "mg9"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_every_question_that_a_row_names_is_asked_somewhere(row):
    forms, schedules = catalogue_on(MONDAY), disclosure.edition_on(MONDAY)

    unknown = [
        code for code in questions_of(row.satisfied_by) if code not in forms.questions and not schedules.knows(code)
    ]

    assert unknown == []


def test_only_what_nobody_could_decide_without_stops_a_file():
    assert {row.code for row in ROWS if row.blocks} == {"suspects", "offences", "summary", "plea"}


@pytest.mark.parametrize("state", [ScanState.WAITING, ScanState.INFECTED])
def test_what_is_in_quarantine_satisfies_nothing_and_says_so(state):
    statement = some_material("mg11", pk=4)
    told = replace(PLAIN, material=[statement], newest=a_version(statement, state))

    assert not the("statements", told).met
    assert the("statements", told).gap.startswith("“Some mg11” is in quarantine")


@pytest.mark.parametrize("state", [ScanState.CLEAN, ScanState.NOT_SCANNED])
def test_what_is_clean_or_was_never_to_be_scanned_satisfies(state):
    statement = some_material("mg11", pk=4)

    assert the("statements", replace(PLAIN, material=[statement], newest=a_version(statement, state))).met
