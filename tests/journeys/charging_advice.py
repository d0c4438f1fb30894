"""Early advice in a rape case: triaged twice, given with points to prove, acted on, and sent for a decision."""

import re

from django.core.management import call_command
from playwright.sync_api import expect

from casework.models import Flag, OffenceCode
from casework.operations import building
from metrics.models import FactSuspect
from metrics.tasks import refresh_figures
from tests import stories
from tests.clock import (
    FRIDAY_2PM,
    FRIDAY_9AM,
    MONDAY_9AM,
    NEXT_MONDAY_9AM,
    THURSDAY_9AM,
    TUESDAY_2PM,
    TUESDAY_9AM,
    WEDNESDAY_2PM,
    WEDNESDAY_9AM,
)
from tests.journeys.charging_desk import codes_of, explains_what_is_missing, signs_it_off
from tests.unchanged import assert_in_step

RAPE_TITLE = "Rape a woman aged 16 or over"
OWN_POINT = "They were alone from midnight"
ADVICE = "Obtain the messages between them, and ask who drove her home."
SIGNED_OFF = {"comments": "The victim is supported; her phone is being examined.", "then": "Receipt code"}


def sends_it(desk, case, *, asked_for):
    desk.open("builder", case)
    desk.press(re.compile("send it to a supervisor"))
    explains_what_is_missing(desk)
    desk.choose(asked_for, of="What do you need")
    desk.choose(re.compile("^Green:"))
    desk.press("Send to a supervisor")
    desk.sees("Sent to a supervisor")


def passes_it_on(desk, case):
    """The assistant accepts it, which in a rape case passes it on."""
    desk.open("assistant", case)
    desk.press("Triage this file")
    desk.press("Accept for review")
    desk.sees("Type of review: Early advice. Police asked for early advice")
    desk.choose("Rape and serious sexual offences")
    desk.press("Accept for review")
    desk.sees("second triage")


def accepts_it_at_second_triage(desk, case):
    desk.sit("legal_manager")
    desk.follow("Second triage needed")
    desk.follow(case.reference)
    desk.sees("Ash Assistant passed it on.")
    desk.press("Triage this file a second time")
    desk.press("Accept for review")
    desk.sees("Type of casework")
    desk.press("Accept for review")
    desk.sees("Accepted for review.")


def allocates_it(desk, case):
    desk.open("legal_manager", case)
    desk.follow("Allocate this review")
    desk.choose("Suggested: Pam Prosecutor")
    desk.press(re.compile("^Allocate"))
    desk.sees("Allocated to Pam Prosecutor.")


def writes(desk, title, text):
    desk.follow(title)
    desk.fill(title, text)
    desk.press(re.compile("^Save$"))


def links_what_proves_it(desk):
    """One point is supported, another is the prosecutor's own."""
    desk.follow("Points to prove and what supports them")
    desk.sees("Nothing supports it")
    desk.select("Point to prove", "It was the suspect")
    desk.select("Material that supports it", "Statement of the shop manager")
    desk.fill("How it supports the point", "She knows him.")
    desk.press("Link")
    desk.sees("She knows him.")
    desk.select("Offence", f"Test Alder: {RAPE_TITLE}")
    desk.fill("What has to be proved", OWN_POINT)
    desk.press("Add")
    desk.sees(OWN_POINT)


def gives_advice(desk, case):
    """A charge is not even offered: police asked for advice."""
    desk.open("second_prosecutor", case)
    desk.press("Complete the review")
    links_what_proves_it(desk)
    desk.open("second_prosecutor", case)
    desk.press("Complete the review")
    writes(desk, "Evidential analysis", "Her account is clear; the messages between them are not in the file.")
    desk.follow("Disclosure management")
    desk.choose("I have considered the impact")
    desk.press(re.compile("^Save$"))
    desk.follow("Decision on Test Alder")
    desk.sees("it can be neither charged nor diverted yet")
    for label in ("Charge under the Full Code Test", "Charge as proposed", "Another offence to charge"):
        expect(desk.main.get_by_label(label)).to_have_count(0)
    desk.choose("Early advice given")
    desk.press("Continue")
    desk.fill("Reasons for this decision", ADVICE)
    desk.press(re.compile("^Save$"))
    desk.press("Check and issue")
    desk.sees(OWN_POINT)
    desk.press("Issue this review")
    desk.sees("Police can see your decision now")


