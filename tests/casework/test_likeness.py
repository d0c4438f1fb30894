"""Cases that look alike: only exact repeats are refused, everything else is a question that a person answers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import CaseEvent, CaseFile, Ground, Likeness, LikenessAnswer, MaterialKind, Suspect
from casework.operations import likeness, material, people, versions
from casework.operations.material import MaterialDetails
from casework.queries.beside import Relative, beside
from casework.queries.likeness import side_by_side
from casework.rules import likeness as rules
from foundation.verdicts import NotPermitted, Refused
from tests.clock import MONDAY_9AM, TUESDAY_9AM
from tests.factories import a_pdf
from tests.stories import add_suspect, fresh, opened_case, ready_case

BORN = date(1990, 5, 17)
urns = st.integers(0, 99_999).map(lambda number: f"45AD{number:05d}26")


def kin_of(case_file, user):
    return beside(case_file, user, since=MONDAY_9AM)


def answered(pair, answer, *, by, reason="The crime reports differ."):
    reply = likeness.LikenessReply(answer=answer, reason=reason)
    return likeness.answer(likeness=pair, reply=reply, by=by, at=TUESDAY_9AM)


@given(urns)
def test_a_slip_keeps_force_and_unit_and_is_found_from_both_sides(urn):
    found = rules.near(urn)
    assert urn not in found
    assert {(len(other), other[:4]) for other in found} == {(11, urn[:4])}
    assert all(urn in rules.near(other) for other in found)


@pytest.mark.parametrize(
    ("second", "crime", "asked"),
    [
        ("45AD1243526", "45/1234/26", True),  # two digits swapped and the crime is the same
        ("45AD1243526", "45/9/26", False),  # every number of a unit is somebody's
        ("45AD1243526", "", False),
        ("45AD1235526", "45/1234/26", True),  # one digit differs and the crime is the same
        ("45AD1234525", "45/1234/26", True),  # last year's number for the same crime
        ("45AD9876526", "45/1234/26", False),
    ],
)
def test_a_case_with_almost_the_same_urn_is_asked_about(cast, second, crime, asked):
    first = opened_case(cast, urn="45AD1234526")
    CaseFile.objects.filter(pk=first.pk).update(crime_reference="45/1234/26")
    again = opened_case(cast, urn=second)
    Likeness.objects.all().delete()
    CaseFile.objects.filter(pk=again.pk).update(crime_reference=crime)
    likeness.ask_about_urn(fresh(again), MONDAY_9AM)
    assert bool(kin_of(again, cast.builder).asked) is asked


def test_opening_a_case_asks_by_itself(cast):
    opened_case(cast, urn="45AD1234526")
    again = opened_case(cast, urn="45AD2134526")
    assert [asked.ground for asked in kin_of(again, cast.builder).asked] == [Ground.URN.label]


@pytest.mark.parametrize("given_names", ["Test", "Test Lee", "Somebody", ""])
@pytest.mark.parametrize(
    ("family_name", "born", "asked"),
    [("ALDER", BORN, True), ("Birch", BORN, False), ("Alder", date(1990, 5, 18), False), ("Alder", None, False)],
)
def test_the_same_family_name_and_birthday_is_asked_about_whatever_the_given_names(
    cast, given_names, family_name, born, asked
):
    add_suspect(opened_case(cast), by=cast.builder, date_of_birth=BORN)
    again = opened_case(cast, urn="45AD5555526")
    add_suspect(again, by=cast.builder, family_name=family_name, given_names=given_names, date_of_birth=born)
    assert bool(kin_of(again, cast.builder).asked) is asked


def test_the_same_name_under_almost_the_same_urn_is_asked_about_without_a_birthday(cast):
    add_suspect(opened_case(cast, urn="45AD1234526"), by=cast.builder)
    CaseFile.objects.update(crime_reference="")
    again = opened_case(cast, urn="45AD1243526")
    Likeness.objects.all().delete()
    add_suspect(again, by=cast.builder, family_name="Birch")
    assert kin_of(again, cast.builder).asked == []
    add_suspect(again, by=cast.builder)
    assert [asked.ground for asked in kin_of(again, cast.builder).asked] == [Ground.PERSON.label]


def test_a_birthday_that_comes_later_is_asked_about_then(cast):
    add_suspect(opened_case(cast), by=cast.builder, date_of_birth=BORN)
    again = opened_case(cast, urn="45AD5555526")
    suspect = add_suspect(again, by=cast.builder)
    assert kin_of(again, cast.builder).asked == []
    people.change_suspect(
        suspect=suspect, changes={"date_of_birth": BORN}, expected_version=1, by=cast.builder, at=TUESDAY_9AM
    )
    assert kin_of(again, cast.builder).asked


def test_another_force_is_never_compared(cast):
    add_suspect(opened_case(cast), by=cast.builder, date_of_birth=BORN)
    theirs = opened_case(cast, urn="45AD5555526")
    CaseFile.objects.filter(pk=theirs.pk).update(force=cast.organisations.other_force)
    suspect = fresh(theirs).suspects.create(
        number=1,
        family_name="Alder",
        given_names="Test",
        date_of_birth=BORN,
        custody_basis="bail",
        status_at=MONDAY_9AM,
    )
    likeness.ask_about_person(suspect, MONDAY_9AM)
    assert not Likeness.objects.exists()


def attached(case_file, cast, *, says="the same words", sensitive=False):
    details = MaterialDetails(kind=MaterialKind.MG11, title="Statement", sensitive=sensitive)
    by = cast.disclosure_officer if sensitive else cast.builder
    material.attach(case_file=case_file, details=details, upload=a_pdf(says=says), by=by, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("first_is_sensitive", "second_is_sensitive", "asked"),
    [(False, False, True), (True, False, False), (False, True, False), (True, True, False)],
)
def test_attaching_bytes_that_another_case_holds_is_asked_about_unless_they_are_sensitive(
    cast, first_is_sensitive, second_is_sensitive, asked
):
    first, again = opened_case(cast), opened_case(cast, urn="45AD5555526")
    attached(first, cast, sensitive=first_is_sensitive)
    attached(again, cast, sensitive=second_is_sensitive)
    grounds = [row.ground for row in kin_of(again, cast.disclosure_officer).asked]
    assert grounds == ([Ground.DOCUMENT.label] if asked else [])


def test_a_new_version_asks_as_well_and_other_bytes_do_not(cast):
    first, again = opened_case(cast), opened_case(cast, urn="45AD5555526")
    attached(first, cast)
    attached(again, cast, says="other words")
    assert kin_of(again, cast.builder).asked == []
    versions.add_version(
        item=again.material.get(), upload=a_pdf(says="the same words"), by=cast.builder, at=TUESDAY_9AM
    )
    assert kin_of(again, cast.builder).asked


def test_a_document_that_many_cases_hold_is_not_asked_about(cast):
    holders = [opened_case(cast, urn=f"45AD{number:05d}26") for number in range(11_111, 70_000, 11_111)]
    for case_file in holders:
        attached(case_file, cast)
    asked = [len(kin_of(case_file, cast.builder).asked) for case_file in holders]
    last = rules.MANY
    assert asked[last] == 0
    assert asked[:last] == [last - 1] * last


@pytest.fixture
def pair(cast):
    """Two cases with the same suspect, and the question between them."""
    add_suspect(opened_case(cast), by=cast.builder, date_of_birth=BORN)
    again = opened_case(cast, urn="45AD5555526")
    add_suspect(again, by=cast.builder, date_of_birth=BORN)
    return Likeness.objects.get(pk=kin_of(again, cast.builder).asked[0].key)


def test_an_answer_says_which_and_why(pair, cast):
    with pytest.raises(Refused) as refusal:
        answered(pair, "", by=cast.builder, reason=" ")
    assert {reason.where for reason in refusal.value.verdict.reasons} == {"answer", "reason"}
    answered(pair, LikenessAnswer.DIFFERENT, by=cast.builder)
    assert kin_of(pair.case_file, cast.builder).asked == []
    assert kin_of(pair.other, cast.builder).asked == []


def test_the_second_answer_is_told_who_gave_the_first(pair, cast):
    answered(pair, LikenessAnswer.DIFFERENT, by=cast.builder)
    with pytest.raises(Refused, match="Bea Builder has answered this already"):
        answered(pair, LikenessAnswer.SAME, by=cast.second_builder)


def test_only_those_who_build_answer(pair, cast):
    with pytest.raises(NotPermitted):
        answered(pair, LikenessAnswer.DIFFERENT, by=cast.police_manager)


def test_linked_cases_name_each_other_and_tell_it_in_both_ledgers(pair, cast):
    answered(pair, LikenessAnswer.LINKED, by=cast.builder)
    assert kin_of(pair.case_file, cast.builder).relatives == [Relative("Linked", pair.other.reference, pair.other.slug)]
    assert [each.slug for each in kin_of(pair.other, cast.builder).relatives] == [pair.case_file.slug]
    told = CaseEvent.objects.filter(type="casework.case_linked").values_list("case_id", flat=True)
    assert set(told) == {pair.case_file_id, pair.other_id}


def test_a_question_is_asked_once_in_either_direction(pair, cast):
    for suspect in (*pair.case_file.suspects.all(), *pair.other.suspects.all()):
        likeness.ask_about_person(suspect, TUESDAY_9AM)
    assert Likeness.objects.count() == 1


def test_two_grounds_are_one_question_and_one_answer(pair, cast, client):
    attached(pair.case_file, cast)
    attached(pair.other, cast)
    assert Likeness.objects.count() == 2
    asked = kin_of(pair.case_file, cast.builder).asked
    assert [each.ground for each in asked] == ["The same suspect and the same document"]
    client.force_login(cast.builder)
    address = f"/case-files/{pair.case_file.slug}/likenesses/{asked[0].key}/"
    assert "The same suspect and the same document." in client.get(address).content.decode()

    answered(pair, LikenessAnswer.LINKED, by=cast.builder)

    assert set(Likeness.objects.values_list("answer", flat=True)) == {"linked"}
    assert kin_of(pair.other, cast.builder).asked == []
    assert len(kin_of(pair.other, cast.builder).relatives) == 1
    assert CaseEvent.objects.filter(type="casework.case_linked").count() == 2
    assert "The same suspect and the same document." in client.get(address).content.decode()


def test_side_by_side_marks_the_suspect_that_both_have_and_writes_days_in_words(pair, cast):
    add_suspect(pair.other, by=cast.builder, family_name="Birch")
    pair.case_file.suspects.update(given_names="Test Lee")
    lines = {line.label: line for line in side_by_side(pair.case_file, pair.other, cast.builder)}
    suspects = lines["Suspects"]
    assert suspects.mine == "Test Lee Alder, born 17 May 1990 (looks the same in both cases)"
    assert suspects.theirs == "Test Alder, born 17 May 1990 (looks the same in both cases); Test Birch"
    assert (suspects.same, suspects.shared) == (False, True)
    assert lines["Crime recorded on"].mine == "27 February 2026"


@pytest.mark.parametrize(
    ("mine", "theirs", "one"),
    [
        (("Alder", "Test", BORN), ("ALDER", "Test Lee", BORN), True),
        (("Alder", "Test", BORN), ("Alder", "Test", None), True),
        (("Alder", "Test", None), ("Alder", "test", None), True),
        (("Alder", "Test", BORN), ("Alder", "Test Lee", None), False),
        (("Alder", "Test", BORN), ("Alder", "Test", date(1990, 5, 18)), False),
        (("Alder", "Test", BORN), ("Birch", "Test", BORN), False),
    ],
)
def test_two_suspects_look_like_one_by_family_name_and_birthday_or_else_by_the_whole_name(mine, theirs, one):
    first, second = (
        Suspect(family_name=family, given_names=given, date_of_birth=born) for family, given, born in (mine, theirs)
    )
    assert rules.may_be_one(first, second) is rules.may_be_one(second, first) is one


def test_someone_who_sees_only_one_of_them_is_not_told_of_the_other(pair, cast):
    CaseFile.objects.filter(pk=pair.case_file_id).update(first_submitted_at=MONDAY_9AM)
    assert kin_of(pair.case_file, cast.assistant).asked == []


def test_side_by_side_says_what_agrees(pair, cast):
    lines = {line.label: line for line in side_by_side(pair.case_file, pair.other, cast.builder)}
    assert lines["Suspects"].same
    assert not lines["URN"].same
    assert not lines["Summary"].same  # neither says anything


def test_the_page_shows_both_and_takes_the_answer(pair, cast, client):
    client.force_login(cast.builder)
    page = client.get(f"/case-files/{pair.case_file.slug}/likenesses/{pair.pk}/")
    assert pair.other.reference in page.content.decode()
    refused = client.post(f"/case-files/{pair.case_file.slug}/likenesses/{pair.pk}/", {"answer": "same"})
    assert refused.status_code == 422
    done = client.post(
        f"/case-files/{pair.case_file.slug}/likenesses/{pair.pk}/", {"answer": "same", "reason": "One crime."}
    )
    assert done.url.endswith(f"/merge/?into={pair.other.slug}")


def test_a_reader_of_another_force_finds_no_question(pair, cast, client):
    client.force_login(cast.outsider)
    assert client.get(f"/case-files/{pair.case_file.slug}/likenesses/{pair.pk}/").status_code == 404


def test_a_ready_case_is_like_no_other(cast):
    ready_case(cast)
    assert not Likeness.objects.exists()
