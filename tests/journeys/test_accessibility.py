"""axe finds nothing on any page as any role; no page scrolls sideways on a phone; no page breaks the policy."""

from html.parser import HTMLParser
from http import HTTPStatus

import pytest

from config.embedded import ROOT
from tests.world import make_world

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# The GOV.UK design system says with aria-expanded which radio shows one more question. ARIA does not list it there, yet
# screen readers read it out: it is kept (alphagov/govuk-frontend issue 979) and our accessibility statement says so.
RUN = """async () => (axe.configure({
    checks: [{id: "aria-allowed-attr", options: {radio: ["aria-expanded"]}}]
}), await axe.run(document, {
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
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
FEWEST_PAGES = 60
PHONE = {"width": 320, "height": 800}
DESK = {"width": 1280, "height": 900}


class Places(HTMLParser):
    """What stands where on a page: each element by its kind and look, and those around it; its words do not count."""

    SHOWN_BY = {"class", "role", "type"}
    OUTER = 3

    def __init__(self, content):
        super().__init__()
        self.around, self.found = [], set()
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        """Note an element in its place."""
        look = (tag, *(pair for pair in attrs if pair[0] in self.SHOWN_BY or pair[0].startswith("aria-is")))
        self.found.add((*self.around[-self.OUTER :], look))
        if tag not in EMPTY:
            self.around.append(look)

    def handle_endtag(self, tag):
        """Leave an element, and those in it that were left open."""
        kinds = [look[0] for look in self.around]
        if tag in kinds:
            del self.around[len(kinds) - 1 - kinds[::-1].index(tag) :]


def pages_for(client, world, seen):
    """The addresses that answer with a page that has anything in a place where no page `seen` had it; these grow."""
    for _, _, addresses in world.pages:
        for address in addresses:
            response = client.get(address)
            if response.status_code == HTTPStatus.OK and response["Content-Type"].startswith("text/html"):
                found = Places(response.content.decode()).found
                if not found <= seen:
                    seen |= found
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
    world, seen, looked_at, findings = make_world(cast), set(), 0, {}
    for role in SIDES[side]:
        client.force_login(getattr(cast, role))
        cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
        watched_page.context.add_cookies([cookie])
        for address in pages_for(client, world, seen):
            looked_at += 1
            found = problems_on(watched_page, live_server.url + address)
            if found:
                findings[role, address] = found
    assert looked_at > FEWEST_PAGES
    assert findings == {}


@pytest.mark.django_db(transaction=True)
def test_the_sign_in_page_has_no_finding(live_server, watched_page):
    assert problems_on(watched_page, f"{live_server.url}/accounts/login/") == []
