"""Answers: four values that are never one blank, saved a part at a time, and never over somebody else's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from casework.models import Answer, AnswerState, CaseEvent
from casework.operations import answers
from casework.operations.answers import Part
from casework.rules import answers as rules
from casework.rules.answers import Given
from casework.rules.forms import catalogue_on
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import MONDAY_4PM, TUESDAY_2PM, TUESDAY_9AM
from tests.collisions import collide, sort_out
from tests.factories import a_person
from tests.unchanged import nothing_changes

CATALOGUE = catalogue_on(date(2026, 3, 2))


def part_of(code, subject):
    """The part of a form on which a question is asked, about something."""
    form, section = CATALOGUE.sections[code]
    return Part(form=form, section=section, subject=subject)


def say(case_file, code, value="", *, by, state="given", seen=rules.UNANSWERED, subject=None, at=MONDAY_4PM, **options):
    """Answer one question."""
    said = Given(state=state, value=value, seen=seen)
    part = part_of(code, subject or case_file)
    return answers.answer_section(case_file=case_file, part=part, given={code: said}, by=by, at=at, **options)


def stored(code):
    """The one answer to a question."""
    return Answer.objects.get(question=code)


def question_codes(entry):
    """The questions that an event names: answered, and confirmed."""
    return entry.details["questions"], entry.details["confirmed"]


@pytest.mark.parametrize(
    ("state", "value", "words"),
    [
        ("given", "Who struck first.", "Who struck first."),
        ("none", "", "None"),
        ("unknown", "", "Not known"),
    ],
)
def test_each_value_is_kept_and_reads_differently(cast, state, value, words):
    case_file = stories.ready_case(cast)
    say(case_file, "mg3.issues", value, state=state, by=cast.builder)
    assert rules.words(CATALOGUE.questions["mg3.issues"], stored("mg3.issues")) == words


def test_the_four_values_are_four_words():
    said = {rules.MISSING, *rules.WORDS.values()}
    assert said == {"Not yet answered", "None", "Does not apply", "Not known"}


def test_answers_of_a_part_are_one_event_that_quotes_nothing(cast):
    case_file = stories.ready_case(cast)
    said = {
        "mg3.issues": Given(state="given", value="Identification"),
        "mg3.strengths": Given(state="none"),
        "mg3.consents": Given(state=""),
    }
    part = part_of("mg3.issues", case_file)
    entry = answers.answer_section(case_file=case_file, part=part, given=said, by=cast.builder, at=MONDAY_4PM)
    assert question_codes(entry) == (["mg3.issues", "mg3.strengths"], [])
    assert "Identification" not in str(entry.details)
    assert Answer.objects.count() == 2


def test_an_answer_about_a_suspect_names_the_suspect_in_its_event(cast):
    case_file = stories.ready_case(cast)
    first, second = case_file.suspects.all()
    entry = say(case_file, "mg3.defence", "Alibi", subject=second, by=cast.builder)
    assert entry.suspect_ids == [second.pk]
    assert stored("mg3.defence").suspect == second
    say(case_file, "mg3.defence", "Self-defence", subject=first, by=cast.builder)
    assert Answer.objects.filter(question="mg3.defence").count() == 2


def test_saving_what_was_left_alone_changes_nothing(cast):
    case_file = stories.ready_case(cast)
    say(case_file, "mg3.issues", "Identification", by=cast.builder)
    seen = rules.token(stored("mg3.issues"))
    with nothing_changes():
        again = say(case_file, "mg3.issues", "Identification", seen=seen, by=cast.supervisor, at=TUESDAY_9AM)
    assert again is None


def test_confirming_moves_who_stands_behind_an_answer_and_nothing_else(cast):
    case_file = stories.ready_case(cast)
    say(case_file, "mg3.issues", "Identification", by=cast.builder)
    seen = rules.token(stored("mg3.issues"))
    entry = say(case_file, "mg3.issues", "Identification", seen=seen, by=cast.supervisor, at=TUESDAY_9AM, confirm=True)
    row = stored("mg3.issues")
    assert question_codes(entry) == ([], ["mg3.issues"])
    assert (row.value, row.changed_by, row.changed_at) == ("Identification", cast.supervisor, TUESDAY_9AM)


def test_what_somebody_else_answered_meanwhile_is_not_overwritten(cast):
    case_file = stories.ready_case(cast)
    say(case_file, "mg3.issues", "Theirs", by=cast.supervisor)
    with nothing_changes(), pytest.raises(Conflict) as conflict:
        say(case_file, "mg3.issues", "Mine", by=cast.builder)
    assert [reason.where for reason in conflict.value.verdict.reasons] == ["mg3.issues"]
    seen = rules.token(stored("mg3.issues"))
    say(case_file, "mg3.issues", "Mine", seen=seen, by=cast.builder)
    assert stored("mg3.issues").value == "Mine"


def test_two_people_on_two_questions_of_one_part_do_not_meet(cast):
    case_file = stories.ready_case(cast)
    part = part_of("mg3.issues", case_file)
    say(case_file, "mg3.strengths", "Footage", by=cast.supervisor)
    mine = {"mg3.issues": Given(state="given", value="Intent"), "mg3.strengths": Given(state="")}
    answers.answer_section(case_file=case_file, part=part, given=mine, by=cast.builder, at=MONDAY_4PM)
    assert stored("mg3.strengths").value == "Footage"
    assert stored("mg3.issues").value == "Intent"


def test_confirming_what_has_changed_since_is_a_conflict(cast):
    case_file = stories.ready_case(cast)
    say(case_file, "mg3.issues", "First", by=cast.builder)
    seen = rules.token(stored("mg3.issues"))
    say(case_file, "mg3.issues", "Second", seen=seen, by=cast.supervisor)
    with nothing_changes(), pytest.raises(Conflict):
        say(case_file, "mg3.issues", "First", seen=seen, by=cast.builder, confirm=True)


@pytest.mark.parametrize(
    ("code", "said", "reason"),
    [
        ("mg3.issues", Given(state="", seen="1-0123"), "blank"),
        ("mg3.issues", Given(state="given", value="  "), "blank"),
        ("mg3.issues", Given(state="none", value="Something"), "both"),
        ("mg3.issues", Given(state="not_applicable"), "not_offered"),
        ("mg3.decision_sought", Given(state="none"), "not_offered"),
        ("mg3.issues", Given(state="given", value="x" * 20_001), "too_long"),
        ("mg3.code_test", Given(state="given", value="half"), "no_choice"),
        ("mg3.poca_committal", Given(state="given", value="perhaps"), "no_choice"),
        ("mg3.time_limit", Given(state="given", value="31 June"), "no_date"),
        ("mg3.time_limit", Given(state="given", value="2026-02-30"), "no_date"),
        ("mg3.issues", Given(state="made_up"), "not_offered"),
    ],
)
def test_an_answer_that_does_not_fit_its_question_is_refused(cast, code, said, reason):
    case_file = stories.ready_case(cast)
    part = part_of(code, case_file)
    with nothing_changes(), pytest.raises(Refused) as refusal:
        answers.answer_section(case_file=case_file, part=part, given={code: said}, by=cast.builder, at=MONDAY_4PM)
    assert [(each.code, each.where) for each in refusal.value.verdict.reasons] == [(reason, code)]


def test_every_wrong_answer_of_a_part_is_named_and_none_is_saved(cast):
    case_file = stories.ready_case(cast)
    said = {
        "mg3.issues": Given(state="given", value="Fine"),
        "mg3.strengths": Given(state="unknown"),
        "mg3.time_limit": Given(state="given", value="soon"),
    }
    part = part_of("mg3.issues", case_file)
    with nothing_changes(), pytest.raises(Refused) as refusal:
        answers.answer_section(case_file=case_file, part=part, given=said, by=cast.builder, at=MONDAY_4PM)
    assert [each.where for each in refusal.value.verdict.reasons] == ["mg3.strengths", "mg3.time_limit"]


def test_what_is_not_asked_there_cannot_be_answered_there(cast):
    case_file = stories.ready_case(cast)
    part, strange = part_of("mg3.issues", case_file), {"mg3.defence": Given(state="none")}
    with nothing_changes(), pytest.raises(Refused, match="not asked here"):
        answers.answer_section(case_file=case_file, part=part, given=strange, by=cast.builder, at=MONDAY_4PM)
    with nothing_changes(), pytest.raises(Refused, match="not asked here"):
        say(case_file, "mg3.issues", "x", subject=case_file.suspects.first(), by=cast.builder)


def test_a_suspect_of_another_case_cannot_be_answered_about(cast):
    case_file, other = stories.ready_case(cast), stories.ready_case(cast, urn=stories.a_urn(2))
    with nothing_changes(), pytest.raises(NotPermitted):
        say(case_file, "mg3.defence", "Alibi", subject=other.suspects.first(), by=cast.builder)


@pytest.mark.parametrize("who", ["police_manager", "prosecutor", "assistant", "outsider"])
def test_only_who_may_build_the_file_answers(cast, who):
    case_file = stories.ready_case(cast)
    with nothing_changes(), pytest.raises(NotPermitted):
        say(case_file, "mg3.issues", "x", by=getattr(cast, who))


def test_nothing_is_answered_while_the_file_is_with_the_cps(cast):
    case_file = stories.submitted_case(cast).case_file
    for options in ({"code": "mg3.issues"}, {"code": "mg3.defence", "subject": case_file.suspects.first()}):
        code = options.pop("code")
        with nothing_changes(), pytest.raises(Refused, match="cannot be changed now"):
            say(case_file, code, "x", by=cast.builder, at=TUESDAY_2PM, **options)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_in_the_same_instant_one_is_told(cast):
    case_file = stories.ready_case(cast)
    colleague = a_person("Bo Builder", Role.FILE_BUILDER, cast.organisations.unit)
    done, failed = sort_out(
        collide(
            case_file,
            lambda: say(case_file, "mg3.issues", "Mine", by=cast.builder),
            lambda: say(case_file, "mg3.issues", "Theirs", by=colleague),
        )
    )
    assert len(done) == len(failed) == 1
    assert isinstance(failed[0], Conflict)
    assert stored("mg3.issues").changed_by_id == done[0].by_id
    assert CaseEvent.objects.filter(type="casework.answers_given").count() == 1


@given(
    state=st.sampled_from([*AnswerState.values, ""]),
    value=st.text(max_size=50),
    code=st.sampled_from(sorted(CATALOGUE.questions)),
)
def test_whatever_fits_reads_as_itself_or_as_one_of_the_phrases(state, value, code):
    question, said = CATALOGUE.questions[code], Given(state=state, value=value)
    if rules.check(question, said).allowed:
        row = Answer(question=code, state=state, value=value)
        words = rules.words(question, row)
        assert words
        assert (words in rules.WORDS.values()) or state == AnswerState.GIVEN


@given(value=st.text(max_size=20), other=st.text(max_size=20))
def test_a_token_tells_what_was_shown_from_anything_else(value, other):
    row = Answer(state="given", value=value, version=3)
    left_alone = Given(state="given", value=value, seen=rules.token(row))
    assert rules.is_untouched(left_alone)
    assert rules.is_untouched(Given(state="given", value=other, seen=rules.token(row))) == (value == other)
    assert not rules.is_untouched(Given(state="none", seen=rules.token(row)))
