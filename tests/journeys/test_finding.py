"""Finding a case with the keyboard only, with script and without: search, narrow, open, watch, find again."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from casework.models import Search, Watch
from tests import stories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page):
        self.page = page

    def reach(self, wanted, *, most=80):
        """Press Tab until the thing with this text, or this id, has the focus."""
        says = (
            "const e = document.activeElement;"
            "return e === document.body ? '' : `${e.id} ${e.textContent}`.replace(/\\s+/g, ' ')"
        )
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if wanted in self.page.evaluate(f"() => {{ {says} }}"):
                return
        raise AssertionError(f"{wanted} cannot be reached")

    def press(self, key):
        """Press a key, and wait for the page that may come."""
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def keys(request, cast, client, live_server, browser_page):
    """Sit the builder down at a browser."""
    context = browser_page.context.browser.new_context(
        java_script_enabled=request.param, locale="en-GB", timezone_id="Europe/London"
    )
    context.set_default_timeout(10_000)
    client.force_login(cast.builder)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url)
    yield Keys(page)
    context.close()


def test_a_case_is_found_narrowed_down_watched_and_found_again(cast, keys):
    built = stories.ready_case(cast, urn=stories.a_urn(1), names=(("O'Neill", "Zoë"),))
    stories.submitted_case(cast, urn=stories.a_urn(2), names=(("Oneill", "Test"),))
    page = keys.page
    page.reload()

    keys.reach("site-search")
    page.keyboard.type("oneill")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 cases found")
    assert urlsplit(page.url).path == f"/search/{Search.objects.get().pk}/"

    keys.reach("Status")
    if not page.locator("details.tandem-facet").first.evaluate("e => e.open"):
        keys.press("Enter")
    keys.reach("status_building")
    page.keyboard.press("Space")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 case found")
    assert "status=building" in urlsplit(page.url).query
    assert "neill" not in page.url.lower()

    keys.reach("Remove filter: Status: File build needed")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 cases found")

    keys.reach("Skip to results")
    keys.press("Enter")
    keys.reach(built.reference)
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Theft of tools"))
    keys.reach("Watch this case")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Stop watching this case")).to_be_visible()
    assert Watch.objects.get().case_file == built

    keys.reach("Work queue")
    keys.press("Enter")
    for heading in ("Opened by you last", "Watched by you"):
        expect(page.get_by_role("region", name=heading).get_by_role("link", name=built.reference)).to_be_visible()
