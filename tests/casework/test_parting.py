"""What two cases hold after a split or a merger: answers, material, schedules, conversation, and who looked."""

from collections.abc import Mapping

import pytest
from django.urls import reverse

from casework.models import (
    Answer,
    CaseEvent,
    CaseFile,
    Material,
    MaterialKind,
    ReadKind,
    Thread,
    UnusedItem,
    Visibility,
)
from casework.operations import disclosure, material, reading, splitting, unused, versions
from casework.operations.reading import Look
from casework.queries.conversation import rows_of, threads_of
from tests.casework.test_answers import say as answer_form
from tests.clock import FRIDAY_9AM, MONDAY_4PM, TUESDAY_2PM, TUESDAY_9AM
from tests.factories import a_pdf
from tests.questions import ask
from tests.stories import add_suspect, fresh, list_unused, ready_case, rejected_case

pytestmark = pytest.mark.django_db
OTHER_URN = "45AD7777726"
OWN = Visibility.OWN


@pytest.fixture
def case_file(cast):
    return ready_case(cast)


@pytest.fixture
def other(cast):
    return ready_case(cast, urn=OTHER_URN, names=(("Cedar", "Test"),))


def split(case_file, *numbers, by):
    chosen = list(case_file.suspects.filter(number__in=numbers))
    entry = splitting.split_case(case_file=case_file, suspects=chosen, by=by, at=TUESDAY_9AM)
    return CaseFile.objects.get(pk=entry.case_id)


def merge(leaving, into, *, by):
    splitting.merge_cases(leaving=leaving, into=into, by=by, at=TUESDAY_9AM)
    return fresh(into)


def attach(case_file, *, by, title="Receipt", says=None, **about):
    upload = a_pdf(says=says) if says else None
    link = "" if says else f"https://evidence.example.test/{title}"
    details = material.MaterialDetails(kind=MaterialKind.OTHER, title=title, link=link, **about)
    entry = material.attach(case_file=case_file, details=details, upload=upload, by=by, at=MONDAY_4PM)
    return Material.objects.get(pk=entry.details["material_id"])


def certify(case_file, *, by):
    said = {"question": "disclosure.mg6e.all_considered", "state": "given", "value": "Yes."}
    disclosure.answer(case_file=case_file, expected_version=0, by=by, at=MONDAY_4PM, **said)


def said_in(case_file) -> Mapping[str, str]:
    about_it = Answer.objects.filter(case_file=case_file, suspect=None, person=None)
    return dict(about_it.values_list("question", "value"))


def about(case_file, user):
    return {row.thread.subject: row.about for row in rows_of(threads_of(case_file, user), at=FRIDAY_9AM)}


# --- answers -----------------------------------------------------------------------------------------------------


def test_a_split_copies_what_is_answered_about_the_case_and_asks_again_for_certificates(cast, case_file):
    answer_form(case_file, "mg3.issues", "Who struck first.", by=cast.builder)
    certify(case_file, by=cast.builder)
    before = said_in(case_file)

    new = split(case_file, 2, by=cast.second_builder)

    assert said_in(new) == {"mg3.issues": "Who struck first."}
    assert said_in(case_file) == before
    copy = Answer.objects.get(case_file=new)
    assert (copy.changed_by, copy.changed_at) == (cast.builder, MONDAY_4PM)
    told = CaseEvent.objects.get(case_id=new.pk, type="casework.answers_given")
    assert (told.details["questions"], told.by_id) == (["mg3.issues"], cast.second_builder.pk)


def test_a_split_of_a_case_without_answers_tells_of_none(cast, case_file):
    new = split(case_file, 2, by=cast.builder)
    assert not CaseEvent.objects.filter(case_id=new.pk, type="casework.answers_given").exists()


def test_a_merger_brings_answers_that_the_receiving_case_has_not_given(cast, case_file, other):
    answer_form(case_file, "mg3.issues", "Theirs.", by=cast.builder)
    for code in ("mg3.issues", "mg3.strengths"):
        answer_form(other, code, "Ours.", by=cast.builder)
    certify(other, by=cast.builder)

    merge(other, case_file, by=cast.builder)

    assert said_in(case_file) == {"mg3.issues": "Theirs.", "mg3.strengths": "Ours."}
    assert set(said_in(other)) == {"mg3.issues", "disclosure.mg6e.all_considered"}
    told = CaseEvent.objects.filter(case_id=case_file.pk, type="casework.answers_given").latest("seq")
    assert told.details["questions"] == ["mg3.strengths"]


# --- material ----------------------------------------------------------------------------------------------------


