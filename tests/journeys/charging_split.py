"""Two suspects decided otherwise: one charged, one not; police take that up the ladder, and a victim asks too.

The prosecutor thinks in private, another lawyer approves, and the advice that goes out is a document with a digest.
"""

import hashlib
import re
from datetime import timedelta
from pathlib import Path

import pikepdf
from django.core.management import call_command
from playwright.sync_api import expect

from casework import tasks
from casework.models import Flag, OffenceCode
from casework.operations import building, people
from charging.lifecycle import ReviewType
from charging.models import Advice, Escalation, VictimReview
from charging.operations import submission, triage
from charging.rules.receipt_paper import grouped
from foundation.periods import local_date
from tests import stories
from tests.clock import (
    FRIDAY_2PM,
    FRIDAY_9AM,
    MONDAY_9AM,
    NEXT_MONDAY_9AM,
    THURSDAY_9AM,
    TUESDAY_2PM,
    WEDNESDAY_9AM,
)
from tests.disagreements import BEATING
from tests.journeys.charging_desk import codes_of

ISSUE = re.compile("Issue this review")
OFTEN = ("Public interest", "Allocation and anticipated plea", "Victim and witness needs")
IN_TWO_DAYS = NEXT_MONDAY_9AM + timedelta(days=2)
THOUGHT = "The landlord may have seen more than he says."


def two_suspects(cast):
    """A case with a rape flag that waits for a prosecutor: two suspects, two offences of the first, a victim."""
    case_file = stories.ready_case(cast)
    building.set_flags(case_file=case_file, codes={Flag.RAPE}, by=cast.builder, at=MONDAY_9AM)
    details = people.OffenceDetails(
        offence_code=OffenceCode.objects.get(code=BEATING), starts_on=local_date(MONDAY_9AM)
    )
    first = case_file.suspects.get(number=1)
    people.propose_offence(suspect=first, details=details, by=cast.builder, at=MONDAY_9AM)
    sent = stories.send_to_supervisor(cast, stories.fresh(case_file))
    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)
    triage.accept(
        submission=stories.fresh(sent),
        review_type=ReviewType.DAYS_28,
        casework_type="rasso",
        by=cast.assistant,
        at=WEDNESDAY_9AM,
    )
    return stories.fresh(case_file)


def write_section(desk, title, text):
    desk.follow(title)
    desk.fill(title, text)
    desk.press(re.compile("^Save$"))


def write_sections(desk, *titles):
    for title in titles:
        write_section(desk, title, "It is set out in the file.")
    desk.follow("Disclosure management")
    desk.choose("I have considered the impact")
    desk.press(re.compile("^Save$"))


def at_case(desk, case_file, part=""):
    desk.page.goto(f"{desk.address}{case_file.get_absolute_url()}{part}")


def think_in_private(desk, case_file):
    """The prosecutor writes a note that nobody else reads, and puts it on the record when it is ripe."""
    desk.press("Take this review")
    desk.follow("Working notes")
    desk.fill(re.compile("^Note"), THOUGHT)
    desk.press("Save the note")
    for somebody_else in ("second_prosecutor", "legal_manager", "supervisor"):
        desk.sit(somebody_else)
        at_case(desk, case_file, "working-notes/")
        desk.sees_no(THOUGHT)
    desk.sit("prosecutor")
    at_case(desk, case_file, "working-notes/")
    desk.follow(re.compile("^Put on the record"))
    desk.select("Section", "Evidential analysis")
    desk.press("Add to the section")
    desk.sees(THOUGHT)


def decide_offence_by_offence(desk):
    """One suspect is charged with one of two offences, the other with nothing."""
    desk.follow("Decision on Test Alder")
    desk.choose("Charge under the Full Code Test")
    desk.press("Continue")
    desk.choose("Charge as proposed", of=re.compile("^Proposed: .*Theft"))
    desk.choose("Do not charge", of=re.compile("^Proposed: .*Common assault"))
    desk.select(re.compile("^Why Common assault"), "The other charges reflect what was done")
    desk.fill("Reasons for this decision", "The footage shows the theft; nobody saw a blow.")
    desk.press(re.compile("^Save$"))
    desk.follow("Decision on Test Birch")
    desk.choose("No further action: evidential")
    desk.press("Continue")
    desk.select("Coded reason", "Identification cannot be proved")
    desk.fill("Reasons for this decision", "Nobody can say who the second person was.")
    desk.press(re.compile("^Save$"))


