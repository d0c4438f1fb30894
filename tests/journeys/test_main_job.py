"""One suspect's whole path in the browser: from the opening of the file to the figure that moves.

Real PostgreSQL, Redis, Celery worker and beat, reference data and browser. Each person signs in as the
demonstration's people do, with one click.
"""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Unit
from accounts.roles import Role
from casework.events import REGISTRY
from casework.models import CaseEvent, CaseFile
from foundation.periods import local_date, month_of
from tests.factories import PDF, a_person
from tests.snapshots import Snapshot

URN = "46 AA 12345 / 26"
CAST = {
    "builder": ("Demo Builder", Role.FILE_BUILDER, "police"),
    "supervisor": ("Demo Supervisor", Role.SUPERVISOR, "police"),
    "assistant": ("Demo Assistant", Role.CASEWORK_ASSISTANT, "cps"),
    "prosecutor": ("Demo Prosecutor", Role.PROSECUTOR, "cps"),
    "area_manager": ("Demo Area Manager", Role.AREA_MANAGER, "cps"),
}


def employ_people_under_real_reference_data():
    """Load the national lists, and employ one person in each role who can sign in with one click."""
    call_command("load_reference_data", verbosity=0)
    units = {
        "police": Unit.objects.filter(organisation__code="46").order_by("code").first(),
        "cps": Unit.objects.get(code="south-east-mc"),
    }
    for name, role, side in CAST.values():
        person = a_person(name, role, units[side])
        person.is_demo = True
        person.save(update_fields=["is_demo"])


@pytest.fixture
def people(transactional_db, snapshots, settings, tmp_path):
    """Have the real reference data and one person in each role; the lists are loaded once in this process."""
    settings.MEDIA_ROOT = tmp_path
    if "people" in snapshots:
        snapshots["people"].restore()
    else:
        snapshots["people"] = Snapshot(employ_people_under_real_reference_data)


