"""A bail case that goes back and forth: rejected, contested, mended, argued over, charged otherwise.

March 2026 becomes April meanwhile: the clocks change on the 29th, and Easter is the first weekend of April.
"""

import re
from datetime import date, datetime

from django.core.management import call_command
from playwright.sync_api import expect

from accounts.roles import Side
from casework.models import CaseEvent, Matter, Notice
from charging.lifecycle import MatterKind
from charging.models import TriageReason
from charging.operations import notices
from charging.tasks import remind_of_rejections
from foundation.clocks import due_day
from foundation.periods import LONDON
from metrics.models import FactSuspect
from tests import custody_acts, stories
from tests.clock import MONDAY_9AM, THURSDAY_9AM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_2PM, WEDNESDAY_9AM
from tests.journeys.charging_desk import codes_of, explains_what_is_missing, signs_it_off
from tests.unchanged import assert_in_step

# Sent, received, rejected, contested, upheld; sent, received, accepted, allocated; decided with a plan of two items,
# to be assessed; a date moved, an answer; sent, received, found enough; decided, authorised, to be assessed; charged.
CODES = [
    *("E10", "E11", "E12", "E13", "E14"),
    *("E10", "E11", "E12", "E15"),
    *("E16", "E20", "E21", "E21", "E40"),
    *("E22", "E23"),
    *("E10", "E11", "E24"),
    *("E16", "E30", "E40", "E31"),
]
SIGNED_OFF = {"comments": "Mended as asked.", "then": "Submitted to the CPS"}


def at(month, day, hour=9):
    return datetime(2026, month, day, hour, tzinfo=LONDON)


def sent_on_bail(cast):
    """A suspect bailed on Monday, whose file the CPS has on Tuesday afternoon."""
    case = custody_acts.bailed_case(cast, at=MONDAY_9AM, names=stories.NAMES[:1])
    sent = stories.send_to_supervisor(cast, case, at=TUESDAY_9AM)
    stories.submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)
    return stories.fresh(case)


def rejects_it(desk, case):
    desk.open("assistant", case)
    desk.press("Triage this file")
    desk.press(re.compile("^Reject"))
    desk.sees("Why are you rejecting it?")
    for box in reversed(desk.main.locator("[name^='reason_']:checked").all()):
        box.uncheck()
    desk.main.locator("[name='reason_TR08']").check()
    desk.main.locator("[name='detail_TR08']").fill("What he said in interview is not summarised.")
    desk.fill_day("respond_by", date(2026, 3, 9))
    desk.fill_day("remind_on", date(2026, 3, 6))
    desk.press("Reject the file")
    desk.sees("On the date to respond by, or after it")
    desk.fill_day("remind_on", date(2026, 3, 10))
    desk.press("Reject the file")
    desk.sees("Rejected. Police have the file again, with your reasons.")
    assert list(TriageReason.objects.values_list("reason__code", flat=True)) == ["TR08"]


def contests_it(desk, case):
    desk.open("builder", case)
    desk.sees("What he said in interview is not summarised.")
    desk.follow("Contest the rejection")
    desk.fill("Why should the file not have been rejected?", "He made no comment: there is nothing to summarise.")
    desk.press("Contest the rejection")
    desk.sees("Somebody at the CPS who did not triage the file decides.")


def cannot_decide_it(desk, case):
    """Whoever rejected the file does not decide what is said against that."""
    desk.open("assistant", case)
    desk.sees(re.compile("Waits for a CPS legal manager"))
    expect(desk.main.get_by_role("button", name="Decide the contested rejection")).to_have_count(0)


def upholds_it(desk):
    desk.sit("legal_manager")
    desk.follow(re.compile("^Contested rejection to decide"))
    desk.main.get_by_role("table").get_by_role("link", name=re.compile("^Contested rejection")).click()
    desk.sees("He made no comment: there is nothing to summarise.")
    desk.choose("The rejection stands")
    desk.fill(re.compile("^Why$"), "That he made no comment is what the summary has to say.")
    desk.press("Decide")
    desk.sees("Decided: the rejection stands. Police read why.")


def reads_the_reminder(desk, case):
    assert remind_of_rejections() == 1
    notices.deliver(at=at(3, 10))
    assert Notice.objects.filter(recipient=desk.cast.builder, text__contains="respond").exists()
    desk.open("builder", case)
    desk.sees("That he made no comment is what the summary has to say.")