def test_a_document_moves_with_a_newer_version_though_an_older_one_is_held_already(cast, case_file, other):
    attach(case_file, by=cast.builder, says="first")
    item = attach(other, by=cast.builder, says="first")
    versions.add_version(item=item, upload=a_pdf(says="second"), by=cast.builder, at=MONDAY_4PM)

    merge(other, case_file, by=cast.builder)

    assert fresh(item).case_file == case_file


@pytest.mark.parametrize(("here", "there", "moves"), [(False, False, False), (True, False, True), (False, True, True)])
def test_an_exact_repeat_stays_behind_unless_one_of_the_two_is_sensitive(cast, case_file, other, here, there, moves):
    attach(case_file, by=cast.disclosure_officer, says="same", sensitive=there)
    item = attach(other, by=cast.disclosure_officer, says="same", sensitive=here)

    merge(other, case_file, by=cast.builder)

    assert fresh(item).case_file == (case_file if moves else other)


def test_withdrawn_material_comes_along_and_is_not_told_again(cast, case_file, other):
    item = attach(other, by=cast.builder, says="withdrawn")
    material.withdraw(item=item, expected_version=item.version, by=cast.builder, at=MONDAY_4PM)

    merge(other, case_file, by=cast.builder)

    assert fresh(item).case_file == case_file
    told = CaseEvent.objects.filter(case_id=case_file.pk, type="casework.material_added")
    assert not told.filter(details__material_id=item.pk).exists()


# --- schedules ---------------------------------------------------------------------------------------------------


def test_an_item_points_to_the_copy_of_its_material_in_the_new_case(cast, case_file):
    shared = attach(case_file, by=cast.builder, says="shared")
    list_unused(case_file, by=cast.builder, material=shared)

    new = split(case_file, 2, by=cast.builder)

    assert new.unused_items.get().material == new.material.get(title="Receipt")
    assert case_file.unused_items.get().material == shared


def test_an_item_follows_material_on_a_suspect_and_lets_go_of_it_where_it_was(cast, case_file):
    about_birch = attach(case_file, by=cast.builder, title="Interview", suspect=case_file.suspects.get(number=2))
    left = list_unused(case_file, by=cast.builder, material=about_birch)

    new = split(case_file, 2, by=cast.builder)

    assert new.unused_items.get().material == about_birch
    assert (fresh(left).material, fresh(left).version, fresh(left).description) == (None, 2, left.description)
    told = CaseEvent.objects.get(case_id=case_file.pk, type="casework.unused_item_changed")
    assert told.details["fields"] == ["material"]


def test_an_item_points_to_what_the_receiving_case_holds_in_place_of_a_repeat(cast, case_file, other):
    held = attach(case_file, by=cast.builder, says="same")
    repeat = attach(other, by=cast.builder, says="same")
    list_unused(other, by=cast.builder, material=repeat)

    merge(other, case_file, by=cast.builder)

    assert case_file.unused_items.get().material == held


@pytest.mark.parametrize(("sensitive", "name"), [(False, "MG6C"), (True, "MG6D")])
def test_an_item_is_called_by_its_schedule_wherever_it_is_told(cast, case_file, client, sensitive, name):
    item = list_unused(case_file, by=cast.disclosure_officer, sensitive=sensitive)
    changes = {"view": "does_not_meet"}
    unused.change(item=item, changes=changes, expected_version=1, by=cast.disclosure_officer, at=TUESDAY_9AM)
    client.force_login(cast.disclosure_officer)

    history = client.get(reverse("casework:field_history", args=[case_file.slug])).content.decode()

    assert str(item) == f"{name} item 1"
    assert f"{name} item 1" in history
    told = CaseEvent.objects.filter(case_id=case_file.pk, details__item_id=item.pk)
    assert set(told.values_list("details__schedule", flat=True)) == {name}


# --- conversation ------------------------------------------------------------------------------------------------


def test_a_question_about_an_item_is_about_its_number_in_the_receiving_case(cast, case_file, other):
    list_unused(case_file, by=cast.builder)
    item = list_unused(other, by=cast.builder)
    thread = ask(other, by=cast.builder, visibility=OWN, unused_item=item)

    merge(other, case_file, by=cast.builder)

    assert fresh(thread).unused_item == UnusedItem.objects.get(case_file=case_file, number=2)
    assert about(case_file, cast.builder) == {thread.subject: "MG6C item 2"}


def test_a_question_about_an_item_withdrawn_before_the_merger_says_on_which_schedule_it_was(cast, case_file, other):
    item = list_unused(other, by=cast.disclosure_officer)
    thread = ask(other, by=cast.disclosure_officer, visibility=OWN, unused_item=item)
    unused.withdraw(item=item, expected_version=1, by=cast.disclosure_officer, at=MONDAY_4PM)

    merge(other, case_file, by=cast.builder)

    assert about(case_file, cast.disclosure_officer) == {thread.subject: "MG6C item 1 of 45AD 77777/26"}