class Desk:
    """Whoever sits at the browser."""

    def __init__(self, page, address):
        self.page, self.address = page, address

    def sit(self, role):
        """Sign out, sign in as somebody else, and open the case if there is one."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_role("button", name=re.compile(CAST[role][0])).click()
        expect(self.page.get_by_role("link", name="Work queue")).to_be_visible()
        case = CaseFile.objects.first()
        if case:
            self.page.goto(self.address + case.get_absolute_url())

    def press(self, name):
        """Press a button, or a link that looks like one."""
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name):
        self.page.get_by_role("link", name=name).first.click()

    def fill(self, label, text):
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, label):
        self.page.get_by_label(label).first.check()

    def fill_date(self, prefix, day):
        for part in ("day", "month", "year"):
            self.page.locator(f"[name='{prefix}_{part}']").fill(str(getattr(day, part)))

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()
        self.page.wait_for_load_state("domcontentloaded")


def open_the_case(desk, today):
    desk.follow("Open a case")
    desk.fill("Unique Reference Number", "46-AA-1")
    desk.fill("What the case is about", "Assault outside a public house")
    desk.press("Open the case file")
    desk.sees("There is a problem")
    expect(desk.page.get_by_label("What the case is about")).to_have_value("Assault outside a public house")
    desk.fill("Unique Reference Number", URN)
    desk.fill_date("crime_recorded_on", today - timedelta(days=3))
    desk.press("Open the case file")
    desk.sees("Case file opened")


def add_a_suspect(desk, family_name, today):
    desk.follow("Add a suspect")
    desk.fill("Given names", "Test")
    desk.fill("Family name", family_name)
    desk.choose("On pre-charge bail")
    desk.choose("Not guilty plea expected")
    desk.press("Save")
    desk.page.get_by_role("searchbox", name="Find an offence").fill("abh")
    desk.page.get_by_role("main").get_by_role("button", name="Search").click()
    desk.follow("Assault a person thereby occasioning them actual bodily harm")
    desk.fill_date("starts_on", today - timedelta(days=4))
    desk.press("Add offence")
    desk.sees("added for Test")


def build_the_file(desk, today, tmp_path):
    add_a_suspect(desk, "Alder", today)
    add_a_suspect(desk, "Birch", today)
    desk.follow("Add a person")
    desk.choose("Victim")
    desk.fill("Given names", "Test")
    desk.fill("Family name", "Wensum")
    desk.press("Save")
    liar = tmp_path / "statement.png"
    liar.write_bytes(PDF)
    desk.follow("Add material")
    desk.page.get_by_label("Kind of material").select_option("mg11")
    desk.fill("Title", "Statement of the landlord")
    desk.page.locator("[name='upload']").set_input_files(liar)
    desk.press("Attach")
    desk.sees("is not what its name says")
    expect(desk.page.get_by_label("Title")).to_have_value("Statement of the landlord")
    desk.page.locator("[name='upload']").set_input_files(liar.rename(tmp_path / "statement.pdf"))
    desk.press("Attach")
    desk.sees("attached")


def send_it(desk):
    """As the builder: say what is wanted and hand the file over."""
    desk.page.get_by_role("button", name=re.compile("send it to a supervisor|send it again")).click()
    desk.sees("What the file standard says")
    for box in desk.page.locator(".tandem-check__reason textarea").all():
        box.fill("Not available yet: it does not change the decision.")
    desk.page.get_by_role("radio", name="Charging decision").check()
    desk.choose(re.compile("^Green:"))
    desk.press(re.compile("Send to"))


def sign_it_off(desk):
    desk.sit("supervisor")
    desk.press("Sign off or send back")
    desk.press(re.compile("Sign off and submit"))
    desk.sees("Write your comments")
    desk.fill("Your comments", "Evidence checked; disclosure schedules to follow.")
    desk.press(re.compile("Sign off and submit"))


def reject_it(desk, today):
    desk.sit("assistant")
    desk.press("Triage this file")
    desk.press(re.compile("^Reject"))
    desk.page.locator("[name='reason_TR08']").check()
    desk.page.locator("[name='detail_TR08']").fill("No summary for either suspect.")
    desk.fill_date("respond_by", today + timedelta(days=7))
    desk.press(re.compile("Reject"))
    desk.sees("Rejected")


def mend_it(desk):
    desk.sit("builder")
    desk.sees("Rejected at triage")
    for name in ("Alder", "Birch"):
        desk.page.get_by_role("link", name=f"Change Test {name}").click()
        desk.fill("Summary of the interview", "Says it was self-defence.")
        desk.press("Save")
        desk.sees(f"Test {name} saved")
    send_it(desk)


def write_section(desk, title, text):
    """Write one section of the review, from its task list and back."""
    desk.follow(title)
    desk.fill(title, text)
    desk.press(re.compile("^Save$"))


def consider_disclosure(desk):
    desk.follow("Disclosure management")
    desk.choose("I have considered the impact")
    desk.press(re.compile("^Save$"))


def decide(desk, suspect, result, also=lambda page: None):
    """Choose a decision for one suspect, and say why; `also` fills in the rest of the page."""
    desk.follow(f"Decision on Test {suspect}")
    desk.choose(result)
    desk.press("Continue")
    desk.fill("Reasons for this decision", "The evidence supports this.")
    also(desk.page)
    desk.press(re.compile("^Save$"))


def review_it(desk, today):
    """The first review charges one suspect and asks for more about the other."""
    desk.sit("prosecutor")
    desk.press("Take this review")
    write_section(desk, "Evidential analysis", "Identification is strong for one suspect and weak for the other.")
    write_section(desk, "Public interest", "A man was hurt.")
    write_section(desk, "Allocation and anticipated plea", "Suitable for the Crown Court.")
    consider_disclosure(desk)
    decide(
        desk,
        "Alder",
        "Charge under the Full Code Test",
        lambda page: page.get_by_label("Charge as proposed").first.check(),
    )
    decide(desk, "Birch", "More work needed: action plan")
    desk.follow("Action plan")
    desk.follow("Add an item")
    desk.page.locator("[name='item-1-text']").fill("Statement of the door staff")
    desk.page.locator("[name='item-1-why']").fill("It would settle who struck the blow.")
    desk.page.locator("[name='item-1-category']").select_option("statements")
    desk.page.locator("[name='item-1-needed_for'][value='decision']").check()
    desk.fill_date("item-1-due_on", today + timedelta(days=14))
    desk.press(re.compile("^Save$"))
    desk.follow(re.compile("^All parts of review"))
    desk.press("Check and issue")
    desk.press("Issue this review")
    desk.sees("Police can see your decision now")


def answer_it(desk):
    desk.sit("builder")
    desk.press(re.compile("Answer action plan"))
    expect(desk.page.get_by_role("button", name=re.compile("Return"))).to_be_disabled()
    desk.follow(re.compile("^Answer"))
    desk.choose("Provided")
    desk.fill("Details", "The door staff did not see the blow.")
    desk.press(re.compile("Save"))
    desk.press(re.compile("Return"))
    desk.sees("Waiting for charging decision")


def end_it(desk):
    desk.sit("prosecutor")
    desk.press("Complete the review")
    write_section(desk, "Evidential analysis", "Identification of this suspect cannot be proved.")
    write_section(desk, "Public interest", "There is no case to weigh.")
    consider_disclosure(desk)
    decide(
        desk,
        "Birch",
        "No further action: evidential",
        lambda page: page.get_by_label("Coded reason").select_option(label="Identification cannot be proved"),
    )
    desk.press("Check and issue")
    desk.press("Issue this review")
    desk.sees("No further action: evidential")


def charge_it(desk):
    desk.sit("builder")
    desk.press(re.compile("Record the charge of Test Alder"))
    now = timezone.localtime()
    desk.fill_date("charged_at", now)
    desk.page.locator("[name='charged_at_time']").fill(f"{now:%H:%M}")
    desk.choose("Charged at a police station")
    desk.press(re.compile("Record"))
    desk.sees(re.compile("xactly as authorised"))


def figure(desk, metric_id):
    """The figure of this month for the force, as the dashboard's own list counts it."""
    month = month_of(timezone.now())
    desk.page.goto(f"{desk.address}/figures/{metric_id}/list/?place=force:46&month={month}")
    return desk.page.content()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_suspects_whole_path(people, live_server, browser_page, worker, tmp_path):
    desk, today = Desk(browser_page, live_server.url), local_date(timezone.now())

    desk.sit("builder")
    open_the_case(desk, today)
    build_the_file(desk, today, tmp_path)
    desk.page.goto(desk.address + CaseFile.objects.get().get_absolute_url())
    desk.sees("Stops sending")
    desk.follow("Change details")
    desk.fill("Summary of the circumstances", "One man was struck outside a public house.")
    desk.press("Save")
    send_it(desk)
    sign_it_off(desk)
    reject_it(desk, today)
    mend_it(desk)
    sign_it_off(desk)

    desk.sit("assistant")
    desk.press("Triage this file")
    desk.press(re.compile("^Accept"))
    desk.choose("Crown Court")
    desk.press(re.compile("Accept"))
    review_it(desk, today)
    answer_it(desk)
    end_it(desk)
    charge_it(desk)

    desk.sit("area_manager")
    desk.sees("Charged by police")
    codes = {"E02", "E10", "E11", "E12", "E15", "E16", "E20", "E21", "E23", "E30", "E31", "E33"}
    recorded = {REGISTRY[name].code for name in CaseEvent.objects.values_list("type", flat=True)}
    assert codes <= recorded
    call_command("verify_ledger")

    worker.catches_up()
    for metric_id in ("pcd-referrals", "pcd-days-first-receipt-to-charge", "fq-first-submission-acceptance"):
        assert "46AA 12345/26" in figure(desk, metric_id)
    desk.follow("Figures")
    desk.sees("Suspects referred")