def mends_it(desk, case):
    desk.open("builder", case)
    desk.follow("Change Test Alder")
    desk.fill("Summary of the interview", "No comment throughout.")
    desk.press("Save")
    desk.sees("Test Alder saved")
    desk.overview()
    desk.press("Mend the file and send it again")
    explains_what_is_missing(desk)
    desk.main.get_by_role("radio", name="Charging decision").check()
    desk.choose(re.compile("^Green:"))
    desk.press("Send to a supervisor")
    desk.sees("Sent to a supervisor")


def accepts_it(desk, case):
    desk.open("assistant", case)
    desk.press("Triage this file")
    desk.press(re.compile("^Accept"))
    desk.choose("Magistrates")
    desk.press(re.compile("^Accept"))
    desk.sees(re.compile("^Accepted"))


def allocates_it(desk, case):
    """The suggestion is chosen already, with what speaks for it; return whose the review is, and another lawyer."""
    desk.open("legal_manager", case)
    desk.follow("Allocate this review")
    expect(desk.main.get_by_role("radio", name=re.compile("^Suggested: "))).to_be_checked()
    desk.press("Allocate")
    desk.sees(re.compile("^Allocated to P.. Prosecutor"))
    said = CaseEvent.objects.get(case_id=case.pk, type="charging.review_allocated").details
    assert said["prosecutor_id"] == said["suggested_id"]
    lawyers = ("prosecutor", "second_prosecutor")
    return sorted(lawyers, key=lambda part: getattr(desk.cast, part).pk != said["prosecutor_id"])


def writes(desk, title, text):
    desk.follow(title)
    desk.fill(title, text)
    desk.press(re.compile("^Save$"))


def considers_disclosure(desk):
    desk.follow("Disclosure management")
    desk.choose("I have considered the impact")
    desk.press(re.compile("^Save$"))


def decides(desk, result, also=lambda: None):
    desk.follow("Decision on Test Alder")
    desk.choose(result)
    desk.press("Continue")
    desk.fill("Reasons for this decision", "It turns on who can be seen at the door.")
    also()
    desk.press(re.compile("^Save$"))


def asks_for(desk, number, text, why, *, category, needed_for, due):
    desk.follow("Add an item")
    desk.main.locator(f"[name='item-{number}-text']").fill(text)
    desk.main.locator(f"[name='item-{number}-why']").fill(why)
    desk.main.locator(f"[name='item-{number}-category']").select_option(category)
    desk.main.locator(f"[name='item-{number}-needed_for'][value='{needed_for}']").check()
    desk.fill_day(f"item-{number}-due_on", due)
    desk.press(re.compile("^Save$"))


def issues(desk):
    desk.press("Check and issue")
    desk.press("Issue this review")
    desk.sees("Police can see your decision now")


def asks_for_more(desk, case, lawyer):
    desk.open(lawyer, case)
    desk.press("Complete the review")
    writes(desk, "Evidential analysis", "Nobody has said yet who left by the door.")
    writes(desk, "Public interest", "The shop has lost tools for the third time.")
    considers_disclosure(desk)
    decides(desk, "More work needed: action plan")
    desk.follow("Action plan")
    footage, taxi = "Footage from the shop door", "Statement of the taxi driver"
    asks_for(
        desk, 1, footage, "It may show who left.", category="footage", needed_for="decision", due=date(2026, 3, 20)
    )
    asks_for(desk, 2, taxi, "He took two men home.", category="statements", needed_for="trial", due=date(2026, 4, 10))
    desk.follow(re.compile("^All parts of review"))
    issues(desk)


def answers_in_part(desk, case):
    desk.open("builder", case)
    desk.press("Answer action plan 1")
    desk.sees("It may show who left.")
    desk.sees("He took two men home.")
    desk.follow(re.compile("^Part of it came.*item 1"))
    desk.fill("What came", "The first camera.")
    desk.fill("What is still missing", "The second camera, which the landlord keeps.")
    desk.press(re.compile("^Save"))
    desk.sees("Part received")


def asks_for_more_time(desk):
    desk.follow("Ask for more time for item 1")
    desk.main.locator("[name='choice'][value='']").check()
    desk.fill_day("day", date(2026, 4, 3))
    desk.choose("Waiting for somebody outside police")
    desk.press(re.compile("^Ask"))
    desk.sees("More time asked for")


