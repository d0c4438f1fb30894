"""Charges that differ from the authority: a task for both agencies until the CPS has settled it."""

from datetime import timedelta

import pytest

from accounts.roles import Side
from casework.events import ledger
from casework.models import CaseEvent, Matter
from charging.lifecycle import Match, MatterKind
from charging.models import ChargeAmendment, ChargeRecord, LaidCharge, Mismatch, MismatchState, Settlement
from charging.operations import charges, reconciliation, triage
from charging.queries.case.held import held_days
from charging.rules.reconciliation import side_by_side
from foundation.periods import local_date
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import disagreements, stories
from tests.charging.test_reopening import broken
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_9AM, WEDNESDAY_9AM
from tests.disagreements import BEATING, settlement
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def settle(mismatch, by, *, chosen=Settlement.ACCEPTED, should_be=(), at=FRIDAY_2PM):
    return reconciliation.settle(mismatch=mismatch, details=settlement(chosen, *should_be), by=by, at=at)


def amend(mismatch, by, *codes, amended_at=FRIDAY_2PM, at=FRIDAY_2PM):
    details = reconciliation.AmendmentDetails(amended_at=amended_at, offences=disagreements.offences(*codes))
    return reconciliation.amend(mismatch=mismatch, details=details, by=by, at=at)


def sides(mismatch):
    rows = Matter.objects.filter(kind=MatterKind.MISMATCH, subject=mismatch.pk)
    return {row.side: row.due_at for row in rows}


def without_authority(cast, suspect, *, unasked=None, at=FRIDAY_2PM, charged_at=FRIDAY_9AM, codes=(stories.THEFT,)):
    return charges.charge_without_authority(
        suspect=suspect,
        details=disagreements.details(*codes, charged_at=charged_at),
        unasked=unasked or disagreements.unasked(),
        by=cast.builder,
        at=at,
    )


def test_exactly_as_authorised_nothing_waits_for_anybody(cast):
    stories.charged_case(cast)

    assert not Mismatch.objects.exists()
    assert not Matter.objects.filter(kind=MatterKind.MISMATCH).exists()


def test_what_differs_waits_for_both_agencies_with_one_clock(cast):
    mismatch = disagreements.mismatched_case(cast)

    assert (mismatch.match, mismatch.state) == (Match.DIFFERENT, MismatchState.EXPLAIN)
    assert sides(mismatch) == {Side.POLICE: mismatch.due_at, Side.CPS: mismatch.due_at}
    assert mismatch.due_at > mismatch.raised_at + timedelta(days=2)
    assert broken() == []


def test_police_explain_and_then_the_cps_settles(cast):
    mismatch = disagreements.mismatched_case(cast)

    told = reconciliation.explain(mismatch=mismatch, text="She said more.", by=cast.builder, at=FRIDAY_9AM)
    explained = stories.fresh(mismatch)
    done = settle(mismatch, cast.prosecutor)

    assert (told.details["in_time"], done.details["settlement"], done.details["in_time"]) == (True, "accepted", True)
    assert (explained.state, explained.explained_by) == (MismatchState.SETTLE, cast.builder)
    assert explained.due_at > mismatch.due_at
    assert stories.fresh(mismatch).state == MismatchState.SETTLED
    assert sides(mismatch) == {}
    assert broken() == []


def test_the_cps_waits_for_the_explanation_until_its_time_has_run_out(cast):
    mismatch = disagreements.mismatched_case(cast)

    with nothing_changes(), pytest.raises(Refused, match="Police have until"):
        settle(mismatch, cast.prosecutor, at=FRIDAY_2PM)

    assert settle(mismatch, cast.prosecutor, at=mismatch.due_at)


def test_a_mismatch_is_explained_and_settled_once(cast):
    mismatch = disagreements.explained_case(cast)

    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.builder} has explained this already"):
        reconciliation.explain(mismatch=mismatch, text="Again.", by=cast.second_builder, at=FRIDAY_2PM)
    settle(mismatch, cast.prosecutor)
    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.prosecutor} has settled this already"):
        settle(mismatch, cast.legal_manager)


