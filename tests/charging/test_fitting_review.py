"""On the pages of acceptance the one review that fits stands as a sentence; another is refused, here and below."""

import pytest
from django.urls import reverse

from charging.lifecycle import Purpose, Stream
from charging.operations import streams
from tests import stories
from tests.charging.test_streams import mixed_case
from tests.clock import WEDNESDAY_9AM

pytestmark = pytest.mark.django_db
RED = "Type of review:</strong> Priority review, within 3 hours. The most urgent stream in this file now is red"
CHANGE = "Change how urgent the decision is"


def address(sent, name="triage_accept"):
    return reverse(f"charging:{name}", args=[sent.case_file.slug, sent.pk])


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", ["triage_accept", "triage_accept_short"])
def test_of_a_file_with_mixed_streams_the_most_urgent_settles_the_review_and_the_clocks_change_it(client, cast, name):
    sent = mixed_case(cast)
    client.force_login(cast.assistant)
    page = words(client.get(address(sent, name)))
    assert f"{RED} (Test Alder)." in page
    assert f'href="{reverse("charging:clocks", args=[sent.case_file.slug])}">{CHANGE}</a>' in page
    assert '<input type="hidden" name="review_type" value="3h"' in page
    assert "Early advice" not in page
    assert "28 calendar days" not in page


def test_of_one_suspect_the_link_leads_straight_to_their_stream(client, cast):
    sent = stories.submitted_case(cast, names=[("Alder", "Test")])
    client.force_login(cast.assistant)
    suspect = sent.case_file.suspects.get()
    link = reverse("charging:stream_change", args=[sent.case_file.slug, suspect.pk])
    assert f'href="{link}">{CHANGE}</a>' in words(client.get(address(sent)))
    assert client.get(link).status_code == 200


def test_early_advice_is_said_without_a_way_to_change_what_does_not_settle_it(client, cast):
    sent = stories.submitted_case(cast, purpose=Purpose.EARLY_ADVICE)
    client.force_login(cast.assistant)
    page = words(client.get(address(sent)))
    assert "Early advice. Police asked for early advice, so the review is early advice." in page
    assert CHANGE not in page


@pytest.mark.parametrize("typed", ["28d", "advice", "", "nonsense"])
def test_a_review_that_no_longer_fits_is_asked_about_again_and_then_goes_through(client, cast, typed):
    sent = stories.submitted_case(cast)
    suspect = sent.case_file.suspects.get(number=2)
    streams.change_stream(
        suspect=suspect, stream=Stream.GREEN_PRIORITY, reason="risk", by=cast.builder, at=WEDNESDAY_9AM
    )
    client.force_login(cast.assistant)
    refused = client.post(address(sent), {"review_type": typed, "casework_type": "crown"})
    assert refused.status_code == 422
    assert "The type of review is now “Review within 5 calendar days”." in words(refused)
    assert '<input type="hidden" name="review_type" value="5d"' in words(refused)
    assert not hasattr(stories.fresh(sent), "triage")

    accepted = client.post(address(sent), {"review_type": "5d", "casework_type": "crown"})
    assert accepted.url == sent.case_file.get_absolute_url()
    assert stories.fresh(sent).triage.review_type == "5d"
