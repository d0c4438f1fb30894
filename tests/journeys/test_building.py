"""A domestic abuse case from nothing to a sealed submission: with script off, and with the keyboard alone."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import CaseFile, MediaDetails, Playable
from charging.lifecycle import SubmissionState
from charging.models import Submission
from foundation.periods import local_date
from tests.journeys.building import Builder
from tests.journeys.hands import Effort, Keyboard, Mouse
from tests.journeys.test_main_job import CAST, people

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["people"]
MOST = Effort(clicks=68, fields=90)
"""What building and sending the file takes: a step that creeps in has to be argued for."""


class Office:
    """The browser at which one person after another sits."""

    def __init__(self, hands, address):
        self.hands, self.address = hands, address

    def sit(self, role):
        page = self.hands.page
        page.context.clear_cookies()
        page.goto(f"{self.address}/accounts/login/")
        page.get_by_role("button", name=re.compile(CAST[role][0])).click()
        expect(page.get_by_role("link", name="Work queue")).to_be_visible()
        case = CaseFile.objects.first()
        if case:
            page.goto(self.address + case.get_absolute_url())


@pytest.fixture
def no_script(browser_page):
    context = browser_page.context.browser.new_context(java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def build(builder, *, seed):
    """From nothing until the check page has no hard stop, and what is left is explained."""
    builder.opens_the_case()
    builder.names_suspects()
    builder.names_people()
    builder.does_the_task_list(seed)
    until_played()
    builder.explains_the_rest("sensitive material")
    expect(builder.hands.page.get_by_text("This file cannot be sent yet")).to_have_count(0)


def until_played():
    """The worker tries recordings; whoever builds the file goes on meanwhile, a test cannot."""
    until = time.monotonic() + 60
    while MediaDetails.objects.exclude(playable=Playable.PLAYS).exists():
        assert time.monotonic() < until, "the recording was not tried in time"
        time.sleep(0.2)


def sign_off(office):
    hands = office.hands
    office.sit("supervisor")
    hands.follow("Sign off or send back")
    hands.fill("Your comments", "Both recordings watched; there is no sensitive material.")
    hands.press(re.compile("Sign off and submit"))
    hands.sees("Receipt code")


def receipt_as(office, role, submission):
    """The receipt in words, as somebody reads it."""
    office.sit(role)
    page = office.hands.page
    page.goto(f"{office.address}/case-files/{submission.case_file.slug}/submissions/{submission.pk}/")
    expect(page.get_by_role("link", name=re.compile("Download this receipt .PDF"))).to_be_visible()
    return page.get_by_role("article", name="Receipt").inner_text()


def reject(office, today):
    """As CPS triage: one reason, about one row."""
    page, hands = office.hands.page, office.hands
    hands.follow("Overview")
    hands.follow("Triage this file")
    hands.follow(re.compile("^Reject"))
    expect(page.get_by_text("Why are you rejecting it?").first).to_be_visible()
    page.wait_for_load_state("domcontentloaded")
    for box in page.locator("[name^='reason_']:checked").all():
        box.uncheck()
    page.locator("[name='reason_TR07']").check()
    page.locator("[name='detail_TR07']").fill("The letter does not name the injury.")
    row = page.locator("[name='row_TR07']")
    row.select_option(label=row.locator("option", has_text="Medical evidence").first.inner_text())
    hands.date("respond_by", today + timedelta(days=7))
    hands.press("Reject the file")
    hands.sees("Rejected")


def mend(office, builder):
    """As the builder: see the reason, mend its row, see it cleared, send again."""
    hands = builder.hands
    office.sit("builder")
    hands.sees("The letter does not name the injury.")
    receipt = f"{office.address}/case-files/{CaseFile.objects.get().slug}/submissions/{first_sent().pk}/"
    builder.mends_the_medical_evidence()
    hands.page.goto(receipt)
    hands.follow("See what changed since")
    hands.sees("Letter of the surgeon")
    expect(hands.page.get_by_role("listitem").filter(has_text="TR07").get_by_text("Cleared").first).to_be_visible()
    builder.checks_it()
    expect(hands.page.get_by_label(re.compile("^Why the file goes without it.*MG3A"))).to_have_count(0)
    builder.sends_it()


def first_sent():
    return Submission.objects.order_by("pk").first()


def test_a_file_is_built_sent_rejected_and_mended_without_script(
    people, live_server, no_script, worker, tmp_path, record_property
):
    hands, today = Mouse(no_script), local_date(timezone.now())
    office, builder = Office(hands, live_server.url), Builder(hands, tmp_path, today)

    office.sit("builder")
    build(builder, seed=3)
    builder.sends_it()
    taken = replace(hands.effort)
    record_property("effort", str(taken))
    assert taken.clicks <= MOST.clicks, f"building and sending took {taken}"
    assert taken.fields <= MOST.fields, f"building and sending took {taken}"
    sign_off(office)
    sent = first_sent()
    assert sent.state == SubmissionState.SENT
    worker.catches_up()
    assert receipt_as(office, "builder", sent) == receipt_as(office, "assistant", sent)
    reject(office, today)
    mend(office, builder)
    sign_off(office)
    assert Submission.objects.filter(state=SubmissionState.SENT).count() == 2


@pytest.mark.parametrize("with_script", [True, False], ids=["with script", "script off"])
def test_a_file_is_built_and_sealed_with_the_keyboard_alone(
    people, live_server, browser_page, no_script, worker, tmp_path, with_script
):
    hands = Keyboard(browser_page if with_script else no_script)
    office, builder = Office(hands, live_server.url), Builder(hands, tmp_path, local_date(timezone.now()))

    office.sit("builder")
    build(builder, seed=5)
    builder.sends_it()
    sign_off(office)
    assert first_sent().state == SubmissionState.SENT
