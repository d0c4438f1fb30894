"""Items of unused material: numbered apart on two schedules, changed by whoever may, moved without a trace."""

from dataclasses import replace
from datetime import date

import pytest

from casework import events
from casework.models import Material, UnusedItem
from casework.operations import unused
from casework.operations.unused import ItemDetails
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import MONDAY_4PM, TUESDAY_9AM
from tests.collisions import collide, sort_out
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
NOTEBOOK = ItemDetails(description="Notebook of PC 1234, 3 pages, 27 February 2026", presumption="notebook")
INFORMANT = ItemDetails(
    description="Intelligence log of DC 77, 1 page, 26 February 2026",
    sensitive=True,
    sensitivity_ground="informant",
    sensitivity_rationale="It names who told us.",
)


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def add(case_file, *items, by):
    return unused.add(case_file=case_file, items=items, by=by, at=TUESDAY_9AM)


def change(item, by, **changes):
    return unused.change(item=item, changes=changes, expected_version=item.version, by=by, at=TUESDAY_9AM)


def move(item, by, **said):
    return unused.move(item=item, expected_version=item.version, by=by, at=TUESDAY_9AM, **said)


def withdraw(item, by):
    return unused.withdraw(item=item, expected_version=item.version, by=by, at=TUESDAY_9AM)


def codes(refusal):
    return [(reason.code, reason.where) for reason in refusal.value.verdict.reasons]


def numbers(case_file, *, sensitive=False):
    rows = UnusedItem.objects.live().filter(case_file=case_file, sensitive=sensitive)
    return list(rows.values_list("number", flat=True))


def test_each_schedule_is_numbered_from_one_by_itself(cast, case_file):
    add(case_file, NOTEBOOK, INFORMANT, replace(NOTEBOOK, description="Second"), by=cast.disclosure_officer)

    assert numbers(case_file) == [1, 2]
    assert numbers(case_file, sensitive=True) == [1]


def test_several_items_are_listed_together_or_not_at_all(cast, case_file):
    bad = replace(INFORMANT, sensitivity_ground="because", sensitivity_rationale=" ")

    with nothing_changes(), pytest.raises(Refused) as refusal:
        add(case_file, NOTEBOOK, bad, NOTEBOOK, by=cast.disclosure_officer)

    assert codes(refusal)[:2] == [("no_ground", "2-sensitivity_ground"), ("no_rationale", "2-sensitivity_rationale")]


def test_the_same_words_are_listed_once_on_a_schedule(cast, case_file):
    add(case_file, NOTEBOOK, by=cast.builder)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        add(case_file, NOTEBOOK, by=cast.builder)

    assert codes(refusal) == [("listed_already", "1-description")]
    add(case_file, replace(INFORMANT, description=NOTEBOOK.description), by=cast.disclosure_officer)


def test_only_who_may_see_sensitive_material_lists_or_changes_it(cast, case_file):
    item = stories.list_unused(case_file, by=cast.supervisor, sensitive=True)
    plain = stories.list_unused(case_file, by=cast.builder)
    acts = (
        lambda: add(case_file, INFORMANT, by=cast.builder),
        lambda: add(case_file, NOTEBOOK, INFORMANT, by=cast.builder),
        lambda: change(item, cast.builder, description="Something else"),
        lambda: withdraw(item, cast.builder),
        lambda: move(item, cast.builder),
        lambda: move(plain, cast.builder, ground="informant", rationale="It names somebody."),
        lambda: change(plain, cast.prosecutor, description="Something else"),
    )
    with nothing_changes():
        for act in acts:
            with pytest.raises(NotPermitted):
                act()


def test_an_item_that_is_not_sensitive_has_no_ground(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder)

    with nothing_changes(), pytest.raises(Refused):
        change(item, cast.disclosure_officer, sensitivity_ground="informant", sensitivity_rationale="It names one.")


def test_a_number_is_not_used_again_whatever_became_of_its_item(cast, case_file):
    first = stories.list_unused(case_file, by=cast.builder)
    second = stories.list_unused(case_file, by=cast.builder, description="Second")
    withdraw(second, cast.builder)
    move(first, cast.disclosure_officer, ground="informant", rationale="It names who told us.")

    assert stories.list_unused(case_file, by=cast.builder, description="Third").number == 3


def test_an_item_that_becomes_sensitive_is_withdrawn_and_listed_again_as_it_was(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder, presumption="notebook", location="Safe 2")
    change(item, cast.builder, view="does_not_meet", rebutted_because="It repeats the statement.")
    item.refresh_from_db()

    entry = move(item, cast.disclosure_officer, ground="informant", rationale="It names who told us.")

    old, new = UnusedItem.objects.get(pk=item.pk), UnusedItem.objects.get(pk=entry.details["to_item_id"])
    assert old.withdrawn_at == new.added_at == TUESDAY_9AM
    assert (old.sensitive, new.sensitive, new.number, new.version) == (False, True, 1, 1)
    kept = ("description", "location", "presumption", "view", "rebutted_because")
    assert [getattr(new, name) for name in kept] == [getattr(old, name) for name in kept]
    assert entry.details["sensitive"] is True

    back = move(new, cast.disclosure_officer)
    again = UnusedItem.objects.get(pk=back.details["to_item_id"])
    assert (again.sensitive, again.number, again.sensitivity_ground, again.sensitivity_rationale) == (False, 2, "", "")


