"""Ask, answer, accept in the browser, with the keyboard's own order of things and without any script."""

import re

import pytest
from playwright.sync_api import expect

from casework.models import Message, Thread
from tests import stories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Desk:
    """One page of a browser in which no script runs, at which one person after another sits."""

    def __init__(self, context, client, address):
        self.context, self.client, self.address = context, client, address
        self.page = context.new_page()

    def sit(self, person):
        """Sign in as somebody, with the session that the test client would have."""
        self.context.clear_cookies()
        self.client.force_login(person)
        cookie = {"name": "session", "value": self.client.cookies["session"].value, "url": self.address}
        self.context.add_cookies([cookie])

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()

    def press(self, name):
        self.page.get_by_role("button", name=name).first.click()


@pytest.fixture
def desk(browser_page, client, live_server):
    context = browser_page.context.browser.new_context(java_script_enabled=False, locale="en-GB")
    yield Desk(context, client, live_server.url)
    context.close()


def _asks(desk, cast, case_file):
    """The prosecutor asks both agencies about one suspect, and forgets the details first."""
    page = desk.page
    desk.sit(cast.prosecutor)
    page.goto(desk.address + case_file.get_absolute_url())
    page.get_by_role("navigation", name="Parts of this case file").get_by_role("link", name="Conversation").click()
    desk.press("Ask a question")
    desk.press("Continue")
    desk.sees("Select who can read this")
    page.get_by_label("Police and the CPS").check()
    desk.press("Continue")
    desk.sees("Police and the CPS can read everything here.")
    page.get_by_label("What is it about?").select_option(label="Test Alder")
    page.get_by_label("Question in one line").fill("Were the two others spoken to?")
    desk.press("Ask police and the CPS")
    desk.sees("There is a problem")
    expect(page.get_by_label("Question in one line")).to_have_value("Were the two others spoken to?")
    page.get_by_label("Details").fill("The interview names two other people.")
    desk.press("Ask police and the CPS")
    desk.sees("Question asked.")


def _answers(desk, cast):
    """Police find the question in their list and answer it."""
    page = desk.page
    desk.sit(cast.builder)
    page.goto(desk.address)
    page.get_by_role("link", name="Questions").click()
    page.get_by_role("link", name="Were the two others spoken to?").click()
    desk.sees("Waiting for police to answer")
    page.get_by_label("Your message").fill("Both, on Tuesday; their statements are attached.")
    desk.press("Send as the answer")
    desk.sees("Answer sent.")


def _accepts(desk, cast):
    """The prosecutor reads the answer and accepts it."""
    page = desk.page
    desk.sit(cast.prosecutor)
    page.goto(f"{desk.address}/questions/")
    page.get_by_role("link", name="Were the two others spoken to?").click()
    desk.sees("Both, on Tuesday; their statements are attached.")
    desk.press("Accept the answer")
    desk.sees("Answer accepted.")
    desk.sees(re.compile("seen by|Nobody else has seen"))


def test_ask_answer_accept_without_script(cast, desk):
    case_file = stories.accepted_case(cast).case_file
    _asks(desk, cast, case_file)
    _answers(desk, cast)
    _accepts(desk, cast)

    thread = Thread.objects.get()
    assert (thread.state, thread.suspect) == ("accepted", case_file.suspects.get(number=1))
    assert list(Message.objects.order_by("number").values_list("act", flat=True)) == ["ask", "answer", "accept"]
