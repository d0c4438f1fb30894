"""The page about the API, in a browser: no finding, nothing refused by the policy, every link leads somewhere."""

import pytest

from tests.journeys.test_accessibility import AXE, PHONE, RUN

DEAD_LINKS = """() => [...document.querySelectorAll('main a[href^="#"]')]
    .map(link => link.getAttribute("href").slice(1)).filter(id => !document.getElementById(id))"""


@pytest.mark.django_db(transaction=True)
def test_the_page_about_the_api_can_be_read_by_anybody_on_anything(live_server, browser_page):
    said = []
    browser_page.on("console", lambda message: said.append(message.text))
    browser_page.goto(f"{live_server.url}/api/v1/docs/")

    assert said == []
    assert browser_page.locator("h3", has_text="Open a case file").count() == 1
    assert browser_page.evaluate(DEAD_LINKS) == []
    browser_page.evaluate(AXE)
    assert browser_page.evaluate(RUN) == []
    browser_page.set_viewport_size(PHONE)
    assert browser_page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