@pytest.mark.parametrize("person", ["builder", "supervisor", "assistant", "area_manager", "outside_prosecutor"])
def test_only_lawyers_settle(cast, person):
    mismatch = disagreements.explained_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        settle(mismatch, getattr(cast, person))


@pytest.mark.parametrize(
    ("chosen", "should_be", "code"),
    [(Settlement.AMEND, (), "no_offence"), (Settlement.ACCEPTED, (BEATING,), "offences_without_amendment")],
)
def test_a_settlement_names_offences_exactly_where_the_charge_is_to_be_amended(cast, chosen, should_be, code):
    mismatch = disagreements.explained_case(cast)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        settle(mismatch, cast.prosecutor, chosen=chosen, should_be=should_be)

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_an_amended_charge_stands_beside_what_was_laid_first(cast):
    mismatch = disagreements.explained_case(cast)
    settle(mismatch, cast.prosecutor, chosen=Settlement.AMEND, should_be=[stories.THEFT])
    waiting = stories.fresh(mismatch)

    entry = amend(mismatch, cast.builder, stories.THEFT)

    amendment = ChargeAmendment.objects.get()
    assert waiting.state == MismatchState.AMEND
    assert (entry.details["offences"], entry.details["matches"]) == ([stories.THEFT], "exact")
    assert [each.code for each in amendment.offences.all()] == [stories.THEFT]
    assert [each.offence_code.code for each in LaidCharge.objects.all()] == [BEATING]
    assert stories.fresh(mismatch).state == MismatchState.SETTLED
    assert broken() == []


def test_an_amendment_that_is_not_what_was_asked_for_is_a_mismatch_again(cast):
    mismatch = disagreements.explained_case(cast)
    settle(mismatch, cast.prosecutor, chosen=Settlement.AMEND, should_be=[stories.THEFT])

    amend(mismatch, cast.builder, stories.THEFT, BEATING)

    again = Mismatch.objects.exclude(pk=mismatch.pk).get()
    assert (again.match, again.state, again.amendment.number) == (Match.DIFFERENT, MismatchState.EXPLAIN, 1)
    assert set(sides(again)) == {Side.POLICE, Side.CPS}
    assert broken() == []


def test_nothing_is_amended_that_the_cps_did_not_ask_for(cast):
    mismatch = disagreements.explained_case(cast)

    with nothing_changes(), pytest.raises(Refused, match="has not said that this charge is to be amended"):
        amend(mismatch, cast.builder, stories.THEFT)


def test_a_charge_is_amended_neither_before_it_was_laid_nor_from_the_future(cast):
    mismatch = disagreements.explained_case(cast)
    settle(mismatch, cast.prosecutor, chosen=Settlement.AMEND, should_be=[stories.THEFT])

    for wrong in (WEDNESDAY_9AM, FRIDAY_2PM + timedelta(minutes=1)):
        with nothing_changes(), pytest.raises(Refused):
            amend(mismatch, cast.builder, stories.THEFT, amended_at=wrong)


def test_every_offence_stands_once_side_by_side(cast):
    theft, beating = disagreements.offences(stories.THEFT)[0], disagreements.offences(BEATING)[0]

    told = [(pair.offence, pair.says) for pair in side_by_side([theft], [beating, theft])]
    missing = [pair.says for pair in side_by_side([theft, beating], [beating])]

    assert told == [(theft, "As authorised"), (beating, "Laid, not authorised")]
    assert missing == ["Authorised, not laid", "As authorised"]


