"""What else a suspect is known as: in the table and in search, never in the ledger."""

import pytest
from django.urls import reverse

from casework.models import Alias, CaseEvent
from casework.operations import aliases
from foundation.verdicts import NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_9AM, THURSDAY_9AM

pytestmark = pytest.mark.django_db
TINY = aliases.OtherName(family_name="Tiny")


@pytest.fixture
def suspect(cast):
    return stories.ready_case(cast).suspects.get(number=1)


def test_a_name_is_noted_and_the_ledger_says_only_that_there_is_one(cast, suspect):
    said = aliases.add(suspect=suspect, name=TINY, by=cast.builder, at=FRIDAY_9AM)

    noted = Alias.objects.get()
    assert (said.type, said.suspect_ids, said.details) == (
        "casework.alias_added",
        [suspect.pk],
        {"alias_id": noted.pk},
    )
    assert not CaseEvent.objects.filter(details__icontains="tiny").exists()
    gone = aliases.remove(alias=noted, by=cast.builder, at=FRIDAY_9AM)
    assert gone.type == "casework.alias_removed"
    assert not Alias.objects.exists()


def test_the_same_name_twice_is_refused_and_so_is_one_too_many(cast, suspect):
    aliases.add(suspect=suspect, name=TINY, by=cast.builder, at=FRIDAY_9AM)
    with pytest.raises(Refused, match="noted"):
        aliases.add(suspect=suspect, name=TINY, by=cast.builder, at=FRIDAY_9AM)
    for number in range(aliases.MOST_ALIASES - 1):
        name = aliases.OtherName(family_name=f"Name {number}")
        aliases.add(suspect=suspect, name=name, by=cast.builder, at=FRIDAY_9AM)
    with pytest.raises(Refused, match="at most"):
        aliases.add(suspect=suspect, name=aliases.OtherName(family_name="More"), by=cast.builder, at=FRIDAY_9AM)


def test_a_name_that_is_gone_already_is_said_to_be(cast, suspect):
    aliases.add(suspect=suspect, name=TINY, by=cast.builder, at=FRIDAY_9AM)
    noted = Alias.objects.get()
    aliases.remove(alias=noted, by=cast.builder, at=FRIDAY_9AM)

    with pytest.raises(Refused):
        aliases.remove(alias=noted, by=cast.builder, at=FRIDAY_9AM)


@pytest.mark.parametrize("name", ["outsider", "prosecutor", "police_manager"])
def test_only_who_builds_the_file_notes_names(cast, suspect, name):
    with pytest.raises(NotPermitted):
        aliases.add(suspect=suspect, name=TINY, by=getattr(cast, name), at=FRIDAY_9AM)


def test_while_the_cps_has_the_file_nobody_notes_names(cast):
    suspect = stories.submitted_case(cast).case_file.suspects.get(number=1)

    with pytest.raises(Refused):
        aliases.add(suspect=suspect, name=TINY, by=cast.builder, at=THURSDAY_9AM)


def test_the_page_adds_and_removes_and_keeps_what_was_refused(cast, client, suspect):
    case_file = suspect.case_file
    address = reverse("casework:suspect_aliases", args=[case_file.slug, suspect.pk])
    client.force_login(cast.builder)

    assert client.post(address, {"family_name": "Tiny"}).status_code == 302
    refused = client.post(address, {"family_name": "Tiny"})
    assert refused.status_code == 422
    assert "This name is noted" in refused.content.decode()
    assert client.post(address, {}).status_code == 422
    noted = Alias.objects.get()
    other = stories.ready_case(cast, urn=stories.a_urn(9))
    wrong = reverse("casework:suspect_alias_remove", args=[other.slug, other.suspects.first().pk, noted.pk])
    assert client.post(wrong).status_code == 404
    client.post(reverse("casework:suspect_alias_remove", args=[case_file.slug, suspect.pk, noted.pk]))
    assert not Alias.objects.exists()


def test_the_page_of_other_names_is_reached_from_the_suspect_and_leads_back_to_the_case(cast, client):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.get(number=1)
    client.force_login(cast.builder)
    page = reverse("casework:suspect_aliases", args=[case_file.slug, suspect.pk])

    edit = client.get(reverse("casework:suspect_edit", args=[case_file.slug, suspect.pk])).content.decode()
    after = client.post(page, {"family_name": "Tiny"}, follow=True).content.decode()

    assert f'href="{page}"' in edit
    assert f'href="{case_file.get_absolute_url()}#suspect-{suspect.pk}"' in after
    assert "Other name added" in after


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("accounts:contact", "supervisor"),
        ("accounts:cover", "prosecutor"),  # somebody with a colleague of the same role to ask
        ("accounts:delegations", "supervisor"),
        ("aliases", "supervisor"),
    ],
)
def test_forms_of_people_and_names_can_be_finished_later_and_keep_what_was_typed(cast, client, name, person):
    case_file = stories.ready_case(cast)
    client.force_login(getattr(cast, person))
    aliases_of = reverse("casework:suspect_aliases", args=[case_file.slug, case_file.suspects.first().pk])
    page = aliases_of if name == "aliases" else reverse(name)
    html = client.get(page).content.decode()
    assert 'name="finish_later"' in html

    field = {"accounts:contact": "working_pattern", "accounts:delegations": "reason", "aliases": "family_name"}
    typed = {field.get(name, "starts_on_day"): "7"}
    assert client.post(page, typed | {"finish_later": "1"}).status_code == 302
    assert 'value="7"' in client.get(page).content.decode()
