"""A notice leads to the page of what it is about, and whoever is told may open it."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from casework.models import Notice, Suspect
from charging.models import ActionItem
from charging.operations import notices
from tests import disagreement_acts, disagreements, plan_acts, quality, review_acts, stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM
from tests.factories import a_person

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


def hrefs(client, person, words):
    """Where the notices of somebody lead that say something."""
    return [href for href, said in links(client, person) if words in said]


def test_sign_off_leads_to_its_page_and_once_it_is_done_to_the_case(cast, client):
    sent = stories.prepared_case(cast)
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    page = reverse("charging:submission_sign_off", args=[sent.case_file.slug, sent.pk])

    assert hrefs(client, cast.supervisor, "sign-off needed") == [page]
    assert client.get(page).status_code == 200
    CHARGING_ACTS["sign_off"].run(cast, sent, at=FRIDAY_2PM)
    assert hrefs(client, cast.supervisor, "sign-off needed") == [sent.case_file.get_absolute_url()]


def test_second_triage_leads_to_its_page_and_once_it_is_done_to_the_case(cast, client):
    sent = stories.passed_on_case(cast)
    told = a_person("Rae Rasso", Role.LEGAL_MANAGER, stories.fresh(sent.case_file).cps_unit)
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    page = reverse("charging:triage", args=[sent.case_file.slug, sent.pk])

    assert hrefs(client, told, "second triage needed") == [page]
    assert client.get(page).status_code == 200
    Suspect.objects.update(status="with_prosecutor")
    assert hrefs(client, told, "second triage needed") == [sent.case_file.get_absolute_url()]


def test_an_authority_that_is_not_used_leads_to_what_police_said_of_it(cast, client):
    unused = disagreements.unused_case(cast)
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    page = reverse("charging:unused_authority", args=[unused.case_file.slug, unused.pk])

    found = {href for name in ("prosecutor", "legal_manager") for href in hrefs(client, getattr(cast, name), "not lay")}
    assert found == {page}


def test_a_request_to_reopen_leads_to_the_closing(cast, client):
    case_file = plan_acts.reopening_asked(cast)
    closing = plan_acts.closing_of(case_file)
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    page = reverse("charging:reopening", args=[case_file.slug, closing.pk])

    assert hrefs(client, cast.legal_manager, "have it reopened") == [page]
    assert client.get(page).status_code == 200


def test_what_is_about_one_item_leads_to_that_item(cast, client):
    plan_acts.challenged_item(cast)
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    challenged = ActionItem.objects.get(challenges__isnull=False)

    (href,) = hrefs(client, cast.legal_manager, "action item challenged")
    page, _, anchor = href.partition("#")
    assert anchor == f"item-{challenged.pk}"
    assert f'id="{anchor}"' in client.get(page).content.decode()