def ask_for_approval(desk):
    """It cannot be issued before somebody else has agreed to this very review."""
    desk.press("Check and issue")
    desk.sees(re.compile("another lawyer has to approve this review"))
    expect(desk.main.get_by_role("button", name=ISSUE)).to_be_disabled()
    desk.follow(re.compile("^All parts of review"))
    desk.follow(re.compile("^Approval"))
    desk.sees("No further action on a rape or serious sexual offence")
    desk.press("Ask for approval")
    desk.sees("Asked for")
    expect(desk.main.get_by_role("link", name=re.compile("Read the review and decide"))).to_have_count(0)


def approve(desk):
    """Another lawyer finds the review in their queue, reads what is to be issued, and agrees."""
    desk.follow(re.compile("^Review to approve"))
    desk.follow(re.compile("^Review to approve.* on 45AD 12345"))
    desk.sees("Nobody can say who the second person was.")
    desk.fill("Comment", "Agreed: the second person is not identified.")
    desk.press("Approve")
    desk.sees("Approved")


def issue(desk):
    desk.press("Complete the review")
    desk.press("Check and issue")
    desk.press(ISSUE)


def read_the_advice(desk, case_file, number):
    """Both agencies read the same words, with the same digest, and the same document."""
    sealed = Advice.objects.get(consultation__number=number, consultation__case_file=case_file)
    assert hashlib.sha256(sealed.content.encode()).hexdigest() == sealed.sha256
    at_case(desk, case_file, f"reviews/{sealed.consultation_id}/advice/")
    desk.sees(grouped(sealed.sha256))
    desk.sees(THOUGHT)
    with desk.page.expect_download() as waited:
        desk.follow(re.compile(r"version 1 \(PDF\)"))
    with pikepdf.open(waited.value.path()) as pdf:
        assert len(pdf.pages) >= 1
    assert waited.value.suggested_filename.endswith(".pdf")
    return Path(waited.value.path()).read_bytes()


def charge(desk, suspect, moment):
    desk.press(re.compile(f"Record the charge of Test {suspect}"))
    desk.fill_moment("charged_at", moment)
    desk.choose("Charged at a police station")
    desk.press(re.compile("Record"))
    desk.sees(re.compile("xactly as authorised"))


def escalate(desk, case_file):
    """A supervisor does not agree; whoever decided it is not offered the answer."""
    desk.open("supervisor", case_file)
    desk.follow("Escalate the decision: Test Birch")
    desk.fill("Why do you not agree?", "Two people name him in the statement.")
    desk.press("Escalate")
    desk.sees("Escalated. It is answered by: ")
    at_step(desk, "prosecutor", case_file)
    desk.sees_no("What is your answer?")


def at_step(desk, part, case_file):
    """Sit down as one of the cast, in front of the ladder."""
    desk.sit(part)
    at_case(desk, case_file, f"escalations/{Escalation.objects.get().pk}/")
    desk.sees("Step 1: Supervisor to legal manager")


def answer_step(desk, outcome, reasons):
    desk.choose(outcome)
    desk.fill("Why?", reasons)
    desk.press("Answer")
    desk.sees("Answered. Police can see it.")


def climb(desk, clock, case_file):
    """The first step leaves the decision as it is, the second changes it; nobody skips a rung."""
    clock.set(FRIDAY_2PM)
    at_step(desk, "deputy_chief", case_file)
    desk.sees_no("What is your answer?")
    at_step(desk, "legal_manager", case_file)
    answer_step(desk, "Stands", "Neither of them gives a name.")
    at_step(desk, "supervisor", case_file)
    expect(desk.main.get_by_role("button", name="Take it to the next step")).to_have_count(0)
    at_step(desk, "police_manager", case_file)
    desk.fill("Why do you not agree?", "Both give his nickname, which is in the file.")
    desk.press("Take it to the next step")
    clock.set(NEXT_MONDAY_9AM)
    at_step(desk, "legal_manager", case_file)
    desk.sees_no("What is your answer?")
    at_step(desk, "deputy_chief", case_file)
    answer_step(desk, "Changed", "The nickname was overlooked.")


def decide_again(desk, case_file):
    """Another lawyer decides; the first is not offered the review."""
    desk.open("prosecutor", case_file)
    desk.sees(re.compile("You decided this before|somebody else|another lawyer"))
    expect(desk.main.get_by_role("button", name="Take this review")).to_be_disabled()
    desk.open("second_prosecutor", case_file)
    desk.press("Take this review")
    write_sections(desk, "Evidential analysis", *OFTEN)
    desk.follow("Decision on Test Birch")
    desk.choose("Charge under the Full Code Test")
    desk.press("Continue")
    desk.choose("Charge as proposed")
    desk.fill("Reasons for this decision", "Two witnesses give his nickname.")
    desk.press(re.compile("^Save$"))
    desk.press("Check and issue")
    desk.press(ISSUE)
    desk.sees("Police can see your decision now")


