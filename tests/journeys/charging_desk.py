"""The desk of the charging journeys: everybody of the cast signs in at one browser, at an hour that the test sets."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from casework.events import REGISTRY
from casework.models import CaseEvent, CaseFile

FOR_SIGNED_IN = "Work queue"


class Clock:
    """The clock of everything that the server does: it goes on from where it was set, as any clock does."""

    def __init__(self, true_now):
        self.true_now, self.ahead = true_now, timedelta()

    def set(self, at):
        """It is `at` now."""
        self.ahead = at - self.true_now()

    def now(self):
        return self.true_now() + self.ahead


@pytest.fixture
def clock(monkeypatch):
    """Set the time of day; the browser and the database keep their own, which nothing that is asserted reads."""
    told = Clock(timezone.now)
    monkeypatch.setattr("django.utils.timezone.now", told.now)
    return told


class Desk:
    """The browser at which one person of the cast after another sits."""

    def __init__(self, page, address, cast):
        self.page, self.address, self.cast = page, address, cast

    def sit(self, part):
        """Sign out, and sign in as one of the cast; their work queue is open then."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_role("button", name=re.compile(getattr(self.cast, part).name)).click()
        expect(self.page.get_by_role("link", name=FOR_SIGNED_IN)).to_be_visible()

    def open(self, part, case_file):
        """Sit down as one of the cast, and open a case."""
        self.sit(part)
        self.page.goto(self.address + case_file.get_absolute_url())

    def overview(self):
        """Go to the first page of the case."""
        self.page.goto(self.address + CaseFile.objects.get().get_absolute_url())

    @property
    def main(self):
        return self.page.get_by_role("main")

    def press(self, name):
        """Press a button of the page, or a link that looks like one."""
        self.main.get_by_role("button", name=name).first.click()

    def follow(self, name):
        """Follow a link of the page, or of its navigation."""
        self.page.get_by_role("link", name=name).first.click()

    def fill(self, label, text, *, of=None):
        self._place(of).get_by_label(label).first.fill(text)

    def choose(self, label, *, of=None):
        self._place(of).get_by_label(label).first.check()

    def select(self, label, option, *, of=None):
        self._place(of).get_by_label(label).first.select_option(label=option)

    def fill_day(self, name, day):
        """Type a day into the three boxes of a date."""
        for part in ("day", "month", "year"):
            self.main.locator(f"[name='{name}_{part}']").fill(str(getattr(day, part)))

    def fill_moment(self, name, at):
        """Type a day and a time of day."""
        self.fill_day(name, at)
        self.main.locator(f"[name='{name}_time']").fill(f"{at:%H:%M}")

    def sees(self, text):
        """Find something on a page, and wait until the rest of the page is there too."""
        expect(self.page.get_by_text(text).first).to_be_visible()
        self.page.wait_for_load_state("domcontentloaded")

    def sees_no(self, text):
        """Look for something on a page that is there whole, and find it nowhere."""
        expect(self.page.get_by_text(text)).to_have_count(0)

    def _place(self, group):
        return self.main.get_by_role("group", name=group).first if group else self.main


def explains_what_is_missing(desk):
    """Give the same reason for everything that the check says is missing."""
    desk.sees("What the file standard says")
    for box in desk.main.locator(".tandem-check__reason textarea").all():
        box.fill("Not available yet: it does not change the decision.")


def signs_it_off(desk, case, *, comments, then):
    """As the supervisor: read the file, comment, and submit it; `then` is what the next page says."""
    desk.open("supervisor", case)
    desk.press("Sign off or send back")
    desk.fill("Your comments", comments)
    desk.press(re.compile("Sign off and submit"))
    desk.sees(then)


@pytest.fixture
def desk(cast, live_server, browser_page):
    """Let everybody of the cast sign in with one click, as the demonstration's people do."""
    User.objects.update(is_demo=True)
    return Desk(browser_page, live_server.url, cast)


def codes_of(case_file):
    """The codes of the events that the ledger holds of a case, in order."""
    types = CaseEvent.objects.filter(case_id=case_file.pk).order_by("pk").values_list("type", flat=True)
    return [REGISTRY[name].code for name in types]