@pytest.mark.parametrize(
    "story",
    [
        stories.submitted_case,
        stories.accepted_case,
        stories.rejected_case,
        stories.action_plan_case,
    ],
)
def test_a_charge_without_authority_says_who_let_it_be_and_is_settled_by_the_cps(cast, story):
    case_file = story(cast, names=stories.NAMES[:1]).case_file
    suspect = case_file.suspects.get()

    entry = without_authority(cast, suspect)

    record, mismatch = ChargeRecord.objects.get(), Mismatch.objects.get()
    assert (entry.details["police_charged"], entry.details["matches_authority"]) == (True, "none")
    assert (record.decision, record.officer_rank, record.officer_role) == (None, "Inspector", "Custody officer")
    assert mismatch.match == Match.NONE
    assert stories.fresh(suspect).status == "charged"
    assert broken() == []


@pytest.mark.parametrize("names", [stories.NAMES[:1], stories.NAMES])
@pytest.mark.parametrize("story", [stories.submitted_case, stories.accepted_case, stories.rejected_case])
def test_whoever_was_charged_before_the_cps_learned_of_it_is_with_the_court_from_then_on(cast, story, names):
    case_file = story(cast, names=names).case_file
    suspect = case_file.suspects.get(number=1)

    without_authority(cast, suspect, charged_at=MONDAY_9AM)

    assert ChargeRecord.objects.get().charged_at == MONDAY_9AM
    rows = list(ledger(case_file))
    assert [row.holder for row in rows if row.holder and suspect.pk in row.suspect_ids][-1] == "court"
    on = local_date(FRIDAY_2PM)
    now, later = (held_days(suspect, rows, today=on + timedelta(days=days)) for days in (0, 60))
    assert (now.police, now.cps) == (later.police, later.cps)
    assert now.police + now.cps <= 3


def test_a_review_of_nobody_any_more_ends_as_withdrawn_and_decides_nothing(cast):
    consultation = stories.accepted_case(cast, names=stories.NAMES[:1])
    suspect = consultation.case_file.suspects.get()

    without_authority(cast, suspect)

    ended = stories.fresh(consultation)
    assert ended.completed_at == FRIDAY_2PM
    assert ended.submission.withdrawal.reason == "Charged by police without authority"
    assert not suspect.decisions.exists()
    assert not CaseEvent.objects.filter(type="charging.consultation_completed").exists()


def test_what_others_wait_for_goes_on_without_whoever_was_charged(cast):
    sent = stories.submitted_case(cast)
    first, second = sent.case_file.suspects.order_by("number")

    without_authority(cast, first)
    triage.accept(submission=sent, review_type="28d", casework_type="magistrates", by=cast.assistant, at=FRIDAY_2PM)

    assert [stories.fresh(each).status for each in (first, second)] == ["charged", "with_prosecutor"]
    assert broken() == []


def test_a_file_that_the_cps_never_had_is_no_mismatch_of_theirs(cast):
    case_file = stories.ready_case(cast, names=stories.NAMES[:1])

    entry = without_authority(cast, case_file.suspects.get(), at=FRIDAY_2PM)

    assert entry.details["matches_authority"] == "none"
    assert not Mismatch.objects.exists()
    assert broken() == []


@pytest.mark.parametrize(("changes", "code"), [({"rank": " "}, "no_officer_rank"), ({"role": ""}, "no_officer_role")])
def test_a_charge_without_authority_is_refused_without_the_officer_who_let_it_be(cast, changes, code):
    suspect = stories.submitted_case(cast).case_file.suspects.get(number=1)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        without_authority(cast, suspect, unasked=disagreements.unasked(**changes))

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_the_cps_can_give_its_authority_afterwards(cast):
    suspect = stories.submitted_case(cast, names=stories.NAMES[:1]).case_file.suspects.get()
    without_authority(cast, suspect)
    mismatch = Mismatch.objects.get()
    reconciliation.explain(mismatch=mismatch, text="Time ran out.", by=cast.builder, at=FRIDAY_2PM)

    settle(mismatch, cast.prosecutor, chosen=Settlement.AUTHORISED, at=FRIDAY_2PM)

    settled = stories.fresh(mismatch)
    assert (settled.settlement, settled.settled_by) == (Settlement.AUTHORISED, cast.prosecutor)
    assert stories.fresh(suspect).status == "charged"
