"""The review: taken or allocated, then a decision for each suspect and everything it sets going."""

from dataclasses import replace

import pytest

from accounts.operations import cover
from casework.lifecycle import Status
from casework.models import CaseEvent, Suspect
from charging.lifecycle import DECISION_CODES, Purpose, Result
from charging.models import ActionItem, ActionPlan, AuthorisedCharge, Consultation, Decision
from charging.operations import review
from charging.rules.decision import Outcome, Review
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_9AM, THURSDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def take(consultation, by):
    return review.allocate(consultation=consultation, prosecutor=by, by=by, at=THURSDAY_9AM)


def test_taking_a_review_says_who_has_it_and_since_when(cast):
    consultation = stories.untaken_review(cast)

    entry = take(consultation, cast.prosecutor)

    consultation.refresh_from_db()
    assert (consultation.prosecutor, consultation.allocated_at) == (cast.prosecutor, THURSDAY_9AM)
    assert entry.details == {
        "consultation_id": consultation.pk,
        "prosecutor_id": cast.prosecutor.pk,
        "suggested_id": None,
        "override": "",
        "bulk_job_id": None,
    }


def test_a_review_that_somebody_has_cannot_be_taken_from_them(cast):
    consultation = stories.accepted_case(cast)

    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor has taken this review already"):
        take(consultation, cast.second_prosecutor)


def test_a_legal_manager_may_give_it_to_another_or_take_it_over(cast):
    consultation = stories.accepted_case(cast)

    for prosecutor in (cast.second_prosecutor, cast.legal_manager):
        review.allocate(consultation=consultation, prosecutor=prosecutor, by=cast.legal_manager, at=THURSDAY_9AM)
        assert stories.fresh(consultation).prosecutor == prosecutor


def test_whoever_covers_for_the_prosecutor_may_take_it_over(cast):
    consultation = stories.accepted_case(cast)
    let_cover(cast.prosecutor, cast.second_prosecutor)

    assert take(consultation, cast.second_prosecutor)


def let_cover(person, colleague):
    """Let a colleague cover for somebody on the day of the reviews."""
    day = THURSDAY_9AM.date()
    details = cover.CoverDetails(covered_by=colleague, starts_on=day, ends_on=day)
    cover.arrange(details=details, by=person, at=THURSDAY_9AM)


OUTCOMES = [
    (Result.CHARGE_FULL, None, Status.AUTHORISED, "charging.charge_authorised", "police_to_charge"),
    (Result.CHARGE_THRESHOLD, None, Status.AUTHORISED, "charging.charge_authorised", "police_to_charge"),
    (Result.NFA_EVIDENTIAL, "EV-VICTIM", Status.NO_FURTHER_ACTION, "charging.nfa_decided", "closed"),
    (Result.NFA_PUBLIC_INTEREST, "PI-MINOR", Status.NO_FURTHER_ACTION, "charging.nfa_decided", "closed"),
    (Result.OUT_OF_COURT, "OC-COND", Status.OUT_OF_COURT, "charging.oocd_decided", "closed"),
    (Result.ACTION_PLAN, None, Status.ACTION_PLAN, "charging.action_plan_issued", "police"),
    (Result.ADVICE, None, Status.ADVICE_GIVEN, "charging.early_advice_given", "police"),
]


def an_outcome(result, reason_code):
    if reason_code:
        return replace(stories.nfa_outcome(reason_code), result=result)
    charges = result in {Result.CHARGE_FULL, Result.CHARGE_THRESHOLD}
    return replace(stories.charge_outcome(), result=result) if charges else Outcome(result=result, rationale="Because.")


@pytest.mark.parametrize(("result", "reason", "status", "event", "holder"), OUTCOMES)
def test_each_result_moves_the_suspect_records_its_event_and_hands_the_file_on(
    cast, result, reason, status, event, holder
):
    purpose = Purpose.EARLY_ADVICE if result is Result.ADVICE else Purpose.CHARGING
    consultation = stories.accepted_case(cast, custody_basis="custody", stream=stories.Stream.RED, purpose=purpose)
    items = [stories.an_item()] if result is Result.ACTION_PLAN else []

    entry = stories.complete_review(consultation, [an_outcome(result, reason)], items=items)

    suspects = list(consultation.case_file.suspects.all())
    said = CaseEvent.objects.filter(type=event).first()
    assert {suspect.status for suspect in suspects} == {status}
    assert {suspect.status_at for suspect in suspects} == {THURSDAY_9AM}
    assert said.holder == holder
    assert set(Decision.objects.values_list("result", "code")) == {
        (result, "D" if reason == "OC-COND" else DECISION_CODES[result])
    }
    assert entry.details["results"] == {str(suspect.pk): result for suspect in suspects}
    assert entry.details["test"] == ("threshold" if result is Result.CHARGE_THRESHOLD else "full")


