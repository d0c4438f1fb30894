"""A decision made again: the file is sealed as it stands, somebody else decides, and the ledger says so."""

import pytest
from django.db import transaction

from casework.lifecycle import WrongStatus
from casework.models import CaseEvent, CaseFile
from charging.lifecycle import Purpose, Result, Stream
from charging.models import Consultation, ReviewedFor, Submission
from charging.operations import reopening, review
from charging.queries.submission.rounds import asked_for, rounds_of
from config.invariants import findings
from foundation.verdicts import NotPermitted
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


@transaction.atomic
def open_again(cast, *suspects, not_by=None, at=FRIDAY_9AM):
    case_file = CaseFile.objects.lock(suspects[0].case_file)
    return reopening.open_again(
        case_file, suspects, kind=ReviewedFor.POLICE_APPEAL, not_by=not_by, by=cast.legal_manager, at=at
    )


def broken():
    """What must never be and is, but for what nobody was told of yet."""
    return [found for found in findings(at=FRIDAY_2PM) if not found.title.startswith("Owed")]


def test_a_decision_made_again_is_a_sealed_submission_with_a_review_of_its_own(cast):
    suspect = stories.nfa_case(cast)

    entry = open_again(cast, suspect, not_by=cast.prosecutor)

    again = Submission.objects.get(purpose=Purpose.APPEAL)
    opened = again.consultation
    assert (entry.type, entry.details["purpose"]) == ("charging.submission_received", "appeal")
    assert (again.round_no, again.seq_in_round, again.stream, bool(again.receipt)) == (2, 1, Stream.GREEN, True)
    assert [each.pk for each in again.suspects.all()] == [suspect.pk]
    assert (opened.number, opened.prosecutor, opened.not_by) == (2, None, cast.prosecutor)
    assert stories.fresh(suspect).status == "with_prosecutor"
    assert suspect.case_file.suspects.get(number=2).status == "no_further_action"
    assert broken() == []


def test_the_ledger_says_which_decision_was_looked_at_again_before_the_cps_has_the_file(cast):
    suspect = stories.nfa_case(cast)

    open_again(cast, suspect)

    types = ["charging.decision_reviewed", "charging.submission_sent", "charging.submission_received"]
    rows = list(CaseEvent.objects.filter(case_id=suspect.case_file_id).order_by("seq"))[-3:]
    assert [row.type for row in rows] == types
    decision = suspect.decisions.get()
    said = {"kind": "police_appeal", "original_decision_id": decision.pk, "result": "decided_again"}
    assert rows[0].details == said
    assert rows[2].holder == "cps"


def test_whoever_decided_can_neither_take_the_new_review_nor_be_given_it(cast):
    suspect = stories.nfa_case(cast)
    open_again(cast, suspect, not_by=cast.prosecutor)
    opened = Consultation.objects.get(number=2)

    for by in (cast.prosecutor, cast.legal_manager):
        with nothing_changes(), pytest.raises(NotPermitted, match="made the decision that is looked at again"):
            review.allocate(consultation=opened, prosecutor=cast.prosecutor, by=by, at=FRIDAY_2PM)

    assert review.allocate(
        consultation=opened, prosecutor=cast.second_prosecutor, by=cast.second_prosecutor, at=FRIDAY_2PM
    )


def test_where_anybody_may_decide_again_whoever_decided_keeps_it(cast):
    open_again(cast, stories.nfa_case(cast))

    assert Consultation.objects.get(number=2).prosecutor == cast.prosecutor


def test_it_is_decided_like_any_other_review_and_may_end_otherwise(cast):
    suspect = stories.nfa_case(cast)
    open_again(cast, suspect, not_by=cast.prosecutor)
    opened = Consultation.objects.get(number=2)
    review.allocate(consultation=opened, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=FRIDAY_9AM)

    stories.complete_review(stories.fresh(opened), [stories.charge_outcome()], by=cast.second_prosecutor, at=FRIDAY_2PM)

    assert stories.fresh(suspect).status == "authorised"
    assert [each.result for each in suspect.decisions.order_by("pk")] == [Result.NFA_EVIDENTIAL, Result.CHARGE_FULL]
    assert broken() == []


def test_answers_to_a_plan_of_such_a_review_stay_away_from_whoever_decided_first(cast):
    suspect = stories.nfa_case(cast, names=stories.NAMES[:1])
    open_again(cast, suspect, not_by=cast.prosecutor)
    opened = Consultation.objects.get(number=2)
    review.allocate(consultation=opened, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=FRIDAY_9AM)
    item = stories.an_item()
    stories.complete_review(
        stories.fresh(opened), [stories.plan_outcome()], items=[item], by=cast.second_prosecutor, at=FRIDAY_9AM
    )

    stories.answer_plan(suspect.case_file.action_plans.get(), by=cast.builder, at=FRIDAY_2PM)

    third = Consultation.objects.get(number=3)
    assert (third.not_by, third.prosecutor) == (cast.prosecutor, cast.second_prosecutor)


@pytest.mark.parametrize("story", [stories.submitted_case, stories.accepted_case, stories.charged_case])
def test_only_a_decision_that_stands_is_made_again(cast, story):
    told = story(cast)
    suspect = getattr(told, "case_file", told).suspects.get(number=1)

    with nothing_changes(), pytest.raises(WrongStatus, match="cannot decide again now"):
        open_again(cast, suspect)


def test_it_goes_on_from_what_police_asked_and_waits_for_no_triage(cast):
    suspect = stories.authorised_case(cast)
    open_again(cast, suspect)
    again = Submission.objects.get(purpose=Purpose.APPEAL)

    assert asked_for(again) is Purpose.CHARGING
    assert [each.awaits_triage for each in rounds_of(suspect.case_file, cast.assistant)] == [False, False]


@pytest.mark.parametrize("reader", ["builder", "prosecutor", "assistant"])
def test_its_pages_read_for_both_agencies(client, cast, reader):
    suspect = stories.nfa_case(cast)
    open_again(cast, suspect, not_by=cast.prosecutor)
    again = Submission.objects.get(purpose=Purpose.APPEAL)
    client.force_login(getattr(cast, reader))
    slug = suspect.case_file.slug

    case = client.get(f"/case-files/{slug}/").content.decode()
    receipt = client.get(f"/case-files/{slug}/submissions/{again.pk}/").content.decode()
    opened = client.get(f"/case-files/{slug}/reviews/{again.consultation.pk}/")

    assert "Decision looked at again: to be decided again" in case
    assert "Sealed as it stands, to be decided again" in case
    assert "goes straight to a prosecutor, without triage" in receipt
    assert opened.status_code == 200
