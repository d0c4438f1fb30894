"""Two people act in the same instant on the real database: one wins, the other is told, nothing is torn."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from casework.models import CaseEvent, OutboxEntry, Suspect
from casework.operations import building, handing_over, people, splitting
from casework.operations.building import UrnTaken
from charging.lifecycle import Answer
from charging.models import ActionItem, Consultation, Triage
from charging.operations import actions
from foundation.verdicts import Conflict, Refused
from tests import stories
from tests.acts import BUILDING_ACTS, CHARGING_ACTS
from tests.clock import FRIDAY_2PM, MONDAY_4PM
from tests.collisions import PATIENCE, collide, locked, on_a_connection_of_its_own, sort_out, until, waiting
from tests.factories import a_person

pytestmark = pytest.mark.django_db(transaction=True)
UNBROKEN = """
SELECT count(*), count(*) FILTER (WHERE hash = proper), max(seq), count(DISTINCT seq) FROM (
    SELECT seq, hash, casework_event_digest(e, COALESCE(lag(hash) OVER (ORDER BY seq), ''::bytea)) AS proper
      FROM casework_caseevent e WHERE case_id = %s
) chain"""


def assert_unbroken(case_file):
    """Fail unless the case's events form one chain, each owed to both subscribers."""
    with connection.cursor() as cursor:
        cursor.execute(UNBROKEN, [case_file.pk])
        numbers = cursor.fetchone()
    assert len(set(numbers)) == 1
    assert OutboxEntry.objects.filter(case_id=case_file.pk).count() == 2 * numbers[0]


def doing(act, cast, thing, by):
    """Put off an act, to be done by somebody in a thread."""
    return lambda: act.run(cast, thing, by=by)


def one_winner(case_file, *acts):
    """Let acts collide; return what the winner did and why the other was refused."""
    done, failed = sort_out(collide(case_file, *acts))
    assert len(done) == len(failed) == 1, failed
    assert isinstance(failed[0], Refused)
    assert_unbroken(case_file)
    return done[0], failed[0]


def test_of_two_clerks_who_triage_one_file_the_second_is_told_who_did(cast):
    sent = stories.submitted_case(cast)
    accept = doing(CHARGING_ACTS["accept"], cast, sent, cast.assistant)
    reject = doing(CHARGING_ACTS["reject"], cast, sent, cast.legal_manager)

    entry, refusal = one_winner(sent.case_file, accept, reject)

    winner = {cast.assistant.pk: cast.assistant, cast.legal_manager.pk: cast.legal_manager}[entry.by_id]
    done = Triage.objects.get()
    assert isinstance(refusal, Conflict)
    assert f"{winner} has triaged this file already: {done.get_result_display().lower()}" in str(refusal)
    statuses = {"accept": "with_prosecutor", "reject": "rejected"}
    assert set(Suspect.objects.values_list("status", flat=True)) == {statuses[done.result]}


@pytest.mark.parametrize("second", ["sign_off", "send_back"])
def test_of_two_supervisors_at_one_file_the_second_finds_it_gone(cast, second):
    sent = stories.prepared_case(cast)
    colleague = a_person("Sue Supervisor", Role.SUPERVISOR, cast.organisations.unit)
    acts = [
        doing(CHARGING_ACTS["sign_off"], cast, sent, cast.supervisor),
        doing(CHARGING_ACTS[second], cast, sent, colleague),
    ]

    entry, refusal = one_winner(sent.case_file, *acts)

    received = entry.type == "charging.submission_received"
    assert "has left the supervisor already" in str(refusal)
    assert stories.fresh(sent).supervised_by_id == entry.by_id
    assert CaseEvent.objects.filter(type="charging.submission_received").count() == received
    assert set(Suspect.objects.values_list("status", flat=True)) == {"submitted" if received else "building"}


def test_of_two_builders_who_hand_over_one_file_only_one_does(cast):
    case_file = stories.ready_case(cast)
    acts = [doing(CHARGING_ACTS["send_to_supervisor"], cast, case_file, by) for by in (cast.builder, cast.supervisor)]

    one_winner(case_file, *acts)

    assert case_file.submissions.count() == 1


def test_of_two_people_who_save_the_same_version_of_a_form_the_second_is_told(cast):
    case_file = stories.ready_case(cast)

    def saving(by, text):
        return lambda: building.change_case(
            case_file=case_file,
            changes={"summary": text},
            expected_version=case_file.version,
            by=by,
            at=MONDAY_4PM,
        )

    entry, refusal = one_winner(case_file, saving(cast.builder, "Hers."), saving(cast.second_builder, "His."))

    assert isinstance(refusal, Conflict)
    assert stories.fresh(case_file).summary == ("Hers." if entry.by_id == cast.builder.pk else "His.")
    assert stories.fresh(case_file).version == case_file.version + 1


