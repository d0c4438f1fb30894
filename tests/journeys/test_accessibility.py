"""axe finds nothing on any page as any role; no page scrolls sideways on a phone; no page breaks the policy."""

import re
from http import HTTPStatus

import pytest

from config.embedded import ROOT
from tests.world import addresses_of, make_world, our_pages

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
})).violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | "))"""
WATCH = """window.refused = [];
const note = e => window.refused.push(e.violatedDirective + " " + e.sourceFile);
document.addEventListener("securitypolicyviolation", note);
"""
SIDES = {
    "police": ("builder", "supervisor"),
    "cps": ("assistant", "prosecutor", "legal_manager", "area_manager"),
}
# What differs between two pages without making them two pages to look at: form tokens and numbers.
VARYING = re.compile(r'value="[^"]{20,}"|\d+')
PHONE = {"width": 320, "height": 800}
DESK = {"width": 1280, "height": 900}


def pages_for(client, world, seen):
    """The addresses that answer with a page whose content, or whose head, is not among the `seen`, which grow."""
    for name, needs in our_pages().items():
        for address in addresses_of(name, needs, world):
            response = client.get(address)
            if response.status_code == HTTPStatus.OK and response["Content-Type"].startswith("text/html"):
                page = VARYING.sub("", response.content.decode()).partition("<header")[2]
                head, _, content = page.partition("<main")
                if not {head, content} <= seen:
                    seen |= {head, content}
                    yield address


def problems_on(page, address):
    """What the policy refused, whether a phone has to scroll sideways, and what axe says of a page.

    In this order: axe itself writes styles that the policy refuses, and only what the page does counts.
    """
    page.set_viewport_size(PHONE)
    page.goto(address)
    found = page.evaluate("window.refused")
    if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
        found.append("scrolls sideways at 320 px")
    page.set_viewport_size(DESK)
    page.evaluate(AXE)
    return found + page.evaluate(RUN)


@pytest.fixture
def watched_page(browser_page):
    """A page that notes whatever the content security policy refuses."""
    browser_page.add_init_script(WATCH)
    return browser_page


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("side", SIDES)
def test_no_page_has_a_finding(side, cast, client, live_server, watched_page):
    world, seen, findings = make_world(cast), set(), {}
    for role in SIDES[side]:
        client.force_login(getattr(cast, role))
        cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
        watched_page.context.add_cookies([cookie])
        for address in pages_for(client, world, seen):
            found = problems_on(watched_page, live_server.url + address)
            if found:
                findings[role, address] = found
    assert len(seen) > len(our_pages()) / 4
    assert findings == {}


@pytest.mark.django_db(transaction=True)
def test_the_sign_in_page_has_no_finding(live_server, watched_page):
    assert problems_on(watched_page, f"{live_server.url}/accounts/login/") == []
