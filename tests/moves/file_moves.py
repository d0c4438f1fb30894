"""Moves on the file itself: the case, suspects, offences, people, answers, custody and bail."""

from datetime import date, timedelta

from accounts.models import Unit
from casework.lifecycle import EDITABLE, OPEN, Status
from casework.models import (
    Alias,
    Answer,
    AnswerState,
    Bail,
    CaseFile,
    CustodyBasis,
    Detention,
    Ended,
    Flag,
    Likeness,
    LikenessAnswer,
    Offence,
    OffenceCode,
    PauseKind,
    Person,
    PersonalStatement,
    PersonRole,
    Rank,
    Suspect,
)
from casework.operations import (
    aliases,
    answers,
    bail,
    building,
    custody,
    disclosure,
    extending,
    handing_over,
    likeness,
    people,
    splitting,
    watching,
)
from casework.operations.answers import Part
from casework.queries import custody as read_custody
from casework.rules import answers as answer_rules
from casework.rules import clocks
from casework.rules.answers import Given
from casework.rules.custody import open_steps
from casework.rules.disclosure import edition_on
from casework.rules.forms import catalogue_on
from casework.rules.limits import latest, steps
from tests import stories
from tests.moves.move import BUILDERS, EVERYBODY, has_it_now, move, nothing, only_if

HOUR = timedelta(hours=1)
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm")


def cases(_step):
    """Every case."""
    return CaseFile.objects.select_related("force", "police_unit", "cps_area", "cps_unit", "handled_by").order_by("pk")


def suspects(_step):
    """Every suspect of every case."""
    return Suspect.objects.select_related("case_file__force", "case_file__cps_area", "case_file__handled_by").order_by(
        "pk"
    )


def editable(case_file):
    """Whether police hold anybody, or nobody is in the case yet, and it stands by itself."""
    stands = {suspect.status for suspect in case_file.suspects.all()}
    return case_file.merged_into_id is None and (not stands or bool(stands & EDITABLE))


def case_is_editable(step, case_file):
    return editable(case_file) and has_it_now(step, case_file)


def of_editable_case(step, thing):
    return case_is_editable(step, thing.case_file)


def suspect_is_editable(step, suspect):
    live = suspect.case_file.merged_into_id is None
    return live and Status(suspect.status) in EDITABLE and has_it_now(step, suspect.case_file)


def is_open(_step, suspect):
    return Status(suspect.status) in OPEN


# The case.


@move(building.open_case_file, BUILDERS, nothing)
def open_case(step, _thing):
    number = step.number(100, 99_999)
    urn = stories.a_urn(number) if not step.now_and_then(6) else step.one(["45AD1", stories.URN, "nothing"])
    details = building.CaseDetails(
        urn=urn,
        police_unit=step.cast.organisations.unit,
        cps_area=step.cast.organisations.area,
        headline=step.one(["Damage to a fence", "Theft of tools from a shop"]),
        crime_reference="45/1234/26",
    )
    return building.open_case_file(details=details, by=step.by, at=step.at)


@move(building.change_case, BUILDERS, cases, fits=case_is_editable, weight=2)
def change_case(step, case_file):
    changes = step.one([{"headline": "Theft from a tool shop"}, {"summary": "Two people."}, {"lines_of_enquiry": "-"}])
    return building.change_case(
        case_file=case_file, changes=changes, expected_version=step.version(case_file), by=step.by, at=step.at
    )


@move(building.set_flags, BUILDERS, cases, fits=only_if(lambda _step, case: case.merged_into_id is None))
def set_flags(step, case_file):
    codes = set(step.some([Flag.DOMESTIC_ABUSE, Flag.RAPE, Flag.HATE])) if not step.now_and_then(4) else set()
    return building.set_flags(case_file=case_file, codes=codes, by=step.by, at=step.at)


@move(handing_over.hand_over, BUILDERS, cases)
def hand_over_case(step, case_file):
    officer = step.person("builder", "second_builder", "supervisor", "outsider", "assistant")
    unit = step.one(Unit.objects.filter(code__in=["45AD", "45CA", "46AA"]).order_by("code"))
    return handing_over.hand_over(
        case_file=case_file,
        officer=officer,
        police_unit=unit,
        expected_version=step.version(case_file),
        by=step.by,
        at=step.at,
    )


@move(watching.watch, EVERYBODY, cases)
def watch(step, case_file):
    return watching.watch(case_file=case_file, by=step.by, at=step.at)


@move(watching.unwatch, EVERYBODY, cases)
def unwatch(step, case_file):
    return watching.unwatch(case_file=case_file, by=step.by, at=step.at)


@move(splitting.split_case, BUILDERS, cases)
def split_case(step, case_file):
    going = step.some(case_file.suspects.order_by("number"))
    return splitting.split_case(case_file=case_file, suspects=going, by=step.by, at=step.at)


@move(splitting.merge_cases, BUILDERS, cases)
def merge_cases(step, leaving):
    into = step.one(cases(step))
    return splitting.merge_cases(leaving=leaving, into=into, by=step.by, at=step.at)