def test_a_question_about_a_repeat_is_about_what_the_receiving_case_holds(cast, case_file, other):
    held = attach(case_file, by=cast.builder, says="same", title="Till receipt")
    repeat = attach(other, by=cast.builder, says="same")
    thread = ask(other, by=cast.builder, visibility=OWN, material=repeat)

    merge(other, case_file, by=cast.builder)

    assert fresh(thread).material == held


def test_what_police_ask_about_a_suspect_goes_where_the_suspect_goes(cast, case_file):
    alder, birch = case_file.suspects.order_by("number")
    item = attach(case_file, by=cast.builder, title="Interview", suspect=birch)
    goes = [
        ask(case_file, by=cast.builder, visibility=OWN, subject="About Birch", suspect=birch),
        ask(case_file, by=cast.builder, visibility=OWN, subject="About the interview", material=item),
    ]
    stays = [
        ask(case_file, by=cast.builder, visibility=OWN, subject="About Alder", suspect=alder),
        ask(case_file, by=cast.builder, visibility=OWN, subject="About all"),
    ]

    new = split(case_file, 2, by=cast.builder)

    assert set(Thread.objects.filter(case_file=new)) == set(goes)
    assert set(Thread.objects.filter(case_file=case_file)) == set(stays)


def test_what_the_cps_can_read_stays_in_the_case_that_it_was_sent(cast):
    case_file = rejected_case(cast).case_file
    cedar = add_suspect(case_file, by=cast.builder, family_name="Cedar")
    thread = ask(case_file, by=cast.prosecutor, suspect=cedar)

    new = split(case_file, 3, by=cast.builder)

    assert new.suspects.get() == cedar
    assert about(case_file, cast.prosecutor) == {thread.subject: "Test Cedar"}


# --- who looked --------------------------------------------------------------------------------------------------


def look(case_file, item=None, *, by, at=MONDAY_4PM):
    kind = ReadKind.DOWNLOADED if item else ReadKind.CASE_OPENED
    thing = {"thing": "material", "thing_id": str(item.pk), "details": {"version": 1}} if item else {}
    reading.note(Look(kind=kind, case_file=case_file, **thing), by=by, at=at)


def readers_of_case(client, case_file):
    return client.get(reverse("casework:case_readers", args=[case_file.slug])).content.decode()


def readers_of(client, item):
    return client.get(reverse("casework:material_readers", args=[item.case_file.slug, item.pk])).content.decode()


def test_readers_before_a_merger_are_still_readers(cast, case_file, other, client):
    item = attach(other, by=cast.builder, says="theirs")
    look(other, by=cast.second_builder)
    look(other, item, by=cast.supervisor)

    merge(other, case_file, by=cast.builder)

    client.force_login(cast.police_manager)
    page = readers_of_case(client, case_file)
    assert cast.second_builder.name in page
    assert cast.supervisor.name in page
    client.force_login(cast.builder)
    assert cast.supervisor.name in readers_of(client, fresh(item))


def test_readers_before_a_split_are_readers_of_both_and_readers_afterwards_of_their_own(cast, case_file, client):
    alder, birch = case_file.suspects.order_by("number")
    went = attach(case_file, by=cast.builder, title="Birch", suspect=birch)
    stayed = attach(case_file, by=cast.builder, title="Alder", suspect=alder)
    look(case_file, by=cast.second_builder)
    look(case_file, went, by=cast.supervisor)
    look(case_file, stayed, by=cast.disclosure_officer)

    new = split(case_file, 2, by=cast.builder)
    look(case_file, by=cast.prosecutor, at=TUESDAY_2PM)

    client.force_login(cast.police_manager)
    page = readers_of_case(client, new)
    assert cast.second_builder.name in page
    assert cast.supervisor.name in page
    assert cast.disclosure_officer.name not in page
    assert cast.prosecutor.name not in page
    assert cast.prosecutor.name in readers_of_case(client, case_file)
    client.force_login(cast.builder)
    assert cast.supervisor.name in readers_of(client, fresh(went))


def test_readers_are_kept_through_a_split_and_a_merger_after_it(cast, case_file, other, client):
    item = attach(case_file, by=cast.builder, title="Birch", suspect=case_file.suspects.get(number=2))
    look(case_file, item, by=cast.supervisor)

    merge(split(case_file, 2, by=cast.builder), other, by=cast.builder)

    client.force_login(cast.builder)
    assert cast.supervisor.name in readers_of(client, fresh(item))
