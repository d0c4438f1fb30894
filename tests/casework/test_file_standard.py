"""What a file needs follows from its facts, and only data or material of the right kind satisfies it."""

import json
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import (
    CaseFile,
    CaseworkType,
    CustodyBasis,
    FileStandardRow,
    Flag,
    Material,
    MaterialKind,
    Offence,
    OffenceCode,
    Person,
    PersonalStatement,
    PersonRole,
    Plea,
    PreviousConvictions,
    SpecialMeasures,
    Suspect,
)
from casework.operations.file_standard import DATA
from casework.rules import readiness
from casework.rules.file_standard import CaseContents, requirements
from tests.clock import MONDAY, MONDAY_9AM

EDITION = json.loads(DATA.read_text(encoding="utf-8"))["editions"][0]
ROWS = [FileStandardRow(position=place, **row) for place, row in enumerate(EDITION["rows"], 1)]
ALWAYS = {"suspects", "offences", "summary", "plea", "interview", "suspect_precons", "statements", "lines_of_enquiry"}
NGAP_ONLY = {"mg6c", "mg6d", "mg6e", "exhibits"}
BLOCKING = {"suspects", "offences", "summary", "plea"}


@dataclass
class Told:
    """A case in memory, from which a test changes one thing."""

    suspects: list = field(default_factory=list)
    people: list = field(default_factory=list)
    material: list = field(default_factory=list)
    flags: frozenset = frozenset()
    casework_type: str = CaseworkType.MAGISTRATES
    mode: str = "summary"
    case: dict = field(default_factory=dict)

    @property
    def contents(self):
        code = OffenceCode(code="TH68010", mode_of_trial=self.mode)
        return CaseContents(
            case_file=CaseFile(pk=1, casework_type=self.casework_type, **self.case),
            suspects=self.suspects,
            offences=[Offence(suspect_id=suspect.pk, offence_code=code) for suspect in self.suspects],
            people=self.people,
            material=self.material,
            flags=self.flags,
        )

    def judged(self, on=MONDAY):
        return requirements(self.contents, ROWS, on=on)

    def needed(self, on=MONDAY):
        return {row.code for row in self.judged(on) if row.needed}

    def met(self, code, where=None):
        return [row.met for row in self.judged() if row.code == code and where in {None, row.where}]


def a_suspect(pk=1, **facts):
    return Suspect(pk=pk, **({"custody_basis": CustodyBasis.BAIL, "anticipated_plea": Plea.GUILTY} | facts))


def a_victim(pk=1, **facts):
    return Person(pk=pk, role=PersonRole.VICTIM, **facts)


def some_material(kind, **about):
    return Material(kind=kind, title=str(kind), **about)


def test_a_guilty_plea_in_a_summary_case_needs_only_what_every_file_needs():
    assert Told(suspects=[a_suspect()]).needed() == ALWAYS


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({"suspects": [a_suspect(anticipated_plea=Plea.NOT_GUILTY)]}, NGAP_ONLY),
        ({"suspects": [a_suspect(anticipated_plea=Plea.NOT_GUILTY)], "mode": "either_way"}, NGAP_ONLY | {"rebuttable"}),
        ({"suspects": [a_suspect(anticipated_plea=Plea.NOT_GUILTY)], "mode": "indictable"}, NGAP_ONLY | {"rebuttable"}),
        ({"mode": "indictable"}, set()),
        ({"people": [a_victim()]}, {"vps"}),
        (
            {"people": [a_victim()], "suspects": [a_suspect(anticipated_plea=Plea.NOT_GUILTY)]},
            NGAP_ONLY | {"vps", "special_measures", "victim_precons"},
        ),
        ({"people": [Person(pk=1, role=PersonRole.WITNESS)]}, set()),
        ({"flags": frozenset({Flag.DOMESTIC_ABUSE})}, {"da_checklist"}),
        ({"flags": frozenset({Flag.HATE, Flag.STALKING})}, set()),
        ({"casework_type": CaseworkType.RASSO}, {"dmd"}),
        ({"casework_type": CaseworkType.COMPLEX}, {"dmd"}),
        ({"casework_type": CaseworkType.CROWN}, set()),
        ({"suspects": [a_suspect(custody_basis=CustodyBasis.CUSTODY)]}, set()),
        ({"suspects": [a_suspect(date_of_birth=date(2012, 1, 1))]}, set()),
        ({"suspects": [a_suspect(anticipated_plea="")]}, set()),
    ],
)
def test_each_fact_calls_for_its_own_rows_and_for_no_others(change, more):
    assert replace(Told(suspects=[a_suspect()]), **change).needed() == ALWAYS | more


