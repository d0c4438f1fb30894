"""A suspect in custody by night: CPS Direct decides under the Threshold Test, and the Area finds it in the morning."""

import re
from datetime import datetime

from django.core.management import call_command
from playwright.sync_api import expect

from foundation.periods import LONDON
from metrics.models import FactSuspect
from metrics.tasks import refresh_figures
from tests import stories
from tests.clock import TUESDAY_11PM, WEDNESDAY_2AM, WEDNESDAY_9AM
from tests.journeys.charging_desk import codes_of, explains_what_is_missing, signs_it_off
from tests.unchanged import assert_in_step

ARRESTED = datetime(2026, 3, 3, 18, 30, tzinfo=LONDON)
IN_THE_EVENING = datetime(2026, 3, 3, 20, 30, tzinfo=LONDON)
EXPECTED = datetime(2026, 3, 16, tzinfo=LONDON).date()
WEDNESDAY_1AM = datetime(2026, 3, 4, 1, tzinfo=LONDON)
WEDNESDAY_8AM = datetime(2026, 3, 4, 8, tzinfo=LONDON)
LOOK_AGAIN = datetime(2026, 3, 20, tzinfo=LONDON).date()
RISKS = "Detention ends at 6:30pm; the victim is in hospital."
CONDITIONS = (
    "Reasonable grounds to suspect",
    "Further evidence will give a realistic prospect",
    "Seriousness justifies deciding now",
    "Continuing substantial grounds to object to bail",
    "In the public interest",
)
SIGNED_OFF = {"comments": "Detention is necessary: he failed to surrender twice.", "then": "CPS Direct"}


def records_the_detention(desk, case):
    desk.open("builder", case)
    desk.follow("Clocks")
    desk.follow(re.compile("Record a detention"))
    desk.fill_moment("relevant_at", ARRESTED)
    desk.fill("Custody suite", "Guildford")
    desk.press("Save")
    desk.sees("Guildford")


def sends_it_as_red(desk, case):
    desk.open("builder", case)
    desk.press(re.compile("send it to a supervisor"))
    explains_what_is_missing(desk)
    desk.choose("Charging decision", of="What do you need")
    desk.choose(re.compile("^Green:"))
    desk.press("Send to a supervisor")
    desk.sees("Everybody is in police custody, so send the file as red.")
    desk.choose(re.compile("^Red:"))
    desk.press("Send to a supervisor")
    desk.sees("Sent to a supervisor")


def sees_its_clocks(desk):
    """The decision is due three hours after sign-off, the detention ends a day after its relevant time."""
    desk.follow("Clocks")
    for title, runs_out in (("Charging decision", "11:30pm"), ("Detention without charge", "4 March 2026, 6:30pm")):
        expect(desk.main.get_by_role("row").filter(has_text=title)).to_contain_text(runs_out)


def cps_direct_accepts_it(desk, case):
    desk.open("direct_assistant", case)
    desk.press("Triage this file")
    desk.press("Accept for review")
    desk.sees("Type of review: Priority review, within 3 hours. The most urgent stream in this file now is red")
    desk.choose("Complex casework")
    desk.press("Accept for review")
    desk.sees("Accepted")


def writes(desk, title, text):
    desk.follow(title)
    desk.fill(title, text)
    desk.press(re.compile("^Save$"))


def decides_under_the_threshold_test(desk, case):
    """First without a word on bail, which stops the review; then whole."""
    desk.open("direct_prosecutor", case)
    desk.press("Take this review")
    writes(desk, "Evidential analysis", "He was seen leaving; the laboratory has the tools.")
    writes(desk, "Public interest", "The offence was planned.")
    writes(desk, "Allocation and anticipated plea", "Suitable for the Crown Court.")
    desk.follow("Disclosure management")
    desk.choose("I have considered the impact")
    desk.press(re.compile("^Save$"))
    desk.follow("Decision on Test Alder")
    desk.choose("Charge under the Threshold Test")
    desk.press("Continue")
    desk.choose("Charge as proposed")
    desk.fill("Reasons for this decision", "Bail is opposed, and the report will come.")
    for title in CONDITIONS:
        desk.fill(f"Threshold Test: {title.lower()}", "It is met.")
    desk.fill("Evidence still expected, 1", "Report of the laboratory")
    key = desk.main.locator("[name$='-expected_1_day']").get_attribute("name").removesuffix("expected_1_day")
    desk.fill_day(f"{key}expected_1", EXPECTED)
    desk.fill_day(f"{key}review_on", LOOK_AGAIN)
    desk.press(re.compile("^Save$"))