def days_held(desk, suspect):
    """What the case says of the days that each agency has held the file of a suspect."""
    held = (
        desk.main.get_by_role("article").filter(has_text=suspect).get_by_text("Since the CPS first had the file").first
    )
    said = held.locator("xpath=..").inner_text()
    police, cps = (int(n) for n in re.search(r"police (\d+) days?, CPS (\d+) days?", said).groups())
    return police, cps


def decisions_are_split_approved_escalated_and_made_again(cast, clock, desk):
    rape_case = two_suspects(cast)
    clock.set(THURSDAY_9AM)
    desk.open("prosecutor", rape_case)
    think_in_private(desk, rape_case)
    desk.overview()
    desk.press("Complete the review")
    write_sections(desk, *OFTEN)
    decide_offence_by_offence(desk)
    ask_for_approval(desk)
    clock.set(FRIDAY_9AM)
    desk.sit("second_prosecutor")
    approve(desk)
    desk.open("prosecutor", rape_case)
    issue(desk)
    desk.sees("No further action: evidential")
    tasks.make_documents()
    paper = read_the_advice(desk, rape_case, 1)
    desk.sit("builder")
    assert read_the_advice(desk, rape_case, 1) == paper
    desk.overview()
    charge(desk, "Alder", FRIDAY_9AM)

    escalate(desk, rape_case)
    climb(desk, clock, rape_case)
    decide_again(desk, rape_case)
    clock.set(IN_TWO_DAYS)
    desk.open("builder", rape_case)
    charge(desk, "Birch", IN_TWO_DAYS)
    for part in ("builder", "area_manager"):
        desk.open(part, rape_case)
        desk.sees("Charged by police")
        # Tuesday to Friday with the CPS, nobody's while it was closed, Monday to Wednesday with police.
        assert days_held(desk, "Birch") == (2, 3)
        assert days_held(desk, "Alder") == (0, 3)
    assert {"E16", "E30", "E31", "E33", "E36"} <= set(codes_of(rape_case))
    call_command("verify_ledger")


def at_request(desk, part, case_file):
    """Sit down as one of the cast, in front of what the victim asked last."""
    desk.sit(part)
    at_case(desk, case_file, f"victim-reviews/{VictimReview.objects.latest('pk').pk}/")
    desk.sees("Answer by")


def answer_the_victim(desk, outcome, words):
    desk.choose(outcome)
    desk.fill("What is the victim told, and why?", words)
    desk.press("Answer the victim")
    desk.sees(words)


def a_victim_asks_twice_and_the_decision_is_made_again(cast, clock, desk):
    case_file = stories.nfa_case(cast, names=stories.NAMES[:1]).case_file
    clock.set(FRIDAY_9AM)
    desk.open("builder", case_file)
    desk.sees("The victim may ask the CPS to review this decision until 5 June 2026")
    desk.open("assistant", case_file)
    desk.follow("Record that a victim asks for a review: Test Alder")
    desk.choose("Test Wensum")
    desk.fill_moment("asked_at", FRIDAY_9AM)
    desk.press("Record the request")
    desk.sees("Somebody who did not decide answers the victim.")

    at_request(desk, "prosecutor", case_file)
    desk.sees_no("What is the outcome?")
    clock.set(FRIDAY_2PM)
    at_request(desk, "second_prosecutor", case_file)
    answer_the_victim(desk, "The decision stands", "Nobody gives a name.")
    clock.set(NEXT_MONDAY_9AM)
    desk.sit("assistant")
    at_case(desk, case_file, f"victim-reviews/{VictimReview.objects.get().pk}/")
    desk.fill_moment("asked_at", NEXT_MONDAY_9AM)
    desk.press("Record that they ask for an independent review")
    at_request(desk, "second_prosecutor", case_file)
    desk.sees_no("What is the outcome?")
    at_request(desk, "legal_manager", case_file)
    answer_the_victim(desk, "To be decided again", "A nickname was overlooked.")

    desk.open("builder", case_file)
    desk.sees("Waiting for charging decision")
    desk.open("prosecutor", case_file)
    expect(desk.main.get_by_role("button", name="Take this review")).to_be_disabled()
    desk.open("second_prosecutor", case_file)
    desk.press("Take this review")
    desk.sees("Your review")
    assert codes_of(case_file).count("E36") == 2
    call_command("verify_ledger")