def challenges_the_other(desk):
    desk.follow("Challenge item 2")
    desk.choose("It is out of proportion")
    desk.fill("Say why", "The driver is abroad, and the footage shows the same.")
    desk.press("Challenge it")
    desk.sees("Challenged")


def agrees_another_date(desk, case, lawyer):
    desk.open(lawyer, case)
    desk.follow("Action plan 1")
    desk.sees_no("Decide the challenge of item 2")
    desk.follow("Answer the request for more time for item 1")
    desk.choose("Agree another date")
    desk.fill_day("day", date(2026, 3, 27))
    desk.fill(re.compile("^Why"), "Bail does not wait for the landlord.")
    desk.press("Save your decision")
    desk.sees("27 March 2026")
    desk.sees("First agreed: 20 March 2026")


def lets_the_other_stand(desk, case, another):
    desk.open(another, case)
    desk.follow("Action plan 1")
    desk.follow("Decide the challenge of item 2")
    desk.choose("The item stands")
    desk.fill(re.compile("^Why$"), "A jury will want to hear him; a statement by video link is enough.")
    desk.press("Save your decision")
    desk.sees("Decided. Police have been told.")


def returns_the_answers(desk, case):
    desk.open("builder", case)
    desk.press("Answer action plan 1")
    desk.sees("A jury will want to hear him")
    desk.sees("Bail does not wait for the landlord.")
    expect(desk.main.get_by_role("button", name=re.compile("^Return"))).to_be_disabled()
    desk.follow("Answer to item 1")
    desk.choose("Provided")
    desk.fill("Details", "Both cameras are in the file.")
    desk.press("Save the answer")
    desk.sees("1 item needed for trial can be answered later.")
    desk.press(re.compile("^Return"))
    desk.sees("Answers returned. The CPS has the file again.")


def finds_the_answer_enough(desk, case, lawyer):
    desk.open(lawyer, case)
    desk.follow("Say whether the answers to action plan 1 are enough")
    desk.choose("Yes", of=re.compile("^1[.]"))
    desk.press(re.compile("^Save$"))
    desk.sees("Police read what you said of their answers.")


def charges_in_the_review(desk, case, lawyer):
    desk.open(lawyer, case)
    desk.press("Complete the review")
    writes(desk, "Evidential analysis", "The second camera shows him with the tools.")
    writes(desk, "Public interest", "The shop has lost tools for the third time.")
    writes(desk, "Allocation and anticipated plea", "Suitable for the magistrates' court.")
    considers_disclosure(desk)
    decides(desk, "Charge under the Full Code Test", lambda: desk.choose("Charge as proposed"))
    issues(desk)


def charges_something_else(desk, case, moment):
    desk.open("builder", case)
    desk.press("Record the charge of Test Alder")
    desk.fill_moment("charged_at", moment)
    desk.choose("Charged at a police station")
    desk.main.get_by_label(re.compile("TH68010")).uncheck()
    desk.fill("Any other offence charged", "criminal damage")
    desk.main.get_by_role("option", name=re.compile("CD71039")).click()
    desk.press("Record the charge")
    desk.sees("with offences other than those authorised")


def sees_the_mismatch(desk, case, part, *, state):
    desk.open(part, case)
    desk.follow(re.compile("^Charges: different"))
    desk.sees(state)
    desk.sees("TH68010")
    desk.sees("CD71039")


def explains_it(desk, case):
    sees_the_mismatch(desk, case, "builder", state="Police to explain")
    desk.fill("Why do the charges differ from the authority?", "The wrong line of the custody record was read out.")
    desk.press("Explain")
    desk.sees("Explained. The CPS settles it now.")


def settles_it(desk, case, lawyer):
    sees_the_mismatch(desk, case, lawyer, state="The CPS to settle")
    desk.sees("The wrong line of the custody record was read out.")
    desk.choose("Authority given for what was laid")
    desk.fill("Why?", "The damage to the door is proved as well.")
    desk.press("Settle")
    desk.sees("Settled. Police can see what you decided.")


def waits(case, kind):
    """For which agencies a matter waits, each with the last day on which it is in time."""
    return {(matter.side, due_day(matter.due_at)) for matter in Matter.objects.filter(case_file=case, kind=kind)}


