"""What a row says of the clocks of a suspect: none hides another that somebody has to act on."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.lifecycle import Status
from casework.models import Suspect
from casework.operations import bail
from casework.rules.clocks import BailFacts, HolderSpells, OffenceFact, SuspectFacts
from charging.lifecycle import Purpose
from charging.queries.case.page import case_file_page
from charging.queries.clocks.in_rows import told_by
from charging.queries.clocks.page import clocks_page
from charging.queries.lists import waiting, worklist
from charging.queries.lists.facets import Chosen
from charging.queries.lists.worklist import desk_of
from charging.rules.clocks import WayFacts
from foundation.periods import local_date
from tests import custody_acts, disagreements, stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_9AM, THURSDAY_9AM

pytestmark = pytest.mark.django_db
TODAY = local_date(FRIDAY_2PM)
ONE = stories.NAMES[:1]
LONG_AGO = MONDAY_9AM - timedelta(days=120)
EXPIRED = "Bail expired 32 days ago · police"
DECISION = "Charging decision due in 28 days · CPS"


def bailed(cast, since, **options):
    """A case that is ready, with somebody on bail since some time."""
    case_file = stories.ready_case(cast, names=ONE, **options)
    suspect = case_file.suspects.get()
    bail.grant_bail(suspect=suspect, granted_at=since, by=cast.builder, at=MONDAY_9AM)
    return stories.fresh(case_file)


def sent(cast, case_file, at=FRIDAY_9AM):
    submission = stories.send_to_supervisor(cast, case_file, at=THURSDAY_9AM)
    CHARGING_ACTS["sign_off"].run(cast, submission, at=at)
    return submission


def said(person, key, at=FRIDAY_2PM):
    """What the rows of a queue say is due, in their order."""
    queue = next(queue for queue in worklist.queues_for(person) if queue.key == key)
    found = worklist.find(desk_of(person, on=TODAY), queue, Chosen())
    return [[due.words for due in row.told.all] for row in worklist.rows_of(found, user=person, at=at)]


def test_bail_that_has_expired_stands_first_and_hides_no_decision(cast, client):
    submission = sent(cast, bailed(cast, LONG_AGO))

    for person in (cast.assistant, cast.builder):
        assert said(person, "submitted") == [[f"{EXPIRED} to put right", DECISION]]
    page = case_file_page(submission.case_file, cast.prosecutor, at=FRIDAY_2PM)
    assert [due.words for due in page.suspects[0].dues] == [f"{EXPIRED} to put right", DECISION]
    client.force_login(cast.assistant)
    assert "police to put right" in client.get("/?queue=submitted").content.decode()
    triage = reverse("charging:triage", args=[submission.case_file.slug, submission.pk])
    assert "police to put right" in client.get(triage).content.decode()


def test_where_nothing_else_runs_expired_bail_stands_alone(cast):
    case_file = bailed(cast, LONG_AGO)

    assert said(cast.builder, "building") == [[EXPIRED]]
    page = case_file_page(case_file, cast.builder, at=FRIDAY_2PM)
    assert [due.words for due in page.suspects[0].dues] == [EXPIRED]


def test_whoever_is_on_bail_has_a_clock_at_the_gate(cast):
    stories.send_to_supervisor(cast, bailed(cast, FRIDAY_9AM - timedelta(days=60)), at=THURSDAY_9AM)

    assert said(cast.supervisor, "with_supervisor") == [["Bail ends in 30 days · police"]]


def test_at_the_gate_bail_without_a_date_is_said(cast):
    stories.prepared_case(cast, names=ONE)
    assert said(cast.supervisor, "with_supervisor") == [["Bail date not on record · police"]]


def test_early_advice_says_that_no_target_runs_and_who_has_it(cast):
    stories.submitted_case(cast, names=ONE, purpose=Purpose.EARLY_ADVICE)

    assert said(cast.assistant, "submitted") == [["Early advice, no national target · CPS"]]


def test_bail_that_expired_before_the_file_was_sent_never_stood_still(cast, client):
    submission = sent(cast, bailed(cast, LONG_AGO))
    client.force_login(cast.builder)

    page = client.get(f"/case-files/{submission.case_file.slug}/clocks/").content.decode()

    assert "expired" in page
    assert "Stood still" not in page
    assert "Extend bail" not in page
    assert "Record an extension of bail that was agreed before it ran out" in page


def test_more_bail_is_offered_while_it_runs_and_not_once_the_case_is_closed(cast):
    case_file = bailed(cast, MONDAY_9AM)

    def offered():
        return [act.label for act in clocks_page(case_file, cast.builder, at=FRIDAY_2PM)[0].acts]

    assert offered()[:2] == ["Extend bail", "Record the end of bail"]
    Suspect.objects.update(status="charged")
    assert offered()[0] == "Record the end of bail"


def test_bail_without_a_date_is_said_on_the_card_and_asked_of_whoever_enters_it(cast):
    case_file = stories.ready_case(cast, names=ONE)
    Suspect.objects.update(custody_basis="bail")

    def read(person):
        page = case_file_page(stories.fresh(case_file), person, at=FRIDAY_2PM)
        return [due.words for due in page.suspects[0].dues], [step.label for step in page.steps]

    missing = "When bail began is not on record, so its clock does not run · police to put right"
    step = f"Record the bail of {case_file.suspects.get()}"
    dues, steps = read(cast.builder)
    assert missing in dues
    assert step in steps
    dues, steps = read(cast.police_manager)
    assert missing in dues
    assert step not in steps
    bail.grant_bail(suspect=case_file.suspects.get(), granted_at=MONDAY_9AM, by=cast.builder, at=FRIDAY_9AM)
    dues, steps = read(cast.builder)
    assert missing not in dues
    assert step not in steps


def test_a_row_of_what_waits_says_by_which_clock_and_whose_turn_it_is(cast):
    disagreements.explained_case(cast)
    desk = desk_of(cast.prosecutor, on=TODAY)
    kind = waiting.MatterKind.MISMATCH

    rows = waiting.told(list(waiting.rows(desk, kind, scope=worklist.Scope.ALL)), reader=cast.prosecutor, at=FRIDAY_2PM)

    assert [row.told.due.words.split(" due ")[0] for row in rows] == ["Settlement"]
    assert rows[0].told.due.words.endswith(" · CPS")


def test_a_page_of_rows_whose_clocks_are_hidden_costs_one_query_more(cast, client):
    client.force_login(cast.assistant)
    sent(cast, bailed(cast, LONG_AGO, urn=stories.a_urn(1)))

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/?queue=submitted")
        return len(asked)

    cost()
    one = cost()
    for number in (2, 3, 4):
        sent(cast, bailed(cast, LONG_AGO, urn=stories.a_urn(number)))
    assert cost() == one <= 15


def test_detention_that_has_expired_stands_before_the_review_to_come_in_its_row_and_in_the_queue(cast):
    expired = custody_acts.detained_case(
        cast, names=ONE, urn=stories.a_urn(1), relevant_at=FRIDAY_2PM - timedelta(hours=24, minutes=30)
    )
    custody_acts.review(cast, expired, by=cast.builder, at=FRIDAY_2PM - timedelta(hours=1))
    custody_acts.detained_case(cast, names=ONE, urn=stories.a_urn(2), relevant_at=FRIDAY_2PM - timedelta(hours=5))

    first, second = said(cast.builder, "building")

    assert first == [
        "Detention expired less than an hour ago · police to put right",
        "Review of detention due in more than 3 hours · police",
    ]
    assert second == ["Review of detention due within 1 hour · police"]


def test_a_statutory_limit_that_has_run_out_stands_behind_what_can_still_be_done():
    lost = OffenceFact(code="CJ88116", mode_of_trial="summary", starts_on=date(2025, 8, 1))
    on_bail = BailFacts(granted_at=FRIDAY_9AM, first="bail_first", limit="bail_first")
    facts = WayFacts(
        status=Status.BUILDING,
        status_at=FRIDAY_9AM,
        file=SuspectFacts(bail=on_bail, spells=HolderSpells(since=FRIDAY_9AM), offences=[lost]),
    )
    told = [due.words.split(" in ")[0] for due in told_by(facts, FRIDAY_2PM).all]
    assert told == ["Bail ends", "Statutory time limit expired 33 days ago · police"]
