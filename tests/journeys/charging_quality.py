"""A month of file quality: assessed, disputed failure by failure, scored again blind, closed, and taken away."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import expect

from casework.models import ReadEntry
from charging import tasks
from charging.models import Assessment, SecondScore
from tests import quality, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, NEXT_MONDAY_9AM
from tests.journeys.charging_desk import codes_of

GOOD, MIXED, AGREED, SILENT, LEFT = (stories.a_urn(number) for number in range(1, 6))
DISPUTED = re.compile("^Disputed$")
COMMENT = "The manager saw both of them; nobody asked her."


def five_files(cast):
    """Five files whose reviews were completed, for somebody to assess."""
    for urn in (GOOD, MIXED, AGREED, SILENT, LEFT):
        quality.to_assess(cast, urn=urn)


def file_of(urn):
    return Assessment.objects.get(case_file__urn=urn)


def at_file(desk, urn, part=""):
    """Open the page of a file's quality, or a part of it."""
    file = file_of(urn)
    desk.page.goto(f"{desk.address}{file.case_file.get_absolute_url()}file-quality/{file.pk}/{part}")


def spaced(urn):
    return f"{urn[:4]} {urn[4:9]}"


def from_the_queue(desk, what, urn):
    """Come to a file by what the work queue says is to be done about it."""
    desk.page.goto(desk.address)
    desk.follow(re.compile(f"^{what}"))
    desk.follow(re.compile(f"^{what}.* on {spaced(urn)}"))


def tick_failures(desk, *codes):
    """Have these failures ticked and no other, whatever was suggested."""
    expect(desk.main.get_by_role("heading", name="Failures")).to_be_visible()
    ticked = desk.main.locator("input[name^='failures_']:checked")
    while ticked.count():
        ticked.first.uncheck()
    for code in codes:
        desk.main.locator(f"input[name^='failures_'][value='{code}']").check()


def assess(desk, urn, *codes):
    from_the_queue(desk, "File quality to assess", urn)
    tick_failures(desk, *codes)
    desk.press("Save the assessment")
    desk.sees("Assessed. Police can see the result now.")


def assess_by_the_rows(desk, urn):
    """What police said is missing is suggested already; what the assessor does not agree with is then suggested too."""
    from_the_queue(desk, "File quality to assess", urn)
    expect(desk.main.locator("input[value='V3']")).to_be_checked()
    desk.choose(re.compile("^Key witness statements"), of=re.compile("^Police say these are there"))
    desk.press("Suggest failures from the rows")
    expect(desk.main.locator("input[value='E13']")).to_be_checked()
    tick_failures(desk, "E13", "D6")
    desk.fill("What police should know", COMMENT)
    desk.press("Save the assessment")
    desk.sees("Did not meet the standard")


def leave_one(desk, urn):
    from_the_queue(desk, "File quality to assess", urn)
    desk.follow("Not assessed")
    desk.press("Do not assess it")
    desk.sees("Select why the file is not assessed")
    desk.choose("No lawyer was free to assess it in time")
    desk.press("Do not assess it")
    desk.sees("No lawyer was free to assess it in time")


def assess_the_month(desk):
    desk.sit("prosecutor")
    assess_by_the_rows(desk, MIXED)
    assess(desk, GOOD)
    assess(desk, AGREED, "V3")
    assess(desk, SILENT, "D6")
    leave_one(desk, LEFT)
    desk.page.goto(desk.address)
    expect(desk.page.get_by_role("link", name=re.compile("^File quality to assess"))).to_have_count(0)


def answer(desk, code, choice, ground=""):
    """Answer one failure for police."""
    desk.follow(re.compile(f"^Answer to {code}|^Answer.*{code}"))
    desk.choose(choice)
    if ground:
        desk.fill("Why police dispute it", ground)
        desk.choose("Phone", of="How did you discuss it with the CPS?")
    desk.press("Save the answer")
    desk.sees(f"Answer to {code} saved")


def answer_for_police(desk):
    """Failure by failure: one accepted as it is, two disputed, and one that nobody gets round to."""
    desk.sit("supervisor")
    from_the_queue(desk, "File-quality failures to answer", MIXED)
    desk.sees(COMMENT)
    answer(desk, "D6", "Not disputed")
    answer(desk, "E13", DISPUTED, "Her statement is the first document.")
    from_the_queue(desk, "File-quality failures to answer", AGREED)
    answer(desk, "V3", DISPUTED, "It was offered and refused: page 2.")


def decide(desk, urn, choice, why):
    from_the_queue(desk, "Disputed file-quality failures to decide", urn)
    desk.follow(re.compile("^Decide the dispute"))
    if urn == MIXED:
        desk.sees(COMMENT)
    desk.choose(choice)
    desk.fill("Why", why)
    desk.press("Save the decision")
    desk.sees(why)


def decide_for_the_cps(desk):
    """Not by whoever assessed: one dispute is accepted, one is not."""
    desk.sit("prosecutor")
    at_file(desk, MIXED)
    expect(desk.main.get_by_role("link", name=re.compile("^Decide the dispute"))).to_have_count(0)
    desk.sit("legal_manager")
    decide(desk, MIXED, "Dispute not accepted", "That statement is of somebody else.")
    decide(desk, AGREED, "Dispute accepted", "Page 2 says so.")


def see_the_month(desk, part):
    """The page of March, as one agency sees it."""
    desk.sit(part)
    desk.page.goto(f"{desk.address}/file-quality/?month=2026-03")
    desk.sees("File quality: ")
    return desk.main.locator("dl").first.inner_text()


def lists_have_as_many_rows(desk):
    """Follow every number to its list."""
    links = desk.main.get_by_role("link", name=re.compile("show the list"))
    found = [(link.get_attribute("href"), int(link.inner_text().split(",")[0])) for link in links.all()]
    assert len(found) > 10
    for href, number in found:
        desk.page.goto(desk.address + href)
        desk.sees(re.compile(rf"^{number} rows?$"))
        assert desk.main.locator("tbody tr").count() == number


def draw_the_sample(desk):
    desk.sit("legal_manager")
    desk.page.goto(f"{desk.address}/file-quality/?month=2026-03")
    desk.follow("Second scoring and agreement")
    desk.sees("Second scoring: CPS South East, March 2026")
    desk.press("Draw the sample")
    desk.sees("4 files drawn by Lee Legal")
    desk.sees("4 still to be scored")


def part_of(cast, person):
    """Which part somebody of the cast plays."""
    return next(part for part, each in vars(cast).items() if each == person)


def score_again(desk, cast):
    """Whoever is given a file scores it without seeing what was found before; of one they think otherwise."""
    for second in SecondScore.objects.select_related("scorer", "assessment__case_file").order_by("pk"):
        file = second.assessment
        assert second.scorer_id != file.assessed_by_id
        desk.sit(part_of(cast, second.scorer))
        at_file(desk, file.case_file.urn)
        desk.sees("Somebody else assessed this file.")
        for known in (COMMENT, "Did not meet the standard", "Dispute accepted", "Disputed", "Pat Prosecutor assessed"):
            expect(desk.main.get_by_text(known)).to_have_count(0)
        first = list(file.failures.values_list("reason__code", flat=True))
        tick_failures(desk, *("D6",) if file.case_file.urn == GOOD else first)
        desk.press(re.compile("^Save"))
        desk.sees("Scored. You can see the first score now.")


def see_how_far_they_agree(desk):
    desk.sit("legal_manager")
    desk.page.goto(f"{desk.address}/file-quality/second-scores/?month=2026-03")
    table = desk.main.get_by_role("table", name="How far the two scores agree")
    expect(table).to_contain_text("75.0% (3 of 4)")
    others = desk.main.get_by_role("table", name="To talk over")
    expect(others.get_by_role("link", name=spaced(GOOD))).to_be_visible()
    expect(others.locator("tbody tr")).to_have_count(1)


def find_everything_closed(desk):
    """After the last second of the deadline everybody reads, and nobody changes anything."""
    for part in ("supervisor", "police_manager", "builder", "prosecutor", "legal_manager", "area_manager"):
        desk.sit(part)
        at_file(desk, SILENT)
        desk.sees("The month closed on 12 May 2026 at 11:59pm")
        desk.sees("Police did not answer 1 failure in time.")
        for link in ("^Answer", "^Change the", "^Decide the dispute", "^Correct this assessment"):
            expect(desk.main.get_by_role("link", name=re.compile(link))).to_have_count(0)
        expect(desk.main.get_by_role("button")).to_have_count(0)
    desk.sit("supervisor")
    at_file(desk, SILENT, f"failures/{quality.failure_of(file_of(SILENT)).pk}/")
    desk.sees("The month closed on 12 May 2026 at 11:59pm")
    tasks.close_disputes()  # as every hour
    desk.page.goto(desk.address)
    expect(desk.page.get_by_role("link", name=re.compile("^File-quality failures"))).to_have_count(0)


def find_it_open_on_the_last_evening(desk):
    desk.sit("supervisor")
    at_file(desk, SILENT)
    expect(desk.main.get_by_role("link", name=re.compile("^Answer"))).to_have_count(1)


def taken_away(desk, part):
    """The rows that somebody takes away, with their headings."""
    desk.sit(part)
    desk.page.goto(f"{desk.address}/file-quality/?month=2026-03")
    desk.follow("Take the failures away as a file")
    expect(desk.main.locator("[name='day_month']")).to_have_value("3")
    desk.choose("Comma-separated values (CSV)")
    desk.press("Download")
    desk.sees("Say what you need the file for")
    desk.fill("What do you need it for?", "Monthly meeting")
    with desk.page.expect_download() as waited:
        desk.press("Download")
    assert waited.value.suggested_filename == "OFFICIAL-SENSITIVE-file-quality-2026-03-01-to-2026-03-31.csv"
    return list(csv.reader(io.StringIO(Path(waited.value.path()).read_text(encoding="utf-8-sig"))))


def take_the_failures_away(desk):
    police, cps = taken_away(desk, "supervisor"), taken_away(desk, "legal_manager")
    assert cps[0] == [*police[0], "Comments"]
    assert [row[:-1] for row in cps[1:]] == police[1:]
    said = {(row[9], row[11], row[12]) for row in police[1:]}
    assert said == {
        ("D6", "No", ""),
        ("E13", "Yes", "No"),
        ("V3", "Yes", "Yes"),
        ("D6", "Not answered", ""),
    }
    assert COMMENT in " ".join(row[-1] for row in cps)
    assert COMMENT not in str(police)
    assert ReadEntry.objects.filter(kind="exported", details__why="Monthly meeting").count() == 2


def a_month_is_assessed_disputed_scored_again_and_closed(cast, clock, desk):
    five_files(cast)
    clock.set(FRIDAY_9AM)
    assess_the_month(desk)
    clock.set(FRIDAY_2PM)
    answer_for_police(desk)
    clock.set(NEXT_MONDAY_9AM)
    decide_for_the_cps(desk)

    clock.set(quality.IN_APRIL)
    rates = see_the_month(desk, "supervisor")
    assert see_the_month(desk, "legal_manager") == rates
    assert "25.0% (1 of 4, fewer than 10)" in rates
    assert "50.0% (2 of 4, fewer than 10)" in rates
    assert "80.0% (4 of 5, fewer than 10)" in rates
    desk.sees("Failures of this month can be disputed until 12 May 2026 at 11:59pm: 41 days left.")
    lists_have_as_many_rows(desk)

    draw_the_sample(desk)
    score_again(desk, cast)
    see_how_far_they_agree(desk)

    clock.set(quality.LAST_SECOND - timedelta(minutes=20))
    find_it_open_on_the_last_evening(desk)
    clock.set(quality.TOO_LATE)
    find_everything_closed(desk)
    assert see_the_month(desk, "supervisor") == see_the_month(desk, "legal_manager") == rates
    desk.sees("This month closed on 12 May 2026 at 11:59pm.")
    take_the_failures_away(desk)
    assert {"E40", "E41", "E43", "E44"} <= set(codes_of(file_of(MIXED).case_file))
    assert "E42" in codes_of(file_of(LEFT).case_file)
    call_command("verify_ledger")