def likenesses(_step):
    return Likeness.objects.select_related("case_file", "other").order_by("pk")


@move(likeness.answer, BUILDERS, likenesses, fits=only_if(lambda _step, row: not row.answer))
def answer_likeness(step, row):
    said = step.one([LikenessAnswer.DIFFERENT, LikenessAnswer.SAME, LikenessAnswer.LINKED])
    reply = likeness.LikenessReply(answer=said, reason=step.words())
    return likeness.answer(likeness=row, reply=reply, by=step.by, at=step.at)


# Suspects and offences.


@move(people.add_suspect, BUILDERS, cases, weight=2)
def add_suspect(step, case_file):
    facts = {
        "family_name": step.one(NAMES),
        "given_names": "Test",
        "custody_basis": step.one(CustodyBasis.values),
        "anticipated_plea": "gap",
        "date_of_birth": step.one([None, date(1990, 5, 17), date(2012, 5, 17)]),
    }
    return people.add_suspect(case_file=case_file, facts=facts, by=step.by, at=step.at)


@move(people.change_suspect, BUILDERS, suspects)
def change_suspect(step, suspect):
    changes = step.one(
        [
            {"interview_summary": "No comment."},
            {"custody_basis": CustodyBasis.CUSTODY.value},
            {"custody_basis": CustodyBasis.RUI.value},
            {"family_name": "Elm", "date_of_birth": date(1990, 5, 17)},
        ]
    )
    return people.change_suspect(
        suspect=suspect, changes=changes, expected_version=step.version(suspect), by=step.by, at=step.at
    )


@move(aliases.add, BUILDERS, suspects)
def add_alias(step, suspect):
    name = aliases.OtherName(family_name=step.one(["Ash", "Aspen"]))
    return aliases.add(suspect=suspect, name=name, by=step.by, at=step.at)


@move(aliases.remove, BUILDERS, lambda _step: Alias.objects.select_related("suspect__case_file").order_by("pk"))
def remove_alias(step, alias):
    return aliases.remove(alias=alias, by=step.by, at=step.at)


@move(people.propose_offence, BUILDERS, suspects, fits=only_if(suspect_is_editable), weight=2)
def propose_offence(step, suspect):
    code = step.one(OffenceCode.objects.order_by("code"))
    details = people.OffenceDetails(offence_code=code, starts_on=step.day(-30, 0))
    return people.propose_offence(suspect=suspect, details=details, by=step.by, at=step.at)


def offences(_step):
    return Offence.objects.select_related("suspect__case_file").order_by("pk")


@move(people.withdraw_offence, BUILDERS, offences)
def withdraw_offence(step, offence):
    return people.withdraw_offence(offence=offence, by=step.by, at=step.at)


# Victims and witnesses.


def persons(_step):
    return Person.objects.select_related("case_file").order_by("pk")


@move(people.add_person, BUILDERS, cases, fits=case_is_editable)
def add_person(step, case_file):
    facts = {"role": step.one(PersonRole.values), "family_name": "Yare", "given_names": "Test"}
    return people.add_person(case_file=case_file, facts=facts, by=step.by, at=step.at)


@move(people.change_person, BUILDERS, persons)
def change_person(step, person):
    changes = {"personal_statement": step.one([PersonalStatement.DECLINED.value, PersonalStatement.TAKEN.value])}
    return people.change_person(
        person=person, changes=changes, expected_version=step.version(person), by=step.by, at=step.at
    )


@move(people.withdraw_person, BUILDERS, persons)
def withdraw_person(step, person):
    return people.withdraw_person(
        person=person, reason=step.words("Entered twice"), expected_version=step.version(person), by=step.by, at=step.at
    )


# Answers on forms and schedules.


def _part(step, subject):
    """The issues that police see, or another question of a case, with what somebody says on it."""
    code = step.one(["mg3.issues", "mg3.strengths"])
    sections = catalogue_on(step.today).sections
    form, section = sections.get(code, sections["mg3.issues"])
    return Part(form=form, section=section, subject=subject)


def _given(step, case_file, part):
    code = step.one(question.code for question in part.section.questions)
    row = Answer.objects.filter(case_file=case_file, question=code, suspect=None, person=None).first()
    seen = answer_rules.token(row)
    if step.now_and_then(8):
        seen = "9-0123456789ab"
    state = step.one([AnswerState.GIVEN, AnswerState.NONE, AnswerState.UNKNOWN])
    return {code: Given(state=state, value="Who struck first." if state == AnswerState.GIVEN else "", seen=seen)}


@move(answers.answer_section, BUILDERS, cases)
def answer_section(step, case_file):
    part = _part(step, case_file)
    given = _given(step, case_file, part)
    return answers.answer_section(
        case_file=case_file, part=part, given=given, confirm=step.one([True, False]), by=step.by, at=step.at
    )


@move(answers.answer_form, BUILDERS, cases)
def answer_form(step, case_file):
    part = _part(step, step.one([case_file, step.one(cases(step))]))
    given = _given(step, case_file, part)
    return answers.answer_form(case_file=case_file, said=[(part, given)], by=step.by, at=step.at)


