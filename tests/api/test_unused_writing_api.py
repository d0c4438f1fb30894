"""Schedules kept through the API: by the rules of the pages, and nobody learns of what they may not know."""

import pytest

from casework.models import Material, UnusedItem
from tests import stories
from tests.api.conftest import codes
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db

UNUSED = f"case-files/{stories.URN}/unused/"
NOTEBOOK = {"description": "Notebook of PC 1234, 3 pages, 27 February 2026: description of the man"}
INFORMANT = {
    "schedule": "mg6d",
    "description": "Log of DC 77",
    "sensitivity_ground": "informant",
    "sensitivity_rationale": "It names who told us.",
}


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


@pytest.fixture
def officer(cast, as_user):
    return as_user(cast.disclosure_officer)


def listed(caller, *items, status=201):
    return caller.post(UNUSED, {"items": list(items)}, status=status)


def test_items_are_listed_together_and_numbered_on_their_schedules(case_file, officer):
    said = listed(officer, NOTEBOOK, INFORMANT, NOTEBOOK | {"location": "Store 4"})

    assert [(item["schedule"], item["number"]) for item in said["items"]] == [("mg6c", 1), ("mg6d", 1), ("mg6c", 2)]
    assert {event["type"] for event in said["events"]} == {"casework.unused_item_added"}
    assert officer.get(UNUSED)["results"] == said["items"]


def test_one_item_that_cannot_be_listed_keeps_all_of_them_out(case_file, officer):
    without_why = INFORMANT | {"sensitivity_rationale": "", "sensitivity_ground": "no such"}

    with nothing_changes():
        refusal = listed(officer, NOTEBOOK, without_why, NOTEBOOK, status=409)

    assert [(each["code"], each["where"]) for each in refusal["reasons"]] == [
        ("no_ground", "2-sensitivity_ground"),
        ("no_rationale", "2-sensitivity_rationale"),
        ("listed_already", "3-description"),
    ]
    assert "items" in officer.post(UNUSED, {"items": []}, status=400)
    assert "items" in listed(officer, {"description": ""}, status=400)


def test_a_builder_lists_nothing_on_the_sensitive_schedule(callers, case_file):
    with nothing_changes():
        assert codes(listed(callers["builder"], INFORMANT, status=403)) == ["not_your_role"]
    callers["outsider"].post(UNUSED, {"items": [NOTEBOOK]}, status=404)


def test_an_item_is_changed_one_thing_at_a_time_with_the_officers_view(case_file, officer):
    item = listed(officer, NOTEBOOK | {"presumption": "notebook"})["items"][0]
    address = f"{UNUSED}mg6c/1/"

    assert codes(officer.patch(address, {"version": 1, "view": "meets"}, status=409)) == ["no_view_reason"]
    seen = {"version": item["version"], "view": "meets", "view_reason": "It describes another man."}
    changed = officer.patch(address, seen | {"inspected_on": "2026-03-02"})["item"]
    assert (changed["view"], changed["description"], changed["version"]) == ("meets", NOTEBOOK["description"], 2)
    assert changed["inspected_at"]
    assert codes(officer.patch(address, seen, status=409)) == ["changed_meanwhile"]
    assert officer.patch(address, {"version": 2})["event"] is None


def test_what_one_may_not_know_of_can_be_neither_linked_nor_unlinked(cast, callers, case_file, officer):
    hidden = Material.objects.get(case_file=case_file)
    item = stories.list_unused(case_file, by=cast.builder, material=hidden)
    Material.objects.filter(pk=hidden.pk).update(sensitive=True)
    address = f"{UNUSED}mg6c/{item.number}/"

    listed(callers["builder"], NOTEBOOK | {"location": "x", "material": hidden.pk}, status=400)
    assert "material" in callers["builder"].patch(address, {"version": 1, "material": hidden.pk}, status=400)
    changed = callers["builder"].patch(address, {"version": 1, "material": None, "location": "Store 4"})["item"]
    assert (changed["material"], changed["location"]) == (None, "Store 4")
    assert officer.get(address)["material"] == hidden.pk
    assert officer.patch(address, {"version": 2, "material": None})["item"]["material"] is None


def test_a_withdrawn_item_is_gone_and_its_number_is_not_used_again(case_file, officer):
    listed(officer, NOTEBOOK)

    assert codes(officer.post(f"{UNUSED}mg6c/1/withdraw/", {"version": 9}, status=409)) == ["changed_meanwhile"]
    said = officer.post(f"{UNUSED}mg6c/1/withdraw/", {"version": 1})
    assert said["event"]["type"] == "casework.unused_item_withdrawn"
    officer.get(f"{UNUSED}mg6c/1/", status=404)
    assert listed(officer, NOTEBOOK)["items"][0]["number"] == 2


def test_an_item_that_turns_out_sensitive_is_known_to_few(callers, case_file, officer):
    listed(officer, NOTEBOOK)
    move, why = f"{UNUSED}mg6c/1/move/", {"ground": "informant", "rationale": "It names who told us."}

    callers["builder"].post(move, why | {"version": 1}, status=404)
    assert codes(officer.post(move, {"version": 1}, status=409)) == ["no_ground", "no_rationale"]
    moved = officer.post(move, why | {"version": 1})["item"]
    assert (moved["schedule"], moved["number"]) == ("mg6d", 1)
    for address in ("mg6c/1/", "mg6d/1/"):
        callers["builder"].get(UNUSED + address, status=404)
        callers["builder"].patch(UNUSED + address, {"version": 1}, status=404)
        callers["builder"].post(f"{UNUSED}{address}withdraw/", {"version": 1}, status=404)
    back = officer.post(f"{UNUSED}mg6d/1/move/", {"version": 1})["item"]
    assert (back["schedule"], back["number"], back["sensitivity_ground"]) == ("mg6c", 2, "")


def test_schedules_are_kept_while_police_have_the_file(cast, callers):
    stories.submitted_case(cast)

    assert codes(listed(callers["builder"], NOTEBOOK, status=409)) == ["not_editable"]
    listed(callers["assistant"], NOTEBOOK, status=403)
    assert not UnusedItem.objects.exists()


def test_pages_of_items_and_material_follow_one_another_without_loss(cast, callers, case_file, officer):
    for number in range(5):
        stories.list_unused(case_file, by=cast.builder, location=f"Store {number}")
        stories.list_unused(case_file, by=cast.disclosure_officer, sensitive=True, location=f"Store {number}")
        stories.add_statement(case_file, by=cast.builder)

    def keys(caller, address, name):
        found, page = [], caller.get(address, page_size=4)
        while True:
            assert len(page["results"]) <= 4
            found += [row[name] for row in page["results"]]
            if not page["next"]:
                return found
            page = caller.client.get(page["next"]).data

    assert keys(callers["builder"], UNUSED, "location") == [f"Store {number}" for number in range(5)]
    assert len(keys(officer, UNUSED, "location")) == 10
    material = Material.objects.filter(case_file=case_file).order_by("added_at", "pk")
    expected = list(material.values_list("pk", flat=True))
    assert keys(callers["builder"], f"case-files/{stories.URN}/material/", "id") == expected