def reads_the_advice(desk, case):
    """Police read it with every point to prove, those that nothing supports too."""
    desk.open("builder", case)
    desk.follow(re.compile("^Review 1"))
    desk.follow(re.compile("^Advice"))
    desk.sees(ADVICE)
    desk.sees(re.compile(f"{re.escape(OWN_POINT)}. No material is named for it."))
    desk.sees("None yet: this is early advice")
    desk.sees(re.compile("The victim did not consent, or was too young to. No material is named for it."))
    desk.sees(re.compile("It was the suspect. Supported by Statement of the shop manager."))


def acts_on_it(desk, case):
    desk.open("builder", case)
    desk.follow("Add material")
    desk.select("Kind of material", "MG11 witness statement")
    desk.fill("Title", "Messages of 20 February")
    desk.fill("Or a link to digital evidence", "https://evidence.example.test/messages")
    desk.press("Attach")
    desk.sees("attached")


def accepts_it_for_a_decision(desk, case):
    """What comes after the advice is triaged once."""
    desk.open("assistant", case)
    desk.press("Triage this file")
    desk.press("Accept for review")
    desk.sees("Type of review: Review within 28 calendar days. The most urgent stream in this file now is green")
    desk.press("Accept for review")
    desk.sees("Accepted")


def the_same_prosecutor_has_it(desk, case):
    desk.open("second_prosecutor", case)
    desk.press("Complete the review")
    desk.follow("Points to prove and what supports them")
    desk.sees(OWN_POINT)


def a_rape_case(cast):
    """A rape case that is ready to be sent."""
    like = OffenceCode.objects.get(code="OF61016")
    like.pk, like.code, like.title, like.search_text = None, "SX03002", RAPE_TITLE, RAPE_TITLE.lower()
    like.save(force_insert=True)
    case = stories.ready_case(cast, names=stories.NAMES[:1], offence="SX03002")
    building.set_flags(case_file=case, codes={Flag.RAPE}, by=cast.builder, at=MONDAY_9AM)
    return case


def early_advice_in_a_rape_case(cast, clock, desk):
    case = a_rape_case(cast)
    clock.set(TUESDAY_9AM)
    sends_it(desk, case, asked_for="Early advice")
    clock.set(TUESDAY_2PM)
    signs_it_off(desk, case, **SIGNED_OFF)
    clock.set(WEDNESDAY_9AM)
    passes_it_on(desk, case)
    clock.set(WEDNESDAY_2PM)
    accepts_it_at_second_triage(desk, case)
    allocates_it(desk, case)
    clock.set(THURSDAY_9AM)
    gives_advice(desk, case)

    clock.set(FRIDAY_9AM)
    reads_the_advice(desk, case)
    acts_on_it(desk, case)
    sends_it(desk, case, asked_for="Charging decision")
    clock.set(FRIDAY_2PM)
    signs_it_off(desk, case, **SIGNED_OFF)
    clock.set(NEXT_MONDAY_9AM)
    accepts_it_for_a_decision(desk, case)
    the_same_prosecutor_has_it(desk, case)

    codes = codes_of(case)
    assert (codes.count("E10"), codes.count("E11"), codes.count("E16")) == (2, 2, 2)
    call_command("verify_ledger")
    assert_in_step(NEXT_MONDAY_9AM)
    desk.overview()
    desk.sees("police 1 day, CPS 5 days")
    refresh_figures()
    figures = FactSuspect.objects.get(case_id=case.pk)
    assert (figures.outcome, figures.oddities) == ("", 0)