def test_of_two_people_who_change_one_suspect_the_second_is_told(cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.first()

    def saving(by, name):
        return lambda: people.change_suspect(
            suspect=suspect, changes={"family_name": name}, expected_version=1, by=by, at=MONDAY_4PM
        )

    _, refusal = one_winner(case_file, saving(cast.builder, "Ash"), saving(cast.second_builder, "Elm"))

    assert isinstance(refusal, Conflict)


def test_of_two_builders_who_open_the_same_urn_the_second_finds_it_taken(cast):
    act = BUILDING_ACTS["open_case_file"]

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = act.run(cast, None, by=cast.builder)
            second = pool.submit(on_a_connection_of_its_own, doing(act, cast, None, cast.second_builder))
            until(lambda: waiting() == 1)
        refusal = second.result(timeout=PATIENCE)

    assert isinstance(refusal, UrnTaken)
    assert list(CaseEvent.objects.values_list("pk", flat=True)) == [first.pk]


def test_of_two_answers_to_one_item_the_second_is_told(cast):
    plan = stories.action_plan_case(cast)
    item = ActionItem.objects.get(plan=plan)

    def answering(by, text):
        reply = actions.ItemAnswer(answer=Answer.PARTLY, text=text)
        return lambda: actions.answer(item=item, reply=reply, expected_version=1, by=by, at=FRIDAY_2PM)

    entry, refusal = one_winner(
        plan.case_file, answering(cast.builder, "Hers."), answering(cast.second_builder, "His.")
    )

    item.refresh_from_db()
    assert isinstance(refusal, Conflict)
    assert item.answer_text == ("Hers." if entry.by_id == cast.builder.pk else "His.")
    assert item.answered_by_id == entry.by_id


def test_of_two_prosecutors_who_take_one_review_the_second_is_told_who_has_it(cast):
    consultation = stories.untaken_review(cast)
    both = (cast.prosecutor, cast.second_prosecutor)
    acts = [doing(CHARGING_ACTS["take"], cast, consultation, by) for by in both]

    entry, refusal = one_winner(consultation.case_file, *acts)

    holder = Consultation.objects.get().prosecutor
    assert holder.pk == entry.by_id == entry.details["prosecutor_id"]
    assert isinstance(refusal, Conflict)
    assert f"{holder} has taken this review already" in str(refusal)


def test_a_review_is_completed_once_however_often_it_is_handed_in(cast):
    consultation = stories.accepted_case(cast)
    complete = doing(CHARGING_ACTS["complete"], cast, consultation, cast.prosecutor)

    one_winner(consultation.case_file, complete, complete)

    assert CaseEvent.objects.filter(type="charging.charge_authorised").count() == 2


def test_a_charge_is_recorded_once_however_often_it_is_handed_in(cast):
    suspect = stories.authorised_case(cast)
    charge = doing(CHARGING_ACTS["record_charge"], cast, suspect, cast.builder)

    one_winner(suspect.case_file, charge, charge)


def test_answers_are_returned_once_however_often_the_button_is_pressed(cast):
    plan = CHARGING_ACTS["return_answers"].story(cast)
    give_back = doing(CHARGING_ACTS["return_answers"], cast, plan, cast.builder)

    one_winner(plan.case_file, give_back, give_back)

    assert Consultation.objects.count() == 2


def test_many_acts_on_one_case_at_once_all_stand_in_one_chain(cast):
    case_file = stories.ready_case(cast)
    names = ["add_suspect", "add_suspect", "add_person", "attach", "set_flags", "propose_offence"]
    acts = [doing(BUILDING_ACTS[name], cast, case_file, cast.builder) for name in names]

    done, failed = sort_out(collide(case_file, *acts))

    assert (len(done), failed) == (len(names), [])
    assert_unbroken(case_file)
    assert list(case_file.suspects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_an_act_on_one_case_does_not_wait_for_an_act_on_another(cast):
    busy = stories.ready_case(cast, urn=stories.a_urn(1))
    free = stories.ready_case(cast, urn=stories.a_urn(2))
    hand_over = doing(CHARGING_ACTS["send_to_supervisor"], cast, free, cast.builder)

    with ThreadPoolExecutor(1) as pool, locked(busy):
        entry = pool.submit(on_a_connection_of_its_own, hand_over).result(timeout=PATIENCE)

    assert entry.type == "charging.file_sent_to_supervisor"
    assert_unbroken(free)


def test_of_two_who_hand_a_case_over_the_second_meets_a_conflict(cast):
    case_file = stories.ready_case(cast)

    def to(officer):
        asked = {"officer": officer, "police_unit": case_file.police_unit, "expected_version": case_file.version}
        return lambda: handing_over.hand_over(case_file=case_file, **asked, by=cast.builder, at=FRIDAY_2PM)

    entry, refusal = one_winner(case_file, to(cast.second_builder), to(cast.supervisor))

    assert isinstance(refusal, Conflict)
    assert stories.fresh(case_file).officer_id == entry.details["to_officer_id"]


def test_whoever_waits_for_a_case_finds_it_though_it_has_another_officer_by_then(cast):
    case_file = stories.ready_case(cast)
    asked = {"officer": cast.second_builder, "police_unit": cast.organisations.other_unit}
    going = list(case_file.suspects.filter(number=1))
    acts = [
        lambda: handing_over.hand_over(
            case_file=case_file, **asked, expected_version=case_file.version, by=cast.builder, at=FRIDAY_2PM
        ),
        lambda: splitting.split_case(case_file=case_file, suspects=going, by=cast.builder, at=FRIDAY_2PM),
        doing(BUILDING_ACTS["add_person"], cast, case_file, cast.builder),
    ]

    done, failed = sort_out(collide(case_file, *acts))

    assert (len(done), failed) == (3, [])
