"""axe finds nothing on any page as any role; no page scrolls sideways on a phone; no page breaks the policy."""

from http import HTTPStatus

import pytest

from config.embedded import ROOT
from tests.world import addresses_of, make_world, our_pages

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
})).violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | "))"""
ROLES = ("builder", "supervisor", "assistant", "prosecutor", "legal_manager", "area_manager")
PHONE = {"width": 320, "height": 800}
DESK = {"width": 1280, "height": 900}


def pages_for(client, world):
    """The addresses that answer a role with a page."""
    for name, needs in our_pages().items():
        for address in addresses_of(name, needs, world):
            response = client.get(address)
            if response.status_code == HTTPStatus.OK and response["Content-Type"].startswith("text/html"):
                yield address


def problems_on(page, address):
    """What axe says of a page, what the policy refused, and whether a phone has to scroll sideways."""
    refused = []

    def listen(message):
        if "Content Security Policy" in message.text:
            refused.append(message.text)

    page.on("console", listen)
    page.set_viewport_size(DESK)
    page.goto(address)
    page.evaluate(AXE)
    found = page.evaluate(RUN)
    page.set_viewport_size(PHONE)
    if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
        found.append("scrolls sideways at 320 px")
    page.remove_listener("console", listen)
    return found + refused


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_a_finding(role, cast, client, live_server, browser_page):
    world = make_world(cast)
    client.force_login(getattr(cast, role))
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    browser_page.context.add_cookies([cookie])
    findings = {}
    for address in pages_for(client, world):
        found = problems_on(browser_page, live_server.url + address)
        if found:
            findings[address] = found
    assert findings == {}


@pytest.mark.django_db(transaction=True)
def test_the_sign_in_page_has_no_finding(live_server, browser_page):
    assert problems_on(browser_page, f"{live_server.url}/accounts/login/") == []
