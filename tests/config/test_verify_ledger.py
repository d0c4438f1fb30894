"""The ledger refuses to be changed, and a change made behind its back is found."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, transaction

from casework.models import CaseEvent, OutboxEntry
from casework.operations import material, people, splitting
from tests import triage_acts
from tests.clock import FRIDAY_2PM
from tests.stories import accepted_case, charge_outcome, complete_review, ready_case

TABLE = "casework_caseevent"
CHANGES = (
    f"UPDATE {TABLE} SET urn = 'x'",
    f"DELETE FROM {TABLE}",
    f"TRUNCATE {TABLE}",
)


def behind_its_back(sql, *params):
    """Change the ledger as somebody would who owns the table and switches its guards off."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


def refused(capsys, **options):
    """Run the check, which has to fail, and return what it says."""
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", **options)
    assert ended.value.code == 1
    return capsys.readouterr().err


@pytest.fixture
def told(cast):
    """Make two cases with some events each."""
    return ready_case(cast, urn="45AD0000126"), ready_case(cast, urn="45AD0000226")


def test_a_ledger_that_nobody_touched_is_whole(told, capsys):
    call_command("verify_ledger")
    assert f"{CaseEvent.objects.count():,} events" in capsys.readouterr().out


def test_a_review_that_ended_because_police_withdrew_the_file_claims_no_decision(cast, capsys):
    consultation = accepted_case(cast)
    triage_acts.withdraw(cast, consultation.submission, by=cast.supervisor, at=FRIDAY_2PM)

    call_command("verify_ledger")
    behind_its_back(f"DELETE FROM {TABLE} WHERE type = 'charging.submission_withdrawn'")

    assert "withdrawn file (row" in refused(capsys)


@pytest.mark.parametrize("change", [
    "details = details || '{\"suspect_number\": 9}'", "at = at - interval '1 day'", "by_id = by_id + 1",
    "suspect_ids = '{}'", "holder = 'court'", "voided = true, corrects_id = uuidv7()", "youth = NOT youth",
])  # fmt: skip
def test_a_changed_event_is_found(told, capsys, change):
    behind_its_back(f"UPDATE {TABLE} SET {change} WHERE case_id = %s AND type = 'casework.suspect_linked'", told[0].pk)
    said = refused(capsys)
    assert "45AD0000126" in said
    assert "changed after it was written" in said
    assert "45AD0000226" not in said


def test_an_event_taken_out_is_found(told, capsys):
    behind_its_back(f"DELETE FROM {TABLE} WHERE case_id = %s AND seq = 2", told[1].pk)
    assert "45AD0000226 event 3" in refused(capsys)


@pytest.mark.parametrize(("kept", "said"), [
    (0, "the case (row"), (1, "suspect (row"), (4, "offence (row"),
])  # fmt: skip
def test_a_chain_whose_end_was_cut_off_is_found(told, capsys, kept, said):
    behind_its_back(f"DELETE FROM {TABLE} WHERE case_id = %s AND seq > %s", told[0].pk, kept)
    lines = refused(capsys)
    assert f"45AD0000126: {said}" in lines
    assert "45AD0000226" not in lines


def test_the_last_decision_of_a_case_and_what_followed_cannot_be_cut_off_unseen(cast, capsys):
    consultation = accepted_case(cast)
    complete_review(consultation, [charge_outcome()])
    case_file = consultation.case_file
    behind_its_back(
        f"""DELETE FROM {TABLE} WHERE case_id = %s AND seq >= (
            SELECT max(seq) FROM {TABLE} WHERE case_id = %s AND type = 'charging.charge_authorised')""",
        case_file.pk, case_file.pk,
    )  # fmt: skip
    said = refused(capsys)
    assert "has no event" in said
    assert "but the ledger says" in said


def test_an_outbox_entry_of_no_event_is_found(told, capsys):
    OutboxEntry.objects.create(event_id=uuid4(), case_id=told[0].pk, subscriber="metrics", created_at=told[0].opened_at)
    assert "outbox entry" in refused(capsys)


def test_a_chain_made_anew_with_another_holder_is_found(told, capsys):
    behind_its_back(f"UPDATE {TABLE} SET holder = 'cps' WHERE case_id = %s AND seq = 1", told[0].pk)
    assert "should be" in refused(capsys)


def test_what_was_withdrawn_is_not_missed_in_the_case_that_it_came_to(cast, capsys):
    leaving, into = ready_case(cast), ready_case(cast, urn="45AD7777726", names=(("Cedar", "Test"),))
    by, at = cast.builder, FRIDAY_2PM
    person = leaving.people.get()
    material.withdraw(item=leaving.material.get(), expected_version=1, by=by, at=at)
    people.withdraw_person(person=person, reason="Entered twice", expected_version=person.version, by=by, at=at)
    splitting.merge_cases(leaving=leaving, into=into, by=by, at=at)
    call_command("verify_ledger")
    behind_its_back(f"DELETE FROM {TABLE} WHERE type = 'casework.material_withdrawn'")
    assert "withdrawn material (row" in refused(capsys)


def test_one_case_can_be_looked_at_alone(told, capsys):
    behind_its_back(f"DELETE FROM {TABLE} WHERE case_id = %s AND seq = 2", told[1].pk)
    call_command("verify_ledger", urn="45AD 00001/26")
    assert "45AD0000226" in refused(capsys, urn="45AD0000226")


def attempt(change, *, role=None):
    """Try to change the ledger, as another role where one is given; leave the transaction usable."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if role:
            cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(change)


def ask(sql, *params):
    """Return the first row of an answer."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


@pytest.mark.parametrize("change", CHANGES)
def test_the_triggers_refuse_the_owner(told, change):
    with pytest.raises(InternalError, match="append-only"):
        attempt(change)


@pytest.mark.parametrize("change", CHANGES)
def test_the_service_has_no_right_to_change_the_ledger(told, change):
    may_become = ask("SELECT pg_has_role(current_user, oid, 'SET') FROM pg_roles WHERE rolname = 'tandem_app'")
    if may_become is None:
        pytest.skip("this server has one role for everything")
    if may_become == (True,):
        with pytest.raises(ProgrammingError, match="permission denied"):
            attempt(change, role="tandem_app")
    verb = change.split()[0]
    assert ask("SELECT has_table_privilege('tandem_app', %s, %s)", TABLE, verb) == (False,)
    assert ask("SELECT has_table_privilege('tandem_app', %s, 'INSERT')", TABLE) == (True,)