def asks_for_approval(desk):
    desk.press("Check and issue")
    desk.sees("You cannot issue this review yet")
    desk.follow("All parts of review")
    desk.follow("Approval")
    desk.press("Ask for approval")
    desk.sees("Approval asked for")


def approves_it(desk):
    desk.sit("direct_manager")
    desk.follow(re.compile("Review to approve.*45AD 12345"))
    desk.sees("Report of the laboratory, 16 March 2026")
    desk.press("Approve")
    desk.sees("Approved.")


def issues_it(desk, case):
    desk.open("direct_prosecutor", case)
    desk.press("Complete the review")
    desk.press("Check and issue")
    desk.press("Issue this review")
    desk.sees("45AD 12345/26 is now with CPS South East.")


def charges_him(desk, case):
    desk.open("builder", case)
    desk.press("Record the charge of Test Alder")
    desk.fill_moment("charged_at", WEDNESDAY_1AM)
    desk.choose("Charged at a police station")
    desk.press(re.compile("^Record"))
    desk.sees(re.compile("xactly as authorised"))


def reads_why_he_is_charged_now(desk):
    desk.overview()
    desk.follow(re.compile("^Review 1"))
    desk.follow(re.compile("^Advice"))
    desk.sees("Report of the laboratory, 16 March 2026")
    desk.sees("20 March 2026")
    desk.sees("Approved by Dot Direct")


def hands_over_what_is_undecided(desk, case):
    """Without a word on the risks it does not go."""
    desk.sit("direct_manager")
    desk.follow("CPS Direct")
    desk.choose(re.compile("^Hand over 45AD 00002/26"))
    desk.press("Hand over what is ticked")
    desk.sees("Write down the open risks of 45AD 00002/26")
    desk.fill("Open risks of 45AD 00002/26", RISKS)
    desk.press("Hand over what is ticked")
    desk.sees("45AD 00002/26 is now with CPS South East.")


def starts_the_day(desk):
    """The legal manager finds each case under what is most pressing."""
    desk.sit("legal_manager")
    desk.follow("CPS Direct")
    decided, undecided = (desk.main.get_by_role("article").filter(has_text=urn) for urn in ("12345/26", "00002/26"))
    expect(decided).to_contain_text("Full Code review due 20 March 2026")
    expect(undecided).to_contain_text(RISKS)


def takes_up_what_is_undecided(desk, case):
    desk.open("assistant", case)
    desk.press("Triage this file")
    desk.sees(RISKS)


def a_red_file_by_night(cast, clock, desk):
    case = stories.ready_case(cast, names=stories.NAMES[:1], custody_basis="custody")
    clock.set(IN_THE_EVENING)
    records_the_detention(desk, case)
    sends_it_as_red(desk, case)
    signs_it_off(desk, case, **SIGNED_OFF)
    sees_its_clocks(desk)

    clock.set(TUESDAY_11PM)
    cps_direct_accepts_it(desk, case)
    decides_under_the_threshold_test(desk, case)
    asks_for_approval(desk)
    approves_it(desk)
    issues_it(desk, case)

    clock.set(WEDNESDAY_2AM)
    charges_him(desk, case)
    reads_why_he_is_charged_now(desk)
    undecided = stories.red_case_by_night(cast, urn=stories.a_urn(2), names=stories.NAMES[1:]).case_file
    clock.set(WEDNESDAY_8AM)
    hands_over_what_is_undecided(desk, undecided)
    clock.set(WEDNESDAY_9AM)
    starts_the_day(desk)
    takes_up_what_is_undecided(desk, undecided)

    assert {"E06", "E10", "E11", "E12", "E15", "E16", "E30", "E31"} <= set(codes_of(case))
    call_command("verify_ledger")
    assert_in_step(WEDNESDAY_9AM)
    refresh_figures()
    figures = FactSuspect.objects.get(case_id=case.pk)
    assert figures.days_total == figures.days_with_police + figures.days_with_cps
    assert (figures.outcome, figures.consultations, figures.oddities) == ("charge", 1, 0)