def test_suspects_of_one_case_may_end_apart(cast):
    names = (("Alder", "Test"), ("Birch", "Test"), ("Cedar", "Test"))
    consultation = stories.accepted_case(cast, names=names)
    outcomes = [stories.charge_outcome(), stories.nfa_outcome(), stories.plan_outcome()]
    third = Suspect.objects.get(number=3)

    stories.complete_review(consultation, outcomes, items=[stories.an_item(suspect=third)])

    statuses = list(Suspect.objects.order_by("number").values_list("status", flat=True))
    assert statuses == ["authorised", "no_further_action", "action_plan"]
    issued = CaseEvent.objects.get(type="charging.action_plan_issued")
    assert issued.suspect_ids == [third.pk]
    assert CaseEvent.objects.get(type="charging.nfa_decided").details == {
        "decision_id": Decision.objects.get(result="nfa_evidential").pk,
        "group": "evidential",
        "reason_code": "EV-ID",
        "victim_reason": False,
        "qualifies_for_victim_review": True,
    }


def test_a_victim_who_does_not_support_is_told_apart_from_other_reasons(cast):
    consultation = stories.accepted_case(cast)

    stories.complete_review(consultation, [stories.nfa_outcome("EV-VICTIM")])

    assert {entry.details["victim_reason"] for entry in CaseEvent.objects.filter(type="charging.nfa_decided")} == {True}


def test_what_is_authorised_may_differ_from_what_was_proposed(cast):
    consultation = stories.accepted_case(cast, names=stories.NAMES[:1])

    stories.complete_review(consultation, [stories.charge_outcome("CJ88116", "CD71039")])

    said = CaseEvent.objects.get(type="charging.charge_authorised").details
    assert said["offences"] == ["CJ88116", "CD71039"]
    assert set(AuthorisedCharge.objects.values_list("offence_code__code", flat=True)) == {"CJ88116", "CD71039"}
    assert Suspect.objects.get().offences.get().offence_code.code == stories.THEFT


def test_a_plan_asks_for_each_item_with_the_date_first_agreed(cast):
    medical = stories.an_item(text="Notes of the hospital", category="medical", needed_for="trial")
    items = [stories.an_item(), medical]

    plan = stories.action_plan_case(cast, items=items)

    created = CaseEvent.objects.filter(type="charging.action_item_created").order_by("seq")
    assert [entry.details["essential"] for entry in created] == [True, False]
    assert {entry.details["due_date_first_agreed"] for entry in created} == {"2026-03-19"}
    assert (plan.number, plan.issued_by, ActionItem.objects.filter(plan=plan).count()) == (1, cast.prosecutor, 2)


def test_a_review_with_a_gap_is_refused_with_every_gap_and_decides_nobody(cast):
    consultation = stories.accepted_case(cast)
    first = consultation.case_file.suspects.get(number=1)
    incomplete = Review(analysis=" ", disclosure_considered=False, outcomes={first.pk: stories.charge_outcome()})

    with nothing_changes(), pytest.raises(Refused) as refusal:
        review.complete(consultation=consultation, review=incomplete, by=cast.prosecutor, at=THURSDAY_9AM)

    codes = [reason.code for reason in refusal.value.verdict.reasons]
    assert codes == ["no_analysis", "disclosure_not_considered", "section_missing", "section_missing", "no_decision"]


def test_a_completed_review_is_never_completed_again_and_says_who_did(cast):
    consultation = stories.accepted_case(cast)
    stories.complete_review(consultation, [stories.charge_outcome()])

    with nothing_changes():
        with pytest.raises(Conflict, match="Pat Prosecutor has completed this review already"):
            stories.complete_review(consultation, [stories.nfa_outcome()], at=FRIDAY_9AM)
        with pytest.raises(Conflict, match="completed this review already"):
            take(consultation, cast.second_prosecutor)


def test_only_the_prosecutor_who_has_the_review_decides(cast):
    consultation = stories.untaken_review(cast)

    for person in (cast.prosecutor, cast.legal_manager, cast.assistant, cast.builder):
        with nothing_changes(), pytest.raises(NotPermitted):
            stories.complete_review(consultation, [stories.charge_outcome()], by=person)


def test_a_second_review_of_a_case_decides_only_those_who_still_wait(cast):
    consultation = stories.accepted_case(cast)
    stories.complete_review(consultation, [stories.charge_outcome(), stories.plan_outcome()], items=[stories.an_item()])
    plan = ActionPlan.objects.get()
    item = plan.items.get()
    reply = stories.actions.ItemAnswer(answer=stories.actions.Answer.PROVIDED, text="Attached.")
    stories.actions.answer(item=item, reply=reply, expected_version=1, by=cast.builder, at=FRIDAY_9AM)
    stories.actions.return_answers(plan=plan, by=cast.builder, at=FRIDAY_9AM)
    second = Consultation.objects.get(number=2)

    stories.complete_review(second, [stories.nfa_outcome()], at=FRIDAY_9AM)

    statuses = list(Suspect.objects.order_by("number").values_list("status", flat=True))
    assert statuses == ["authorised", "no_further_action"]
    assert second.decisions.count() == 1
