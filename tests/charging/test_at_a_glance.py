"""What the page of a case says of each suspect at a glance: custody, decision, charge; and what police read first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.lifecycle import Status
from casework.models import Standing
from casework.operations import people
from casework.queries.case_page import told_ledger
from charging.lifecycle import Purpose, Result
from charging.models import Settlement
from charging.operations import reconciliation, submission
from charging.queries.case import page as case_page
from charging.queries.case.timeline import timeline
from charging.queries.steps import StepKind
from charging.rules.decision import Outcome
from tests import custody_acts, disagreement_acts, disagreements, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_9AM

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOT_COUNTED = "When detention began is not on record, so its clock does not run"


def page_of(case_file, user, *, at=FRIDAY_2PM):
    return case_page.case_file_page(stories.fresh(case_file), user, at=at)


def held(case_file, by):
    """Say that the first suspect is in custody, and return them."""
    one = case_file.suspects.get(number=1)
    people.change_suspect(
        suspect=one, changes={"custody_basis": "custody"}, expected_version=one.version, by=by, at=MONDAY_9AM
    )
    return stories.fresh(one)


def test_while_detention_is_not_on_record_police_are_asked_for_it_before_anything_else(cast):
    case_file = stories.ready_case(cast)
    suspect = held(case_file, cast.builder)

    page = page_of(case_file, cast.builder)

    assert (page.steps[0].label, page.steps[0].kind) == ("Record the detention of Test Alder", StepKind.PAGE)
    assert page.steps[0].url.endswith(f"/suspects/{suspect.pk}/clocks/detain/")
    assert [due.words for due in page.suspects[0].dues] == [NOT_COUNTED]
    assert not any("detention" in step.label for step in page_of(case_file, cast.police_manager).steps)


def test_of_somebody_held_every_clock_by_the_hour_is_said_to_both_agencies(cast):
    case_file = custody_acts.detained_case(cast, relevant_at=MONDAY_9AM, at=MONDAY_9AM)
    sent = stories.send_to_supervisor(cast, case_file, at=MONDAY_9AM + HOUR)
    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=MONDAY_9AM + 2 * HOUR)

    for reader in (cast.supervisor, cast.assistant):
        page = page_of(case_file, reader, at=MONDAY_9AM + 3 * HOUR)
        assert [due.words for due in page.suspects[0].dues] == [
            "Charging decision due within 2 hours · CPS (2 March 2026, 2:00pm)",
            "Review of detention due within 3 hours · police (2 March 2026, 3:00pm)",
            "Detention ends in more than 3 hours · police (3 March 2026, 9:00am)",
        ]
        assert page.suspects[1].dues[0].words.startswith("Charging decision due in")


def test_the_page_of_a_custody_case_keeps_to_its_budget(client, cast):
    case_file = custody_acts.detained_case(cast, relevant_at=MONDAY_9AM, at=MONDAY_9AM)
    sent = stories.send_to_supervisor(cast, case_file, at=MONDAY_9AM + HOUR)
    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=MONDAY_9AM + 2 * HOUR)
    client.force_login(cast.supervisor)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(case_file.get_absolute_url()).status_code == 200
    assert len(asked) <= 15


def test_at_the_gate_a_detention_that_runs_out_is_not_hidden_by_the_order_of_decisions(cast):
    case_file = custody_acts.detained_case(cast, relevant_at=MONDAY_9AM, at=MONDAY_9AM)
    stories.send_to_supervisor(cast, case_file, at=MONDAY_9AM + HOUR)
    clocks = dict(Standing.objects.filter(case_file=case_file).values_list("suspect__number", "clock"))
    assert clocks == {1: "detention_review_first", 2: "at_gate"}


def test_once_charged_nobody_is_said_to_be_on_bail(cast):
    case_file = stories.charged_case(cast).case_file
    first, second = page_of(case_file, cast.builder).suspects
    assert "bail" not in first.facts
    assert "On pre-charge bail" in second.facts


def test_a_charge_that_is_not_as_authorised_is_named_and_so_is_authority_given_afterwards(client, cast):
    mismatch = disagreements.mismatched_case(cast)
    card = page_of(mismatch.case_file, cast.builder).suspects[0]
    assert (card.charged, card.given_later) == (["CJ88116 Common assault of an adult"], False)

    details = disagreements.settlement(Settlement.AUTHORISED)
    reconciliation.explain(mismatch=mismatch, text="A second account.", by=cast.builder, at=FRIDAY_9AM)
    reconciliation.settle(mismatch=mismatch, details=details, by=cast.prosecutor, at=FRIDAY_2PM)

    page = page_of(mismatch.case_file, cast.builder)
    assert page.suspects[0].given_later
    assert [each.state for each in page.disagreements] == ["Authority given for what was laid"]
    client.force_login(cast.builder)
    words = " ".join(client.get(mismatch.case_file.get_absolute_url()).content.decode().split())
    assert "with CJ88116 Common assault of an adult. The CPS gave its authority for that afterwards." in words


def test_an_amended_charge_is_not_said_to_have_been_laid_at_first(client, cast):
    mismatch = disagreement_acts.amended_case(cast)
    client.force_login(cast.builder)
    words = " ".join(client.get(mismatch.case_file.get_absolute_url()).content.decode().split())
    assert "</a>. The charge was amended." in words
    assert "with CJ88116" not in words
    assert "Charge amended by police, as the CPS said" in words


def test_a_charge_as_authorised_is_not_named_twice(cast):
    card = page_of(stories.charged_case(cast).case_file, cast.builder).suspects[0]
    assert card.record
    assert card.charged == []


def test_of_a_crime_only_the_day_is_known(cast, client):
    case_file = stories.ready_case(cast)
    told = timeline(list(told_ledger(case_file, reader=cast.builder)), [])
    assert [entry.says for entry in told if entry.only_day] == ["Crime recorded"]


def test_police_are_led_to_the_early_advice_that_they_act_on(cast):
    consultation = stories.accepted_case(cast, purpose=Purpose.EARLY_ADVICE)
    outcome = Outcome(result=Result.ADVICE, rationale="Seek the telephone records first.")
    stories.complete_review(consultation, [outcome])

    first, second = page_of(consultation.case_file, cast.builder).steps[:2]

    assert (first.label, first.kind) == ("Read the early advice", StepKind.PAGE)
    assert first.url.endswith(f"/reviews/{consultation.pk}/")
    assert second.label == "Check the file and send it to a supervisor"


def test_a_closing_of_which_nothing_was_kept_says_so_instead_of_not_being_found(client, cast):
    case_file = stories.rejected_case(cast).case_file
    suspect = case_file.suspects.get(number=1)
    suspect.status = Status.ADMIN_FINALISED
    suspect.save()
    client.force_login(cast.builder)
    page = client.get(f"{case_file.get_absolute_url()}suspects/{suspect.pk}/reopen/", follow=True)
    assert "was closed before the service kept how it stood then" in page.content.decode()
