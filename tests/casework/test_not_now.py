"""Forms of a file that is with somebody else: whoever opens one is told so before they type."""

import pytest
from django.urls import reverse

from casework.models import Draft, Material
from tests import stories
from tests.clock import MONDAY_4PM

CASE = ("case_file_edit", "person_add", "material_add", "unused_presumed", "unused_certify")
ITEM = ("material_change", "material_version_add", "material_withdraw", "unused_from_material")
SUSPECT = ("suspect_edit", "offence_add")
SCHEDULE = ("unused_add", "unused_review")


def forms_of(case_file):
    slug = case_file.slug
    item = Material.objects.filter(case_file=case_file).first().pk
    suspect = case_file.suspects.first().pk
    person = case_file.people.first().pk
    return {
        **{name: reverse(f"casework:{name}", args=[slug]) for name in CASE},
        **{name: reverse(f"casework:{name}", args=[slug, item]) for name in ITEM},
        **{name: reverse(f"casework:{name}", args=[slug, suspect]) for name in SUSPECT},
        **{name: reverse(f"casework:{name}", args=[slug, "mg6c"]) for name in SCHEDULE},
        **{name: reverse(f"casework:{name}", args=[slug, person]) for name in ("person_edit", "person_withdraw")},
    }


@pytest.fixture
def case_file(cast):
    return stories.prepared_case(cast).case_file


def test_the_forms_open_while_the_file_is_with_its_builders(cast, client):
    client.force_login(cast.builder)
    answers = {name: client.get(address).status_code for name, address in forms_of(stories.ready_case(cast)).items()}
    assert {name for name, status in answers.items() if status != 200} == set()


def test_nobody_types_into_a_form_of_a_file_that_is_with_the_supervisor(cast, client, case_file):
    client.force_login(cast.builder)
    for name, address in forms_of(case_file).items():
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 409, name
        assert "The file cannot be changed now: it is not with its builder." in page, name
        assert ">Save" not in page, name


def test_flags_new_suspects_and_questions_are_open_wherever_the_file_is(cast, client, case_file):
    client.force_login(cast.builder)
    for name in ("flags_edit", "suspect_add", "thread_ask", "case_hand_over"):
        assert client.get(reverse(f"casework:{name}", args=[case_file.slug])).status_code == 200, name


def test_who_typed_before_the_file_left_finds_their_words_in_the_form(cast, client, case_file):
    client.force_login(cast.builder)
    address = forms_of(case_file)["case_file_edit"]
    Draft.objects.create(user=cast.builder, address=address, data={"summary": ["My words"]}, saved_at=MONDAY_4PM)

    answer = client.get(address)

    assert answer.status_code == 200
    assert "My words" in answer.content.decode()


def test_who_may_not_build_is_refused_for_that_and_for_nothing_else(cast, client, case_file):
    client.force_login(cast.prosecutor)
    assert client.get(forms_of(case_file)["case_file_edit"]).status_code in {403, 404}