def test_a_move_tells_the_ledger_of_a_withdrawal_or_an_addition_and_of_the_truth(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder)
    moved = move(item, cast.disclosure_officer, ground="informant", rationale="It names who told us.")
    sensitive = UnusedItem.objects.get(pk=moved.details["to_item_id"])
    move(sensitive, cast.disclosure_officer)

    told = list(events.ledger(case_file))[-4:]
    assert [(row.type, row.details["sensitive"]) for row in told] == [
        ("casework.unused_item_withdrawn", False),
        ("casework.unused_item_moved", True),
        ("casework.unused_item_added", False),
        ("casework.unused_item_moved", True),
    ]
    assert not any("description" in row.details for row in told)


def test_a_sensitive_item_becomes_sensitive_only_with_a_ground_and_a_rationale(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        move(item, cast.disclosure_officer)

    assert codes(refusal) == [("no_ground", "sensitivity_ground"), ("no_rationale", "sensitivity_rationale")]


def test_a_presumed_item_that_does_not_meet_the_test_says_why_not(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder, presumption="cctv")

    with nothing_changes(), pytest.raises(Refused) as refusal:
        change(item, cast.builder, view="does_not_meet")
    assert codes(refusal) == [("not_rebutted", "rebutted_because")]

    entry = change(item, cast.builder, view="does_not_meet", rebutted_because="It shows another street.")
    assert entry.details["fields"] == ["view", "rebutted_because"]


@pytest.mark.parametrize(
    ("view", "needed"), [("meets", True), ("unknown", True), ("does_not_meet", False), ("", False)]
)
def test_a_view_that_the_prosecutor_must_weigh_has_a_reason(cast, case_file, view, needed):
    item = stories.list_unused(case_file, by=cast.builder)

    if needed:
        with nothing_changes(), pytest.raises(Refused):
            change(item, cast.builder, view=view)
    else:
        change(item, cast.builder, view=view)


def test_who_inspected_an_item_stays_until_the_day_changes(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder)
    change(item, cast.builder, inspected_on=date(2026, 3, 2))
    item.refresh_from_db()
    assert item.inspected_by == cast.builder

    assert change(item, cast.supervisor, inspected_on=date(2026, 3, 2)) is None
    change(item, cast.supervisor, inspected_on=date(2026, 3, 3))
    item.refresh_from_db()
    assert item.inspected_by == cast.supervisor
    change(item, cast.supervisor, inspected_on=None)
    item.refresh_from_db()
    assert (item.inspected_at, item.inspected_by) == (None, None)

    with nothing_changes(), pytest.raises(Refused):
        change(item, cast.supervisor, inspected_on=date(2026, 3, 4))


def test_nothing_differs_nothing_is_recorded(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder)

    with nothing_changes():
        assert change(item, cast.builder, description=item.description) is None


def test_an_older_state_of_an_item_is_not_saved_over_a_newer_one(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder)
    change(item, cast.builder, location="Safe 2")

    with nothing_changes():
        for act in (lambda: change(item, cast.supervisor, location="Safe 3"), lambda: withdraw(item, cast.supervisor)):
            with pytest.raises(Conflict):
                act()
        with pytest.raises(Conflict):
            move(item, cast.supervisor, ground="informant", rationale="It names somebody.")


def test_what_was_withdrawn_can_neither_be_changed_nor_withdrawn_again(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder)
    withdraw(item, cast.builder)
    item.refresh_from_db()

    with nothing_changes():
        for act in (lambda: change(item, cast.builder, location="Safe 3"), lambda: withdraw(item, cast.builder)):
            with pytest.raises(Refused, match="no longer on its schedule"):
                act()


def test_schedules_are_closed_while_the_file_is_with_somebody_else(cast):
    case_file = stories.submitted_case(cast).case_file

    with nothing_changes(), pytest.raises(Refused):
        add(case_file, NOTEBOOK, by=cast.builder)


def test_material_is_linked_where_it_belongs(cast, case_file):
    ours = Material.objects.get(case_file=case_file)
    other = stories.ready_case(cast, urn=stories.a_urn(9), at=MONDAY_4PM)
    theirs = Material.objects.get(case_file=other)

    add(case_file, replace(NOTEBOOK, material=ours), by=cast.builder)
    with nothing_changes(), pytest.raises(Refused) as refusal:
        add(case_file, replace(NOTEBOOK, description="Second", material=theirs), by=cast.builder)
    assert codes(refusal) == [("another_case", "1-material")]

    Material.objects.filter(pk=ours.pk).update(sensitive=True)
    ours.refresh_from_db()
    with nothing_changes(), pytest.raises(Refused) as refusal:
        add(case_file, replace(NOTEBOOK, description="Third", material=ours), by=cast.disclosure_officer)
    assert codes(refusal) == [("sensitive_material", "1-material")]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_list_at_the_same_instant_get_two_numbers(cast, case_file):
    done, failed = sort_out(
        collide(
            case_file,
            lambda: add(case_file, NOTEBOOK, by=cast.builder),
            lambda: add(case_file, replace(NOTEBOOK, description="Second"), by=cast.second_builder),
        )
    )

    assert (len(done), failed) == (2, [])
    assert numbers(case_file) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_change_an_item_at_the_same_instant_one_is_told(cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder)

    done, failed = sort_out(
        collide(
            case_file,
            lambda: change(item, cast.builder, location="Safe 2"),
            lambda: withdraw(item, cast.supervisor),
        )
    )

    assert len(done) == 1
    assert [type(error) for error in failed] in ([Conflict], [Refused])
