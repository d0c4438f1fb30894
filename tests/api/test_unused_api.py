"""Unused material for machines: a token never learns more than its account may know."""

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from casework.models import Material
from casework.operations import disclosure, unused
from tests import stories
from tests.clock import MONDAY_9AM

pytestmark = pytest.mark.django_db
CASE = f"/api/v1/case-files/{stories.URN}/"
HIDDEN = "Log of DC 77 about the man who told us"
PARTS = ("", "unused/", "unused/presumed/", "timeline/", "standard/", "check/", "material/")


@pytest.fixture
def case_file(cast):
    """A case with an item on each schedule, the sensitive one linked to sensitive material, and a statement on it."""
    case_file = stories.ready_case(cast, anticipated_plea="ngap")
    stories.list_unused(case_file, by=cast.builder, presumption="notebook")
    item = stories.list_unused(
        case_file, by=cast.disclosure_officer, sensitive=True, description=HIDDEN, presumption="call"
    )
    changes = {"view": "meets", "view_reason": HIDDEN}
    unused.change(item=item, changes=changes, expected_version=1, by=cast.supervisor, at=MONDAY_9AM)
    disclosure.answer(
        case_file=case_file,
        question="disclosure.mg6d_nil",
        state="given",
        value="listed",
        expected_version=0,
        by=cast.supervisor,
        at=MONDAY_9AM,
    )
    disclosure.make_document(case_file=case_file, form="mg6d", by=cast.supervisor, at=MONDAY_9AM)
    return case_file


@pytest.fixture
def machine(capsys):
    """Return what makes a client with a token of somebody's account."""

    def make(user):
        call_command("issue_token", user.email)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {capsys.readouterr().out.strip()}")
        return client

    return make


def test_items_are_named_by_their_schedule_and_number(cast, machine, case_file):
    builder, officer = machine(cast.builder), machine(cast.disclosure_officer)

    (listed,) = builder.get(f"{CASE}unused/").data["results"]
    assert (listed["schedule"], listed["number"], listed["presumption"]) == ("mg6c", 1, "notebook")
    assert builder.get(f"{CASE}unused/mg6c/1/").data == listed

    assert [row["schedule"] for row in officer.get(f"{CASE}unused/").data["results"]] == ["mg6c", "mg6d"]
    (hidden,) = officer.get(f"{CASE}unused/", {"schedule": "mg6d", "view": "meets"}).data["results"]
    assert (hidden["description"], hidden["sensitivity_ground"]) == (HIDDEN, "informant")
    assert officer.get(f"{CASE}unused/mg6d/1/").data == hidden
    assert officer.get(f"{CASE}unused/", {"view": "does_not_meet"}).data["results"] == []
    assert officer.get(f"{CASE}unused/", {"schedule": "mg6x"}).status_code == 400


def test_what_may_not_be_known_is_answered_like_what_does_not_exist(cast, machine, case_file):
    builder = machine(cast.builder)

    missing = builder.get(f"{CASE}unused/mg6c/77/")
    for address in ("unused/mg6d/1/", "unused/mg6d/2/", "unused/mg6x/1/"):
        answer = builder.get(CASE + address)
        assert (answer.status_code, answer.data) == (404, missing.data)
    assert builder.get(f"{CASE}unused/", {"schedule": "mg6d"}).data["results"] == []


def test_no_address_tells_a_builders_token_of_anything_sensitive(cast, machine, case_file):
    builder, officer = machine(cast.builder), machine(cast.disclosure_officer)
    addresses = [CASE + part for part in PARTS]
    addresses += ["/api/v1/case-files/"]

    told = {address: builder.get(address).content.decode() for address in addresses}

    for text in told.values():
        assert HIDDEN not in text
        assert "MG6D item" not in text
    assert "MG6D item" in officer.get(f"{CASE}timeline/").content.decode()
    assert len(builder.get(f"{CASE}unused/").data["results"]) == 1
    assert len(officer.get(f"{CASE}unused/").data["results"]) == 2


def test_presumed_kinds_name_sensitive_items_only_to_who_may_know_of_them(cast, machine, case_file):
    def call_of(user):
        return next(kind for kind in machine(user).get(f"{CASE}unused/presumed/").data if kind["code"] == "call")

    assert call_of(cast.builder) == call_of(cast.disclosure_officer) | {"sensitive_items": []}
    assert call_of(cast.disclosure_officer)["sensitive_items"] == [1]
    assert call_of(cast.builder)["is_answered"] is False


def test_a_link_to_material_that_somebody_may_not_know_of_is_not_told(cast, machine, case_file):
    material = Material.objects.get(case_file=case_file)
    item = stories.list_unused(case_file, by=cast.builder, description="The statement", material=material)
    Material.objects.filter(pk=material.pk).update(sensitive=True)

    def link(user):
        return machine(user).get(f"{CASE}unused/mg6c/{item.number}/").data["material"]

    assert (link(cast.builder), link(cast.disclosure_officer)) == (None, material.pk)


def test_what_stands_on_the_schedules_is_neither_replaced_nor_deleted(cast, machine, case_file):
    officer = machine(cast.disclosure_officer)
    taken = {"unused/": {"post"}, "unused/presumed/": set(), "unused/mg6c/1/": {"patch"}}

    for part, methods in taken.items():
        for method in {"post", "put", "patch", "delete"} - methods:
            assert getattr(officer, method)(CASE + part, {}, format="json").status_code == 405
