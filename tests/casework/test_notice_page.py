"""A reader's own notices: told once, marked as read by a post, and never somebody else's."""

import pytest
from django.urls import reverse

from casework.models import Notice
from casework.operations.notices import mark_read
from charging.operations import notices
from tests import stories
from tests.clock import FRIDAY_2PM, NEXT_MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):
    """Let a triage be noticed."""
    stories.rejected_case(cast)
    notices.deliver(at=FRIDAY_2PM)


def page(client, person):
    client.force_login(person)
    return client.get(reverse("casework:notices")).content.decode()


def test_a_notice_names_the_case_once_and_leads_to_it(cast, client, told):
    html = page(client, cast.builder)

    assert html.count("45AD 12345/26") == 1
    assert "rejected at CPS triage, respond by 16 March 2026" in html
    assert f'href="{reverse("charging:case_file_detail", args=[stories.URN])}"' in html


def test_a_notice_says_nothing_of_what_the_case_says(cast, client, told):
    html = page(client, cast.builder)

    assert not [word for word in ("Alder", "tools", "Wensum", "Not in the file") if word in html]


def test_nobody_reads_the_notices_of_somebody_else(cast, client, told):
    assert "Nothing yet" in page(client, cast.second_builder)
    assert "45AD" not in page(client, cast.outsider)


def test_looking_marks_nothing_as_read_and_the_button_marks_ones_own(cast, client, told):
    stories.send_to_supervisor(cast, stories.ready_case(cast, urn=stories.a_urn(2)))
    notices.deliver(at=FRIDAY_2PM)
    page(client, cast.builder)
    assert Notice.objects.filter(read_at__isnull=True).count() == 2

    response = client.post(reverse("casework:notices"))

    assert response.status_code == 302
    assert not Notice.objects.filter(read_at__isnull=True, recipient=cast.builder).exists()
    assert Notice.objects.get(read_at__isnull=True).recipient == cast.supervisor
    assert ">New<" not in page(client, cast.builder)


def test_what_was_read_keeps_the_time_at_which_it_was(cast, told):
    assert mark_read(by=cast.builder, at=FRIDAY_2PM) == 1
    assert mark_read(by=cast.builder, at=NEXT_MONDAY_9AM) == 0

    assert Notice.objects.get(recipient=cast.builder).read_at == FRIDAY_2PM
