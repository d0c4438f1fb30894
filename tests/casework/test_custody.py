"""Detention and bail: what may be recorded, what the clocks say after it, and that two people never overwrite."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from casework.models import (
    CaseEvent,
    CustodyBasis,
    Detention,
    Ended,
    Extension,
    OffenceCode,
    PauseKind,
    Rank,
    Standing,
    Suspect,
)
from casework.operations import bail, custody, extending, people
from casework.queries.custody import clock_of_bail, clock_of_detention
from foundation.clocks import end_of
from foundation.periods import LONDON
from foundation.verdicts import Conflict, Refused
from tests import custody_acts, stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY, MONDAY_9AM, TUESDAY_2PM, WEDNESDAY_9AM
from tests.custody_acts import HOUR, bail_of, detention_of, more_time
from tests.unchanged import assert_in_step, nothing_changes

pytestmark = pytest.mark.django_db


def due(case_file, number=1):
    """What the row in work queues says of a suspect: which clock, and when it runs out."""
    row = Standing.objects.get(case_file=case_file, suspect__number=number)
    return row.clock, row.due_at


def codes(refusal):
    return [reason.code for reason in refusal.value.verdict.reasons]


def extended(case_file, extension, *, by, at=FRIDAY_2PM):
    row = detention_of(case_file)
    return extending.extend_detention(detention=row, extension=extension, expected_version=row.version, by=by, at=at)


def bail_extended(case_file, extension, *, by, at):
    row = bail_of(case_file)
    return extending.extend_bail(bail=row, extension=extension, expected_version=row.version, by=by, at=at)


def test_detention_is_counted_from_the_relevant_time_and_the_review_is_due_first(cast):
    case_file = custody_acts.detained_case(cast)

    assert due(case_file) == ("detention_review_first", FRIDAY_9AM + 6 * HOUR)
    assert clock_of_detention(detention_of(case_file)).deadline == FRIDAY_9AM + 24 * HOUR
    suspect = case_file.suspects.get(number=1)
    assert suspect.custody_basis == CustodyBasis.CUSTODY
    told = CaseEvent.objects.filter(type="casework.custody_basis_changed", suspect_ids=[suspect.pk]).latest("seq")
    assert told.details["basis"] == "custody"
    assert datetime.fromisoformat(told.details["since"]) == FRIDAY_9AM
    assert datetime.fromisoformat(told.details["limit_expires_at"]) == FRIDAY_9AM + 24 * HOUR
    assert_in_step(FRIDAY_9AM)


def test_a_review_puts_the_next_one_nine_hours_off(cast):
    case_file = custody_acts.detained_case(cast)

    custody_acts.review(cast, case_file, by=cast.builder, at=FRIDAY_2PM)

    assert due(case_file) == ("detention_review", FRIDAY_2PM + 9 * HOUR)


def test_time_at_hospital_does_not_count_and_while_it_lasts_the_clock_stands_still(cast):
    case_file = custody_acts.paused_case(cast)
    assert clock_of_detention(detention_of(case_file)).deadline is None

    custody_acts.resume(cast, case_file, by=cast.builder, at=FRIDAY_2PM)

    assert clock_of_detention(detention_of(case_file)).deadline == FRIDAY_9AM + 28 * HOUR


def test_after_an_arrest_for_breach_of_bail_three_hours_do_not_count_and_no_more(cast):
    case_file = custody_acts.detained_case(cast)
    custody_acts.pause(cast, case_file, by=cast.builder, at=FRIDAY_9AM, kind=PauseKind.BAIL_ARREST)
    assert clock_of_detention(detention_of(case_file)).deadline == FRIDAY_9AM + 27 * HOUR

    custody_acts.resume(cast, case_file, by=cast.builder, at=FRIDAY_2PM)

    assert clock_of_detention(detention_of(case_file)).deadline == FRIDAY_9AM + 27 * HOUR


def test_an_extension_keeps_what_was_first_due_what_was_due_and_who_agreed(cast):
    case_file = custody_acts.detained_case(cast)
    extended(case_file, more_time("detention_extended", Rank.SUPERINTENDENT, FRIDAY_2PM), by=cast.builder)

    later = FRIDAY_2PM + 20 * HOUR
    extended(case_file, more_time("detention_longest", Rank.COURT, later, amount=72), by=cast.builder, at=later)

    first, second = Extension.objects.all()
    assert (first.original_deadline, first.old_deadline, first.new_deadline) == (
        FRIDAY_9AM + 24 * HOUR,
        FRIDAY_9AM + 24 * HOUR,
        FRIDAY_9AM + 36 * HOUR,
    )
    assert (second.original_deadline, second.old_deadline, second.new_deadline) == (
        FRIDAY_9AM + 24 * HOUR,
        FRIDAY_9AM + 36 * HOUR,
        FRIDAY_9AM + 72 * HOUR,
    )
    assert (second.rank, second.agreed_by, second.reason) == (
        "court",
        "Supt Test",
        "Forensic results are due tonight.",
    )
    assert clock_of_detention(detention_of(case_file)).deadline == FRIDAY_9AM + 72 * HOUR


@pytest.mark.parametrize(
    ("limit", "rank", "said", "codes_of"),
    [
        ("detention_extended", Rank.INSPECTOR, {}, ["rank_too_low"]),
        ("detention_longest", Rank.SUPERINTENDENT, {"amount": 72}, ["rank_too_low"]),
        ("detention_longest", Rank.COURT, {"amount": 97}, ["too_long"]),
        ("detention_longest", Rank.COURT, {"amount": 24}, ["no_longer"]),
        ("detention_extended", Rank.SUPERINTENDENT, {"amount": 48}, ["wrong_length"]),
        ("bail_inspector", Rank.COURT, {}, ["wrong_step"]),
        ("detention_extended", Rank.SUPERINTENDENT, {"agreed_on": FRIDAY_2PM + HOUR}, ["in_the_future"]),
        ("detention_extended", Rank.SUPERINTENDENT, {"agreed_on": FRIDAY_9AM - HOUR}, ["too_early"]),
        ("detention_extended", Rank.INSPECTOR, {"reason": " ", "agreed_by": ""}, [
            "no_agreed_by", "no_reason", "rank_too_low",
        ]),
    ],
)  # fmt: skip
def test_more_detention_needs_the_rank_the_length_and_the_moment(cast, limit, rank, said, codes_of):
    case_file = custody_acts.detained_case(cast)
    extension = more_time(limit, rank, FRIDAY_2PM, **said)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        extended(case_file, extension, by=cast.builder)

    assert codes(refusal) == codes_of


def test_detention_for_a_summary_offence_is_not_extended(cast):
    case_file = custody_acts.detained_case(cast)
    suspect = case_file.suspects.get(number=1)
    people.withdraw_offence(offence=suspect.offences.get(), by=cast.builder, at=FRIDAY_9AM)
    summary = people.OffenceDetails(offence_code=OffenceCode.objects.get(code="CJ88116"), starts_on=MONDAY)
    people.propose_offence(suspect=suspect, details=summary, by=cast.builder, at=FRIDAY_9AM)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        custody_acts.extend(cast, case_file, by=cast.builder, at=FRIDAY_2PM)

    assert codes(refusal) == ["summary_only"]


@pytest.mark.parametrize(("agreed", "may"), [(24 * HOUR - timedelta(minutes=1), True), (24 * HOUR, False)])
def test_what_was_agreed_in_time_may_be_recorded_late_but_nothing_is_extended_once_it_ran_out(cast, agreed, may):
    case_file = custody_acts.detained_case(cast)
    extension = more_time("detention_extended", Rank.SUPERINTENDENT, FRIDAY_9AM + agreed)
    late = FRIDAY_9AM + 30 * HOUR

    if may:
        extended(case_file, extension, by=cast.builder, at=late)
        return
    with nothing_changes(), pytest.raises(Refused) as refusal:
        extended(case_file, extension, by=cast.builder, at=late)
    assert codes(refusal) == ["expired"]


def test_release_on_bail_ends_the_detention_and_starts_three_months(cast):
    case_file = custody_acts.detained_case(cast)

    custody_acts.grant_bail(cast, case_file, by=cast.builder, at=FRIDAY_2PM)

    ended = Detention.objects.get()
    assert (ended.ended, ended.ended_at) == (Ended.BAILED, FRIDAY_2PM)
    assert case_file.suspects.get(number=1).custody_basis == CustodyBasis.BAIL
    assert due(case_file) == ("bail_first", end_of(date(2026, 6, 6)))


def test_an_arrest_ends_bail_and_a_release_under_investigation_leaves_no_clock(cast):
    case_file = custody_acts.bailed_case(cast)
    custody_acts.detain(cast, case_file, by=cast.builder, at=FRIDAY_2PM)
    assert case_file.suspects.get(number=1).bails.get().ended == Ended.DETAINED

    custody_acts.release(cast, case_file, by=cast.builder, at=FRIDAY_2PM + HOUR)

    assert case_file.suspects.get(number=1).custody_basis == CustodyBasis.RUI
    assert due(case_file) == ("", None)


def test_bail_goes_from_three_to_six_to_nine_months_and_then_to_the_court(cast):
    case_file = custody_acts.bailed_case(cast)
    by, at = cast.builder, FRIDAY_2PM
    for limit, rank, amount, month in (
        ("bail_inspector", Rank.INSPECTOR, None, (2026, 9)),
        ("bail_superintendent", Rank.SUPERINTENDENT, None, (2026, 12)),
        ("bail_court", Rank.COURT, 12, (2027, 3)),
        ("bail_court", Rank.COURT, 18, (2027, 9)),
    ):
        bail_extended(case_file, more_time(limit, rank, at, amount=amount), by=by, at=at)
        assert due(case_file) == (limit, end_of(date(*month, 6)))
    assert {row.original_deadline for row in Extension.objects.all()} == {end_of(date(2026, 6, 6))}


@pytest.mark.parametrize(
    ("limit", "rank", "codes_of"),
    [
        ("bail_inspector", Rank.CUSTODY_OFFICER, ["rank_too_low"]),
        ("bail_superintendent", Rank.SUPERINTENDENT, ["wrong_step"]),
        ("bail_court", Rank.COURT, ["wrong_step"]),
    ],
)
def test_bail_is_extended_a_step_at_a_time_by_the_rank_of_the_step(cast, limit, rank, codes_of):
    case_file = custody_acts.bailed_case(cast)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        bail_extended(case_file, more_time(limit, rank, FRIDAY_2PM), by=cast.builder, at=FRIDAY_2PM)

    assert codes(refusal) == codes_of


def test_bail_stands_still_while_the_cps_has_the_file_and_goes_on_with_what_police_get_back(cast):
    sent = stories.submitted_case(cast, at=TUESDAY_2PM)
    suspect = Suspect.objects.get(case_file=sent.case_file, number=1)
    bail.grant_bail(suspect=suspect, granted_at=MONDAY_9AM, by=cast.builder, at=TUESDAY_2PM)
    assert clock_of_bail(suspect.bails.get(), suspect).deadline is None
    assert due(sent.case_file)[0] == "decide_green"

    CHARGING_ACTS["reject"].run(cast, sent, at=WEDNESDAY_9AM)

    suspect.refresh_from_db()
    resumed = clock_of_bail(suspect.bails.get(), suspect).deadline
    assert resumed == end_of(date(2026, 6, 3))
    assert_in_step(WEDNESDAY_9AM)


def test_bail_that_stands_still_can_be_extended(cast):
    sent = stories.submitted_case(cast, at=TUESDAY_2PM)
    suspect = Suspect.objects.get(case_file=sent.case_file, number=1)
    bail.grant_bail(suspect=suspect, granted_at=MONDAY_9AM, by=cast.builder, at=TUESDAY_2PM)

    bail_extended(
        sent.case_file, more_time("bail_inspector", Rank.INSPECTOR, FRIDAY_2PM), by=cast.builder, at=FRIDAY_2PM
    )

    row = Extension.objects.get()
    assert (row.original_deadline, row.old_deadline) == (
        end_of(date(2026, 6, 2)),
        end_of(date(2026, 6, 5)),
    )
    assert row.new_deadline == end_of(date(2026, 9, 5))


@pytest.mark.parametrize(
    ("changes", "codes_of"),
    [
        ({"relevant_at": FRIDAY_2PM + HOUR}, ["in_the_future"]),
        ({"station": "  "}, ["no_station"]),
        ({"relevant_at": datetime(1985, 3, 1, 9, tzinfo=LONDON)}, ["before_the_law"]),
        ({"relevant_at": FRIDAY_2PM + HOUR, "station": ""}, ["in_the_future", "no_station"]),
    ],
)
def test_a_detention_is_recorded_with_all_that_it_needs(cast, changes, codes_of):
    suspect = stories.ready_case(cast).suspects.get(number=1)
    details = {"relevant_at": FRIDAY_9AM, "station": "Guildford"} | changes

    with nothing_changes(), pytest.raises(Refused) as refusal:
        custody.detain(suspect=suspect, **details, by=cast.builder, at=FRIDAY_2PM)

    assert codes(refusal) == codes_of


def test_the_footing_is_not_changed_past_a_detention_or_bail_that_is_recorded(cast):
    case_file = custody_acts.detained_case(cast)
    suspect = case_file.suspects.get(number=1)

    with nothing_changes(), pytest.raises(Refused, match="Record the release"):
        people.change_suspect(
            suspect=suspect,
            changes={"custody_basis": "rui"},
            expected_version=suspect.version,
            by=cast.builder,
            at=FRIDAY_2PM,
        )


def test_of_two_who_record_one_thing_the_second_is_told_who_was_first(cast):
    case_file = custody_acts.detained_case(cast)
    row = detention_of(case_file)
    custody_acts.review(cast, case_file, by=cast.second_builder, at=FRIDAY_2PM)

    with nothing_changes(), pytest.raises(Conflict, match=str(cast.second_builder)):
        custody.release(
            detention=row,
            ended=Ended.RUI,
            ended_at=FRIDAY_2PM,
            expected_version=row.version,
            by=cast.builder,
            at=FRIDAY_2PM,
        )
    with nothing_changes(), pytest.raises(Conflict, match=str(cast.builder)):
        custody_acts.detain(cast, case_file, by=cast.second_builder, at=FRIDAY_2PM)


def test_the_database_keeps_one_detention_at_a_time_and_extensions_that_give_time(cast):
    row = detention_of(custody_acts.detained_case(cast))
    again = {"suspect": row.suspect, "station": "Woking", "recorded_at": FRIDAY_2PM, "recorded_by": cast.builder}
    with pytest.raises(IntegrityError, match="one_detention_a_suspect"), transaction.atomic():
        Detention.objects.create(relevant_at=FRIDAY_2PM, **again)
    with pytest.raises(IntegrityError, match="more_time"), transaction.atomic():
        Extension.objects.create(
            detention=row,
            limit="detention_extended",
            amount=36,
            original_deadline=FRIDAY_2PM,
            old_deadline=FRIDAY_2PM,
            new_deadline=FRIDAY_2PM,
            reason="None",
            rank=Rank.SUPERINTENDENT,
            agreed_by="Supt Test",
            agreed_on=FRIDAY_9AM,
            recorded_at=FRIDAY_2PM,
            recorded_by=cast.builder,
        )