def sees_the_bail_clock(desk, case, part):
    """Seven days with the CPS put the end of bail off by seven; both agencies read the same."""
    desk.open(part, case)
    desk.follow("Clocks")
    row = desk.main.get_by_role("row", name=re.compile("^Pre-charge bail"))
    for words in (
        "9 June 2026",
        "First: End of 2 June 2026",
        "Stood still from 3 March 2026, 2:00pm to 4 March 2026, 9:00am",
        "Stood still from 11 March 2026, 2:00pm to 13 March 2026, 9:00am",
        "Stood still from 26 March 2026, 9:00am to 30 March 2026, 9:00am",
    ):
        expect(row).to_contain_text(words)


def counts_each_day_once(case):
    """From the first receipt to the decision, as the figures count it."""
    call_command("rebuild_metrics", verbosity=0)
    fact = FactSuspect.objects.get(case_id=case.pk)
    assert (fact.days_total, fact.days_with_police, fact.days_with_cps) == (27, 20, 7)
    assert fact.consultations == 2


def rejected_and_contested(clock, desk, case):
    clock.set(WEDNESDAY_9AM)
    rejects_it(desk, case)
    clock.set(WEDNESDAY_2PM)
    contests_it(desk, case)
    assert waits(case, MatterKind.CONTEST) == {(Side.CPS, date(2026, 3, 5))}
    cannot_decide_it(desk, case)
    clock.set(THURSDAY_9AM)
    upholds_it(desk)


def mended_and_accepted(clock, desk, case):
    clock.set(at(3, 10))
    reads_the_reminder(desk, case)
    clock.set(at(3, 11))
    mends_it(desk, case)
    clock.set(at(3, 11, 14))
    signs_it_off(desk, case, **SIGNED_OFF)
    clock.set(at(3, 12))
    accepts_it(desk, case)


def argued_over(clock, desk, case, lawyer, another):
    clock.set(at(3, 13))
    asks_for_more(desk, case, lawyer)
    clock.set(at(3, 16))
    answers_in_part(desk, case)
    asks_for_more_time(desk)
    challenges_the_other(desk)
    assert waits(case, MatterKind.ITEM_EXTENSION) == {(Side.CPS, date(2026, 3, 18))}
    assert waits(case, MatterKind.ITEM_CHALLENGE) == {(Side.CPS, date(2026, 3, 18))}
    clock.set(at(3, 17))
    agrees_another_date(desk, case, lawyer)
    lets_the_other_stand(desk, case, another)
    clock.set(at(3, 26))
    returns_the_answers(desk, case)
    clock.set(at(3, 30))
    finds_the_answer_enough(desk, case, lawyer)


def charged_with_something_else(clock, desk, case, lawyer):
    """Good Friday and Easter Monday are no working days: neither agency loses them."""
    clock.set(at(4, 1))
    charges_something_else(desk, case, at(4, 1, 8))
    assert waits(case, MatterKind.MISMATCH) == {(Side.POLICE, date(2026, 4, 7)), (Side.CPS, date(2026, 4, 7))}
    desk.open(lawyer, case)
    desk.sees("Police to explain: due in 6 days.")
    for review in (1, 2):
        desk.sees(f"Assess the quality of the file, review {review}")
    sees_the_mismatch(desk, case, lawyer, state="Police to explain")
    desk.sees("Police have until the end of 7 April 2026 to explain")
    expect(desk.main.get_by_role("button", name="Settle")).to_have_count(0)
    clock.set(at(4, 2))
    explains_it(desk, case)
    assert waits(case, MatterKind.MISMATCH) == {(Side.POLICE, date(2026, 4, 13)), (Side.CPS, date(2026, 4, 13))}
    clock.set(at(4, 8))
    settles_it(desk, case, lawyer)
    assert not waits(case, MatterKind.MISMATCH)


def a_bail_case_goes_back_and_forth(cast, clock, desk):
    case = sent_on_bail(cast)
    rejected_and_contested(clock, desk, case)
    mended_and_accepted(clock, desk, case)
    lawyer, another = allocates_it(desk, case)
    argued_over(clock, desk, case, lawyer, another)
    charges_in_the_review(desk, case, lawyer)
    for part in ("builder", lawyer):
        sees_the_bail_clock(desk, case, part)
    charged_with_something_else(clock, desk, case, lawyer)
    for part in ("builder", lawyer):
        desk.open(part, case)
        desk.sees("police 22 days, CPS 7 days")
    assert [code for code in codes_of(case) if code >= "E10"] == CODES
    call_command("verify_ledger")
    assert_in_step(at(4, 8))
    counts_each_day_once(case)
