"""The number of new notices in the header is that of the page of notices, for whoever reads it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from accounts.queries.people import signed_in
from casework.models import Notice
from casework.operations.notices import mark_read
from casework.queries.notices import IS_NEW, MOST_COUNTED, new_notices, notices_of, shown
from charging.operations import notices
from tests import stories
from tests.clock import FRIDAY_2PM, MONDAY

pytestmark = pytest.mark.django_db
PEOPLE = ("builder", "second_builder", "supervisor", "assistant", "prosecutor", "legal_manager", "outsider")


@pytest.fixture
def told(cast):
    """Let several people be told of several things."""
    stories.rejected_case(cast, urn=stories.a_urn(1))
    stories.action_plan_case(cast, urn=stories.a_urn(2))
    stories.prepared_case(cast, urn=stories.a_urn(3))
    stories.submitted_case(cast, urn=stories.a_urn(4))
    notices.deliver(at=FRIDAY_2PM)


def in_header(client, person, page="/"):
    """The number beside Notices in the header; empty where there is none."""
    client.force_login(person)
    header = client.get(page).content.decode().split("tandem-header__person")[1].split("Sign out")[0]
    found = re.search(r"Notices\s*\((?:new: )?([0-9+]+)\)", re.sub(r"<[^>]+>", "", header))
    return found.group(1) if found else ""


def test_it_is_what_the_page_lists_as_new_for_everybody(cast, client, told):
    numbers = {}
    for name in PEOPLE:
        person = getattr(cast, name)
        client.force_login(person)
        numbers[name] = client.get(reverse("casework:notices")).context["new"]
        assert in_header(client, person) == (str(numbers[name]) if numbers[name] else "")

    assert numbers["builder"] > 1
    assert numbers["outsider"] == 0


def test_it_drops_by_what_was_read(cast, client, told):
    before = int(in_header(client, cast.builder))
    Notice.objects.filter(pk=notices_of(cast.builder).filter(IS_NEW)[0].pk).update(read_at=FRIDAY_2PM)
    assert int(in_header(client, cast.builder)) == before - 1

    mark_read(by=cast.builder, at=FRIDAY_2PM)

    assert in_header(client, cast.builder) == ""


def test_what_the_reader_may_not_know_of_is_not_counted(cast, told):
    before = int(new_notices(cast.builder))
    # An event that is not among those that they may read, as one that has become sensitive is not.
    notice = notices_of(cast.builder).filter(IS_NEW)[0]
    Notice.objects.filter(pk=notice.pk).update(event_id="00000000-0000-0000-0000-000000000001")

    assert int(new_notices(cast.builder)) == before - 1 == notices_of(cast.builder).filter(IS_NEW).count()


def test_more_than_a_hundred_are_not_counted_out():
    assert shown(MOST_COUNTED) == "100"
    assert shown(MOST_COUNTED + 1) == "100+"
    assert shown(0) == ""


def test_a_page_asks_for_it_in_place_of_a_query_that_it_made_before(cast, client, told):
    client.force_login(cast.builder)
    address = reverse("web:account")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address)

    # Who is signed in and what they hold is one query now.
    assert len([each for each in asked if "accounts_membership" in each["sql"] and "password" in each["sql"]]) == 1
    assert len([each for each in asked if "casework_notice" in each["sql"]]) == 1


def test_who_is_signed_in_holds_what_they_would_by_themselves(cast):
    for name in ("builder", "supervisor", "prosecutor", "direct_prosecutor", "outsider", "chief_officer"):
        person = getattr(cast, name)
        assert signed_in(person.pk).grants == stories.fresh(person).grants
    Membership.objects.filter(user=cast.builder).update(valid_to=MONDAY)
    assert signed_in(cast.builder.pk).grants == ()
    type(cast.builder).objects.filter(pk=cast.builder.pk).update(is_active=False)
    assert signed_in(cast.builder.pk) is None