def test_one_suspect_of_two_who_will_deny_it_is_enough_for_the_schedules():
    two = Told(suspects=[a_suspect(), a_suspect(2, anticipated_plea=Plea.NOT_GUILTY)])

    assert two.needed() == ALWAYS | NGAP_ONLY


@pytest.mark.parametrize(
    ("fact", "facts", "calls"),
    [
        ("custody", {"custody_basis": CustodyBasis.CUSTODY}, True),
        ("custody", {"custody_basis": CustodyBasis.BAIL}, False),
        ("youth", {"date_of_birth": date(2008, 3, 3)}, True),
        ("youth", {"date_of_birth": date(2008, 3, 2)}, False),
        ("youth", {}, False),
    ],
)
@pytest.mark.parametrize("asked_of", ["case", "suspect"])
def test_an_edition_may_ask_about_custody_and_youth(fact, facts, calls, asked_of):
    row = FileStandardRow(
        code="asked", title="Asked", applies_to=asked_of, needed_when={fact: ["yes"]}, satisfied_by={}, position=1
    )

    found = requirements(Told(suspects=[a_suspect(**facts)]).contents, [row], on=MONDAY)

    assert [requirement.needed for requirement in found] == [calls]


def test_a_suspect_row_follows_that_suspects_own_facts():
    row = FileStandardRow(
        code="asked", title="Asked", applies_to="suspect", needed_when={"custody": ["yes"]}, satisfied_by={}, position=1
    )
    two = Told(suspects=[a_suspect(1, custody_basis=CustodyBasis.CUSTODY), a_suspect(2)])

    found = requirements(two.contents, [row], on=MONDAY)

    assert {requirement.where: requirement.needed for requirement in found} == {"suspect-1": True, "suspect-2": False}


@pytest.mark.parametrize(
    ("answer", "met"), [(answer, answer != PreviousConvictions.NOT_ANSWERED) for answer in PreviousConvictions]
)
def test_checked_and_none_is_an_answer_and_silence_is_not(answer, met):
    assert Told(suspects=[a_suspect(previous_convictions=answer)]).met("suspect_precons") == [met]


@pytest.mark.parametrize(
    ("answer", "met"), [(answer, answer != PersonalStatement.NOT_ANSWERED) for answer in PersonalStatement]
)
def test_a_statement_that_was_declined_is_an_answer_and_silence_is_not(answer, met):
    assert Told(people=[a_victim(personal_statement=answer)]).met("vps") == [met]


@pytest.mark.parametrize(
    ("answer", "met"), [(answer, answer != SpecialMeasures.NOT_ANSWERED) for answer in SpecialMeasures]
)
def test_special_measures_that_are_not_needed_are_an_answer_and_silence_is_not(answer, met):
    assert Told(people=[a_victim(special_measures=answer)]).met("special_measures") == [met]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_every_row_can_be_satisfied_by_data_or_material_and_by_nothing_else(row):
    ways = row.satisfied_by

    assert set(ways) <= {"fields", "material"}
    assert ways.get("fields") or ways.get("material")
    assert set(ways.get("material", ())) <= set(MaterialKind)


@pytest.mark.parametrize(
    ("row", "kind"), [(row, kind) for row in ROWS for kind in row.satisfied_by.get("material", ())], ids=str
)
def test_each_kind_that_a_row_accepts_meets_it_and_is_named(row, kind):
    told = Told(suspects=[a_suspect()], people=[a_victim()], material=[some_material(kind)])

    found = next(requirement for requirement in told.judged() if requirement.code == row.code)

    assert found.met
    assert MaterialKind(kind).label in found.met_by


