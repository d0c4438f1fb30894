"""A notice leads to the page of what it is about, and whoever is told may open it."""

import re

import pytest
from django.urls import reverse

from casework.models import Notice
from charging.operations import notices
from tests import disagreement_acts, disagreements, plan_acts, quality, review_acts, stories
from tests.clock import FRIDAY_2PM

pytestmark = pytest.mark.django_db

STORIES = {
    "contest": stories.contested_case,
    "assessment": quality.failed_file,
    "dispute": quality.disputed_file,
    "approval": review_acts.approval_asked,
    "extension": plan_acts.extension_asked,
    "challenge": plan_acts.challenged_item,
    "mismatch": disagreements.explained_case,
    "escalation": disagreements.answered_step_case,
    "victim": disagreements.victim_review_case,
}
PAGES = {
    "contest": ("contested rejection to decide", "charging:contest"),
    "assessment": ("quality of your file assessed", "charging:assessment"),
    "dispute": ("disputed file-quality failure to decide", "charging:assessment"),
    "approval": ("approval of a review needed", "charging:review_approvals"),
    "extension": ("more time asked for", "charging:action_plan"),
    "challenge": ("action item challenged", "charging:action_plan"),
    "mismatch": ("explained, to be settled", "charging:mismatch"),
    "escalation": ("escalation answered", "charging:escalation"),
    "victim": ("a victim asks for a review", "charging:victim_review"),
}


def links(client, person):
    """The address and the words of each notice of somebody, as their page shows them."""
    client.force_login(person)
    html = client.get(reverse("casework:notices")).content.decode()
    return re.findall(r'<a class="govuk-link" href="([^"]+)">(45AD[^<]+)</a>', html)


@pytest.mark.parametrize("story", STORIES)
def test_everybody_told_can_open_the_page_that_their_notice_leads_to(cast, client, story):
    STORIES[story](cast)
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    words, page = PAGES[story]
    led = set()
    for person in {row.recipient for row in Notice.objects.select_related("recipient")}:
        found = links(client, person)
        assert found
        for href, said in found:
            assert client.get(href).status_code == 200, (story, person, said)
            led |= {href} if words in said else set()

    begins = reverse(page, args=["SLUG", 1]).partition("SLUG")[2].split("1")[0]
    assert led
    assert all(begins in href for href in led)


def test_what_has_no_page_of_its_own_leads_to_the_case(cast, client):
    case_file = stories.rejected_case(cast).case_file
    notices.deliver(at=FRIDAY_2PM)

    assert {href for href, _ in links(client, cast.builder)} == {case_file.get_absolute_url()}


def test_the_settlement_of_a_mismatch_leads_police_to_it(cast, client):
    mismatch = disagreements.explained_case(cast)
    disagreement_acts.settle(cast, mismatch, by=cast.second_prosecutor, at=FRIDAY_2PM)
    notices.deliver(at=FRIDAY_2PM, limit=10_000)

    href = next(href for href, said in links(client, cast.builder) if "settled by the CPS" in said)
    assert href == reverse("charging:mismatch", args=[mismatch.case_file.slug, mismatch.pk])
    assert client.get(href).status_code == 200
