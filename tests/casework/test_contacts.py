"""Whom to ask on both sides: who acted last, who stands in today, and what is missing to reach them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.operations import cover
from accounts.operations.cover import CoverDetails
from casework.queries.contacts import contacts_of
from foundation.periods import local_date
from tests import questions, stories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return local_date(timezone.now())


def by_part(case_file, reader):
    return {contact.part: contact for contact in contacts_of(case_file, reader=reader, on=today())}


def test_before_anybody_acted_there_is_the_officer_a_supervisor_of_the_unit_and_the_pool(cast):
    found = by_part(stories.ready_case(cast), cast.builder)

    assert (found["officer"].person, found["supervisor"].person) == (cast.builder, cast.supervisor)
    assert (found["prosecutor"].person, found["assistant"].person) == (None, None)
    assert found["prosecutor"].otherwise == "Not allocated yet"
    assert found["assistant"].otherwise.startswith("The shared pool of")


def test_who_acted_last_is_who_to_ask(cast):
    found = by_part(stories.accepted_case(cast).case_file, cast.builder)

    people = {part: contact.person for part, contact in found.items()}
    assert people == {
        "officer": cast.builder,
        "supervisor": cast.supervisor,
        "prosecutor": cast.prosecutor,
        "assistant": cast.assistant,
    }


@pytest.mark.parametrize(("person", "stand_in"), [("builder", "second_builder"), ("prosecutor", "second_prosecutor")])
def test_both_agencies_see_who_stands_in_today_and_until_when(cast, client, person, stand_in):
    consultation = stories.accepted_case(cast)
    case_file = consultation.case_file
    who, other = getattr(cast, person), getattr(cast, stand_in)
    User.objects.filter(pk=other.pk).update(contact_number="01632 960999")
    arranged = CoverDetails(covered_by=other, starts_on=today(), ends_on=today() + 2 * DAY)
    cover.arrange(details=arranged, by=who, at=timezone.now())
    thread = questions.ask(case_file, by=cast.prosecutor)

    for reader in (cast.supervisor, cast.legal_manager):
        client.force_login(reader)
        for address in (
            case_file.get_absolute_url(),
            reverse("casework:thread", args=[case_file.slug, thread.pk]),
            reverse("charging:submission_receipt", args=[case_file.slug, consultation.submission_id]),
        ):
            html = client.get(address).content.decode()
            assert f"Ask {other}, 01632 960999" in html, address


def test_cover_of_yesterday_and_tomorrow_says_nothing_today(cast):
    case_file = stories.ready_case(cast)
    arranged = CoverDetails(covered_by=cast.second_builder, starts_on=today() + DAY, ends_on=today() + DAY)
    cover.arrange(details=arranged, by=cast.builder, at=timezone.now())

    assert by_part(case_file, cast.builder)["officer"].away is None


def test_the_reader_who_cannot_be_rung_is_sent_to_where_they_add_their_number(cast, client):
    case_file = stories.ready_case(cast)
    for reader, told in ((cast.builder, True), (cast.supervisor, True), (cast.second_builder, False)):
        client.force_login(reader)
        assert ("Nobody can ring you" in client.get(case_file.get_absolute_url()).content.decode()) is told