@given(st.sets(st.sampled_from(MaterialKind)))
def test_material_meets_exactly_the_rows_that_accept_its_kind(kinds):
    told = Told(suspects=[a_suspect()], people=[a_victim()], material=[some_material(kind) for kind in kinds])
    answered = {"suspects", "offences", "plea"}

    met = {row.code for row in told.judged() if row.met}

    assert met == {row.code for row in ROWS if kinds & set(row.satisfied_by.get("material", ()))} | answered


def test_withdrawn_material_no_longer_satisfies():
    item = some_material(MaterialKind.MG11)
    told = Told(material=[item])
    assert told.met("statements") == [True]

    item.withdrawn_at = MONDAY_9AM

    assert told.met("statements") == [False]


def test_material_about_one_suspect_counts_for_that_suspect_alone():
    told = Told(suspects=[a_suspect(1), a_suspect(2)], material=[some_material(MaterialKind.MG15, suspect_id=2)])

    assert told.met("interview", "suspect-1") == [False]
    assert told.met("interview", "suspect-2") == [True]


def test_material_about_nobody_in_particular_counts_for_everybody():
    told = Told(suspects=[a_suspect(1), a_suspect(2)], material=[some_material(MaterialKind.MG15)])

    assert told.met("interview") == [True, True]


def test_material_about_one_victim_counts_for_that_victim_alone():
    told = Told(people=[a_victim(1), a_victim(2)], material=[some_material(MaterialKind.VPS, person_id=1)])

    assert told.met("vps", "person-1") == [True]
    assert told.met("vps", "person-2") == [False]


def test_an_offence_of_one_suspect_is_not_one_of_another():
    told = Told(suspects=[a_suspect(1), a_suspect(2)])
    contents = replace(told.contents, offences=told.contents.offences[:1])

    met = {row.where: row.met for row in requirements(contents, ROWS, on=MONDAY) if row.code == "offences"}

    assert met == {"suspect-1": True, "suspect-2": False}


facts = st.fixed_dictionaries(
    {
        "anticipated_plea": st.sampled_from(["", *Plea]),
        "custody_basis": st.sampled_from(CustodyBasis),
        "previous_convictions": st.sampled_from(PreviousConvictions),
        "interview_summary": st.sampled_from(["", "No comment."]),
        "date_of_birth": st.sampled_from([None, date(1990, 1, 1), date(2012, 1, 1)]),
    }
)
cases = st.builds(
    lambda suspects, victims, kinds, flags, kind, mode, summary: Told(
        suspects=[a_suspect(pk, **each) for pk, each in enumerate(suspects, 1)],
        people=[a_victim(pk) for pk in range(victims)],
        material=[some_material(each) for each in kinds],
        flags=flags,
        casework_type=kind,
        mode=mode,
        case={"summary": summary},
    ),
    st.lists(facts, max_size=3),
    st.integers(0, 2),
    st.lists(st.sampled_from(MaterialKind), max_size=5),
    st.frozensets(st.sampled_from(Flag)),
    st.sampled_from(CaseworkType),
    st.sampled_from(["summary", "either_way", "indictable", "other"]),
    st.sampled_from(["", "Two people left a shop."]),
)


@given(cases)
def test_only_a_blocking_row_that_is_needed_and_missing_stops_a_file(told):
    rows = told.judged()

    stops = {reason.code for reason in readiness.for_submission(rows).reasons}

    assert stops == {row.code for row in rows if row.needed and not row.met and row.code in BLOCKING}


@given(cases, st.sampled_from(MaterialKind))
def test_attaching_something_never_makes_a_file_less_ready(told, kind):
    before = {(row.code, row.where) for row in told.judged() if row.missing}

    told.material.append(some_material(kind))

    assert {(row.code, row.where) for row in told.judged() if row.missing} <= before


@given(cases)
def test_a_row_is_asked_once_of_each_subject_in_the_order_of_the_edition(told):
    asked = {"case": 1, "suspect": len(told.suspects), "victim": len(told.people)}

    assert [row.code for row in told.judged()] == [row.code for row in ROWS for _ in range(asked[row.applies_to])]
