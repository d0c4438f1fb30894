"""How people say where they can be reached, and what is missing where they have not."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.operations import contact
from accounts.operations.contact import ContactDetails
from accounts.rules import contact as rules
from foundation.verdicts import Refused
from tests import stories
from tests.unchanged import nothing_changes


@pytest.mark.parametrize(
    "text", ["01632 960001", "101 ext 12345", "+44 1632 960001", "(01632) 960001", "01632 960001 x 12"]
)
def test_numbers_that_can_be_rung(text):
    assert rules.number(text)


@pytest.mark.parametrize(
    "text", ["", "  ", "ring me", "1234", "07", "01632 960001; DROP", "ext 5", "office\n01632 960001"]
)
def test_words_that_cannot_be_rung(text):
    assert not rules.number(text)


@given(st.text(max_size=40))
def test_whatever_is_typed_gets_a_verdict(text):
    assert rules.number(text).allowed in {True, False}


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"contact_number": "101", "rank_or_grade": "PC"}, []),
        ({"contact_number": "", "rank_or_grade": "PC"}, ["no_contact_number"]),
        ({"contact_number": "", "rank_or_grade": ""}, ["no_contact_number", "no_rank"]),
        ({"contact_number": "101", "rank_or_grade": "PC", "is_active": False}, ["left"]),
    ],
)
def test_what_is_missing_to_reach_somebody(fields, codes):
    verdict = rules.gaps(User(name="Sam", **fields), part="officer in the case")

    assert [reason.code for reason in verdict.reasons] == codes


@pytest.mark.django_db
def test_people_set_their_own_details_and_spaces_around_them_go(cast):
    details = ContactDetails(contact_number=" 01632 960001 ", working_pattern="Late shifts, off Mondays")
    contact.change(details=details, by=cast.builder, at=timezone.now())

    builder = stories.fresh(cast.builder)
    assert (builder.contact_number, builder.working_pattern) == ("01632 960001", "Late shifts, off Mondays")


@pytest.mark.django_db
def test_a_number_that_cannot_be_rung_changes_nothing(cast):
    with nothing_changes(), pytest.raises(Refused, match="telephone number"):
        contact.change(details=ContactDetails(contact_number="desk"), by=cast.builder, at=timezone.now())


@pytest.mark.django_db
def test_the_page_warns_takes_and_keeps(cast, client):
    client.force_login(cast.builder)
    assert "Files are rejected when nobody can be rung" in client.get(reverse("web:account")).content.decode()

    refused = client.post(reverse("accounts:contact"), {"contact_number": "desk 4", "working_pattern": "Days"})
    assert refused.status_code == 422
    assert 'value="desk 4"' in refused.content.decode()
    client.post(reverse("accounts:contact"), {"contact_number": "101 ext 4455", "working_pattern": "Days"})
    html = client.get(reverse("web:account")).content.decode()
    assert "101 ext 4455" in html
    assert "Files are rejected" not in html


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/case-files/45AD1234526/", "/case-files/45AD1234526/"),
        ("https://elsewhere.example.test/", "/account/"),
        ("//elsewhere.example.test/", "/account/"),
        ("", "/account/"),
    ],
)
def test_who_came_from_a_case_goes_back_there_and_nobody_is_led_out_of_the_service(cast, client, asked, leads_to):
    client.force_login(cast.builder)
    address = reverse("accounts:contact", query={"back": asked})
    answer = client.post(address, {"contact_number": "101 ext 4455", "working_pattern": "Days"})
    assert answer["Location"] == leads_to