def _of_schedules(step):
    edition = edition_on(step.today)
    codes = [each.code for each in (*edition.presumed.values(), *edition.certificates)]
    return step.one(codes) if not step.now_and_then(6) else "nothing"


@move(disclosure.answer, BUILDERS, cases, lent=True, fits=only_if(case_is_editable))
def answer_disclosure(step, case_file):
    question = _of_schedules(step)
    row = Answer.objects.filter(case_file=case_file, question=question, suspect=None, person=None).first()
    version = step.version(row) if row else 0
    state = step.one([AnswerState.NONE, AnswerState.GIVEN, AnswerState.UNKNOWN])
    return disclosure.answer(
        case_file=case_file,
        question=question,
        state=state,
        value="Inspected all of it." if state is AnswerState.GIVEN else "",
        expected_version=version,
        by=step.by,
        at=step.at,
    )


@move(disclosure.make_document, EVERYBODY, cases)
def make_schedule(step, case_file):
    form = step.one(["mg6c", "mg6d", "mg6e"])
    return disclosure.make_document(case_file=case_file, form=form, by=step.by, at=step.at)


# Custody and bail.


def detentions(_step):
    return Detention.objects.select_related("suspect__case_file").order_by("pk")


def bails(_step):
    return Bail.objects.select_related("suspect__case_file").order_by("pk")


_goes_on = only_if(lambda _step, row: row.ended_at is None)


@move(custody.detain, BUILDERS, suspects, weight=2, fits=only_if(is_open))
def detain(step, suspect):
    return custody.detain(
        suspect=suspect, relevant_at=step.moment(0, 1, 5, 30, -1), station="Guildford", by=step.by, at=step.at
    )


@move(custody.review_detention, BUILDERS, detentions, fits=_goes_on)
def review_detention(step, row):
    return custody.review_detention(
        detention=row,
        reviewed_at=step.moment(0, 1),
        rank=step.one([Rank.INSPECTOR, Rank.CUSTODY_OFFICER]),
        reviewer="Insp Test",
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )


@move(custody.pause_detention, BUILDERS, detentions, fits=_goes_on)
def pause_detention(step, row):
    return custody.pause_detention(
        detention=row,
        kind=step.one(list(PauseKind)),
        starts_at=step.moment(0, 1),
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )


def stands_still(_step, row):
    """Whether a detention goes on and its clock was stopped."""
    return row.ended_at is None and row.pauses.filter(ends_at__isnull=True).exists()


@move(custody.resume_detention, BUILDERS, detentions, fits=only_if(stands_still))
def resume_detention(step, row):
    return custody.resume_detention(
        detention=row, ends_at=step.moment(0, 1), expected_version=step.version(row), by=step.by, at=step.at
    )


def _more_time(step, clock, facts, ends):
    fitting = open_steps(clock, facts.limit) if not step.now_and_then(6) else []
    chosen = step.one(fitting or steps(clock))
    return extending.ExtensionDetails(
        limit=chosen.to,
        rank=step.one([Rank(chosen.rank), Rank.COURT, Rank.CUSTODY_OFFICER]),
        agreed_by=step.words("Supt Test"),
        agreed_on=min(step.moment(0, 1, 20), (ends or step.at) - HOUR) if not step.now_and_then(6) else step.at,
        reason=step.words("Forensic results are due tonight."),
        amount=None if chosen.whole else step.one([None, None, latest(chosen.to).span.amount - 12]),
    )


@move(extending.extend_detention, BUILDERS, detentions, fits=_goes_on)
def extend_detention(step, row):
    facts = read_custody.facts_of_detention(row)
    return extending.extend_detention(
        detention=row,
        extension=_more_time(step, "detention", facts, clocks.detention(facts)[0].deadline),
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )


@move(custody.release, BUILDERS, detentions, fits=_goes_on)
def release(step, row):
    return custody.release(
        detention=row,
        ended=step.one([Ended.RUI, Ended.RUI, Ended.CHARGED, Ended.ABSCONDED]),
        ended_at=step.moment(0, 1, 24 * 300),
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )


@move(bail.grant_bail, BUILDERS, suspects, weight=2, fits=only_if(is_open))
def grant_bail(step, suspect):
    return bail.grant_bail(suspect=suspect, granted_at=step.moment(0, 1, 48, -2), by=step.by, at=step.at)


@move(extending.extend_bail, BUILDERS, bails, fits=_goes_on)
def extend_bail(step, row):
    facts = read_custody.facts_of_bail(row)
    return extending.extend_bail(
        bail=row,
        extension=_more_time(step, "bail", facts, clocks.bail(facts, read_custody.spells_of(row.suspect)).deadline),
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )


@move(bail.end_bail, BUILDERS, bails, fits=_goes_on)
def end_bail(step, row):
    return bail.end_bail(
        bail=row,
        ended=step.one([Ended.RUI, Ended.ABSCONDED, Ended.CHARGED, Ended.DETAINED]),
        ended_at=step.moment(0, 1),
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )
