"""The page of a case: what comes next for whom, who has had the file for how long, what it says."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.operations import cover
from casework.events import ledger
from casework.models import CaseFile
from casework.queries.case_page import contents_of, told_ledger
from charging.operations import submission, triage
from charging.queries.case import page as case_page
from charging.queries.case.glance import MOST_NAMED
from charging.queries.case.held import held_days
from charging.queries.case.timeline import timeline
from charging.queries.steps import Situation, StepKind, next_steps
from charging.queries.submission.checklist import checklist_of
from charging.queries.submission.rounds import rounds_of
from charging.queries.submission.streams_now import usual_review
from foundation.periods import local_date
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, THURSDAY_9AM

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


def words(response):
    return " ".join(response.content.decode().split())


def steps(case_file, user):
    found = next_steps(Situation(case_file, user, list(case_file.suspects.all()), rounds_of(case_file, user)))
    return [(step.label, step.kind, step.verdict.allowed) for step in found]


def test_the_page_names_the_case_the_people_and_the_next_step(client, cast):
    client.force_login(cast.builder)
    case_file = stories.ready_case(cast)
    page = words(client.get(case_file.get_absolute_url()))
    for expected in ("45AD 12345/26", "Theft of tools from a shop", "Bea Builder", "Surrey Police", "CPS South East"):
        assert expected in page
    assert "Check the file and send it to a supervisor" in page
    assert "OFFICIAL-SENSITIVE" in page


def test_the_first_gaps_lead_where_the_whole_list_leads_and_the_builder_alone_is_led(cast):
    case_file = stories.opened_case(cast)
    contents, now = contents_of(case_file), timezone.now()
    whole = checklist_of(contents, on=local_date(now), can_mend=True)
    shown = {
        person: case_page.case_file_page(case_file, person, at=now).glance.missing
        for person in (cast.builder, cast.police_manager)
    }

    assert len(whole.missing) > MOST_NAMED
    pages = [(row.key, row.href, row.none_href) for row in whole.missing[:MOST_NAMED]]
    assert [(row.key, row.href, row.none_href) for row in shown[cast.builder]] == pages
    assert all(href for _, href, _ in pages)
    assert {row.href for row in shown[cast.police_manager]} == {""}


@pytest.mark.parametrize(
    ("reference", "day", "told"),
    [
        ("45/1/26", date(2026, 2, 1), "45/1/26, recorded 1 February 2026"),
        ("45/1/26", None, "45/1/26"),
        ("", date(2026, 2, 1), "Recorded 1 February 2026, reference not given"),
        ("", None, "Not given"),
    ],
)
def test_of_the_crime_whatever_is_known_is_shown(client, cast, reference, day, told):
    case_file = stories.ready_case(cast)
    CaseFile.objects.filter(pk=case_file.pk).update(crime_reference=reference, crime_recorded_on=day)
    client.force_login(cast.builder)
    page = words(client.get(case_file.get_absolute_url()))
    said = re.search(r">Crime</dt><dd[^>]*>(.*?)</dd>", page)[1]
    assert re.sub(r"<[^>]+>", "", said) == told


def test_what_was_sent_back_and_what_was_sent_then_have_names_of_their_own(client, cast):
    first = stories.prepared_case(cast)
    submission.send_back(submission=first, comments="Unsigned.", by=cast.supervisor, at=THURSDAY_9AM)
    again = stories.send_to_supervisor(cast, first.case_file, at=FRIDAY_9AM)
    submission.sign_off(submission=again, comments="Checked.", by=cast.supervisor, at=FRIDAY_2PM)
    client.force_login(cast.builder)
    page = words(client.get(first.case_file.get_absolute_url()))
    titles = re.findall(r'<h3 class="tandem-round__title"><a[^>]*>([^<]*)<', page)
    assert "Round 1, attempt 1" in titles
    assert len(titles) == len(set(titles)) == 2


@pytest.mark.parametrize("story", ["ready_case", "rejected_case", "answered_case", "charged_case", "nfa_case"])
def test_the_page_asks_no_more_queries_than_its_budget(client, cast, story):
    thing = getattr(stories, story)(cast)
    case_file = getattr(thing, "case_file", thing)
    client.force_login(cast.builder)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(case_file.get_absolute_url()).status_code == 200
    assert len(asked) <= MOST_QUERIES


def test_outsiders_do_not_learn_that_the_case_exists(client, cast):
    case_file = stories.submitted_case(cast).case_file
    for person in (cast.outsider, cast.outside_prosecutor):
        client.force_login(person)
        assert client.get(case_file.get_absolute_url()).status_code == 404


def test_at_the_gate_the_supervisor_acts_and_the_builder_waits(cast):
    case_file = stories.prepared_case(cast).case_file
    assert steps(case_file, cast.supervisor) == [("Sign off or send back", StepKind.PAGE, True)]
    for person in (cast.builder, cast.second_builder, cast.police_manager):
        assert steps(case_file, person) == [("Waiting for supervisor sign-off", StepKind.WAITING, True)]


def test_a_case_without_suspects_begins_with_one(cast):
    labels = [label for label, _, _ in steps(stories.opened_case(cast), cast.builder)]
    assert labels == ["Add a suspect", "Check the file and send it to a supervisor"]


def test_after_a_resubmission_is_sent_back_everything_to_answer_is_still_there(client, cast):
    first = stories.rejected_case(cast)
    again = stories.send_to_supervisor(cast, first.case_file, at=THURSDAY_9AM)
    submission.send_back(submission=again, comments="Still unsigned.", by=cast.supervisor, at=FRIDAY_9AM)
    client.force_login(cast.builder)
    page = words(client.get(first.case_file.get_absolute_url()))
    assert "Mend the file and send it again" in page
    assert "Sent back by Sam Supervisor: Still unsigned." in page
    assert "Rejected at triage. TR06, Witness statements (MG11) missing: Not in the file" in page
    assert "Respond to the CPS by 16 March 2026." in page
    client.force_login(cast.assistant)
    assert "Still unsigned." not in words(client.get(first.case_file.get_absolute_url()))


def test_case_triage_and_review_count_the_file_alike_and_say_of_which_moment_they_speak(client, cast):
    first = stories.rejected_case(cast)
    again = stories.send_to_supervisor(cast, first.case_file, at=THURSDAY_9AM)
    submission.sign_off(submission=again, comments="Mended.", by=cast.supervisor, at=FRIDAY_9AM)
    client.force_login(cast.assistant)

    def count(page):
        found = re.search(r"([0-9]+) (?:<span>)?of ([0-9]+) (?:things this case needs|met)", page)
        return found.groups()

    at_triage = words(client.get(f"{first.case_file.get_absolute_url()}submissions/{again.pk}/triage/"))
    triage.accept(
        submission=stories.fresh(again),
        review_type=usual_review(again),
        casework_type="magistrates",
        by=cast.assistant,
        at=FRIDAY_2PM,
    )
    review = words(client.get(f"{first.case_file.get_absolute_url()}reviews/{again.consultation.pk}/"))
    case = words(client.get(first.case_file.get_absolute_url()))
    check = words(client.get(f"{first.case_file.get_absolute_url()}check/"))
    assert count(at_triage) == count(review) == count(case)
    assert "things this case needs were in the file when it was sent, 6 March 2026, 9:00am." in at_triage
    assert "things this case needs were in the file when it was sent, 6 March 2026, 9:00am." in review
    assert "When the file was sent, 6 March 2026, 9:00am" in case
    assert count(check) != count(case)
    assert "things this case needs are in the file now." in check


def test_while_police_have_the_file_its_count_is_of_now(client, cast):
    case_file = stories.rejected_case(cast).case_file
    client.force_login(cast.builder)
    page = words(client.get(case_file.get_absolute_url()))
    assert "As the file stands now" in page
    assert "When the file was sent" not in page


def test_the_timeline_names_the_reasons_and_lets_the_service_receive(client, cast):
    case_file = stories.rejected_case(cast).case_file
    rows = list(told_ledger(case_file, reader=cast.builder))
    told = {entry.says: entry for entry in timeline(rows, list(case_file.suspects.all()))}
    assert told["CPS triage: rejected (TR06)"].who == "Ash Assistant"
    received = told["Received by the CPS"]
    assert (received.who, received.agency) == ("", "system")
    assert told["Submitted to the CPS (round 1, attempt 1)"].who == "Sam Supervisor"


def test_the_timeline_says_how_the_charge_compares(cast):
    case_file = stories.charged_case(cast).case_file
    told = [entry.says for entry in timeline(list(told_ledger(case_file, reader=cast.builder)), [])]
    assert "Charged by police, exactly as authorised" in told


def test_at_triage_police_wait_and_the_cps_acts(cast):
    case_file = stories.submitted_case(cast).case_file
    assert steps(case_file, cast.builder) == [("Waiting for CPS triage", StepKind.WAITING, True)]
    assert steps(case_file, cast.assistant) == [
        ("Triage this file", StepKind.PAGE, True),
        ("Transfer this case", StepKind.ASIDE, True),
    ]
    assert steps(case_file, cast.prosecutor) == [("Triage needed", StepKind.WAITING, True)]


def test_a_review_is_taken_then_completed_by_the_same_person(cast):
    case_file = stories.untaken_review(cast).case_file
    assert steps(case_file, cast.prosecutor) == [("Take this review", StepKind.POST, True)]
    consultation = case_file.consultations.get()
    consultation.prosecutor = cast.prosecutor
    consultation.save()
    assert steps(case_file, cast.prosecutor) == [("Complete the review", StepKind.PAGE, True)]
    assert steps(case_file, cast.second_prosecutor) == [("Charging decision needed", StepKind.WAITING, True)]
    assert steps(case_file, cast.builder) == [("Waiting for charging decision", StepKind.WAITING, True)]


def test_after_an_action_plan_police_answer_and_the_cps_waits_or_closes(cast):
    case_file = stories.action_plan_case(cast).case_file
    assert steps(case_file, cast.builder) == [("Answer action plan 1", StepKind.PAGE, True)]
    assert steps(case_file, cast.prosecutor) == [
        ("Assess the quality of the file", StepKind.PAGE, True),
        ("Waiting for action plan answers", StepKind.WAITING, True),
    ]
    found = steps(case_file, cast.assistant)
    assert found[0] == ("Waiting for action plan answers", StepKind.WAITING, True)
    assert found.count(("Close without a decision: 2 suspects", StepKind.ASIDE, True)) == 1


def test_once_authorised_police_charge_each_suspect(cast):
    case_file = stories.authorised_case(cast).case_file
    labels = [label for label, _, _ in steps(case_file, cast.builder)]
    assert labels == ["Record the charge of Test Alder", "Record the charge of Test Birch"]
    assert steps(case_file, cast.prosecutor) == [
        ("Assess the quality of the file", StepKind.PAGE, True),
        ("Waiting for police to charge", StepKind.WAITING, True),
    ]


def test_the_days_of_both_agencies_add_up_to_the_days_since_the_first_receipt(cast):
    case_file = stories.action_plan_case(cast).case_file
    for suspect in case_file.suspects.all():
        held = held_days(suspect, list(ledger(case_file)), today=date(2026, 3, 15))
        assert (held.cps, held.police) == (2, 10)
        assert held.cps + held.police == (date(2026, 3, 15) - date(2026, 3, 3)).days


def test_a_file_that_was_never_sent_has_no_days(cast):
    case_file = stories.ready_case(cast)
    held = held_days(case_file.suspects.first(), list(ledger(case_file)), today=date(2026, 3, 15))
    assert (held.cps, held.police, held.since) == (0, 0, None)


def test_the_timeline_is_short_until_all_of_it_is_asked_for(client, cast, monkeypatch):
    monkeypatch.setattr(case_page, "SHORT_TIMELINE", 5)
    client.force_login(cast.builder)
    case_file = stories.answered_case(cast).case_file
    events = ledger(case_file).count()
    page = words(client.get(case_file.get_absolute_url()))
    assert f"Show all {events} events" in page
    assert "Case file opened" not in page
    assert "Case file opened" in words(client.get(f"{case_file.get_absolute_url()}?timeline=all"))


def test_whoever_covers_for_the_prosecutor_can_take_the_review_from_the_case(cast, client):
    consultation = stories.accepted_case(cast)
    today = timezone.localdate()
    details = cover.CoverDetails(covered_by=cast.second_prosecutor, starts_on=today, ends_on=today)
    client.force_login(cast.second_prosecutor)
    before = client.get(consultation.case_file.get_absolute_url()).content.decode()

    cover.arrange(details=details, by=cast.prosecutor, at=timezone.now())
    after = client.get(consultation.case_file.get_absolute_url()).content.decode()

    assert "Take this review" not in before
    assert "You cover for Pat Prosecutor." in after
    assert "Away" in after


def test_each_suspect_shows_the_stream_once_the_file_was_sent(client, cast):
    ready = stories.ready_case(cast)
    client.force_login(cast.builder)
    assert "Stream:" not in client.get(ready.get_absolute_url()).content.decode()

    sent = stories.submitted_case(cast, urn=stories.a_urn(2))
    page = client.get(sent.case_file.get_absolute_url()).content.decode()
    assert page.count("Stream: Green</p>") == sent.suspects.count()
