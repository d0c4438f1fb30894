"""What a review must contain."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.models import CustodyBasis, OffenceCode, Suspect
from charging.lifecycle import CHARGES, DECISION_CODES, Purpose, Result
from charging.models import DecisionCode, DecisionReason
from charging.operations.decisions import MOVES
from charging.rules.decision import (
    ENDS_WITH_REASON,
    Outcome,
    RequestedItem,
    Review,
    for_review,
    results_for,
)
from charging.rules.decision_codes import usual_code
from charging.rules.decision_offences import ReviewFacts
from tests import stories
from tests.clock import MONDAY

ALDER = Suspect(pk=1, given_names="Test", family_name="Alder", custody_basis=CustodyBasis.BAIL)
BIRCH = Suspect(pk=2, given_names="Test", family_name="Birch", custody_basis=CustodyBasis.CUSTODY)
THEFT = OffenceCode(pk=1, code="TH68010")
REASONS = {result: DecisionReason(code=result, result=result) for result in ENDS_WITH_REASON}
ITEM = RequestedItem(category="footage", text="Footage", why="Who left", needed_for="decision", due_on=MONDAY)


def an_outcome(result, **changes):
    """Decide properly: what the result calls for is there."""
    outcome = Outcome(
        result=result,
        rationale="Because.",
        offences=[THEFT] if result in CHARGES else (),
        reason=REASONS.get(result),
        threshold=stories.a_threshold_test() if result is Result.CHARGE_THRESHOLD else None,
    )
    return replace(outcome, **changes)


def a_review(*outcomes, **changes):
    decided = dict(zip((ALDER.pk, BIRCH.pk), outcomes, strict=False))
    review = Review(analysis="Strong.", disclosure_considered=True, outcomes=decided, sections=stories.SECTIONS)
    return replace(review, **changes)


def verdict(review, suspects=(ALDER,), purpose=Purpose.CHARGING):
    return for_review(review, list(suspects), purpose=purpose, today=MONDAY)


def codes(review, suspects=(ALDER,)):
    """Return the codes of all that is missing from a review; of early advice where that is what was decided."""
    advises = any(outcome.result is Result.ADVICE for outcome in review.outcomes.values())
    purpose = Purpose.EARLY_ADVICE if advises else Purpose.CHARGING
    return [reason.code for reason in verdict(review, suspects, purpose).reasons]


@pytest.mark.parametrize("result", [result for result in Result if result is not Result.CHARGE_THRESHOLD])
def test_every_result_can_be_reached_with_what_it_calls_for(result):
    items = [ITEM] if result is Result.ACTION_PLAN else []

    assert codes(a_review(an_outcome(result), items=items)) == []
    assert result in MOVES
    assert result in DECISION_CODES


@pytest.mark.parametrize(
    ("review", "missing"),
    [
        (a_review(an_outcome(Result.ADVICE), analysis=" \n"), ["no_analysis"]),
        (a_review(an_outcome(Result.ADVICE), disclosure_considered=False), ["disclosure_not_considered"]),
        (a_review(), ["no_decision"]),
        (a_review(an_outcome(Result.ADVICE, rationale=" ")), ["no_rationale"]),
        (a_review(an_outcome(Result.CHARGE_FULL, offences=())), ["no_offence"]),
        (a_review(an_outcome(Result.NFA_EVIDENTIAL, reason=None)), ["no_reason"]),
        (a_review(an_outcome(Result.NFA_PUBLIC_INTEREST, reason=None)), ["no_reason"]),
        (a_review(an_outcome(Result.OUT_OF_COURT, reason=None)), ["no_reason"]),
        (a_review(an_outcome(Result.NFA_EVIDENTIAL, reason=REASONS[Result.OUT_OF_COURT])), ["reason_of_another"]),
        (a_review(an_outcome(Result.ADVICE, reason=REASONS[Result.OUT_OF_COURT])), ["reason_of_another"]),
        (a_review(an_outcome(Result.CHARGE_FULL, reason=REASONS[Result.NFA_EVIDENTIAL])), ["reason_of_another"]),
        (a_review(an_outcome(Result.ADVICE, offences=[THEFT])), ["offence_without_charge"]),
        (a_review(an_outcome(Result.NFA_EVIDENTIAL, offences=[THEFT])), ["offence_without_charge"]),
        (a_review(an_outcome(Result.ACTION_PLAN)), ["plan_without_items"]),
        (a_review(an_outcome(Result.ADVICE), items=[ITEM]), ["items_without_plan"]),
        (a_review(an_outcome(Result.ACTION_PLAN), items=[replace(ITEM, why=" ")]), ["no_why"]),
        (a_review(an_outcome(Result.ACTION_PLAN), items=[replace(ITEM, text="")]), ["no_why"]),
        (
            a_review(an_outcome(Result.ACTION_PLAN), items=[replace(ITEM, due_on=MONDAY - timedelta(days=1))]),
            ["past_date"],
        ),
    ],
)
def test_each_gap_in_a_review_is_named(review, missing):
    assert codes(review) == missing


def test_what_does_not_belong_is_named():
    caution = DecisionReason(code="OC-SIMPLE", result=Result.OUT_OF_COURT, title="Simple caution")
    theft = OffenceCode(pk=1, code="TH68010", title="Theft from a shop")
    review = a_review(an_outcome(Result.NFA_EVIDENTIAL, reason=caution, offences=[theft]))

    said = " ".join(reason.message for reason in verdict(review).reasons)

    assert "Test Alder is not to be charged, so take “Theft from a shop” out" in said
    assert "That reason is not for this decision on Test Alder: “Simple caution”" in said


@pytest.mark.parametrize("result", Result)
@pytest.mark.parametrize("purpose", [Purpose.CHARGING, Purpose.EARLY_ADVICE])
def test_advice_answers_only_who_asked_for_it_and_then_nobody_is_charged(result, purpose):
    given = verdict(a_review(an_outcome(result), items=[ITEM]), purpose=purpose)
    refused = "not_what_was_asked" in [reason.code for reason in given.reasons]

    advises = purpose is Purpose.EARLY_ADVICE
    fits = {"nfa_evidential", "nfa_public_interest", "action_plan"} | (
        {"advice"} if advises else {"charge_full", "charge_threshold", "out_of_court"}
    )
    assert refused is (result.value not in fits)
    assert (result in results_for(purpose)) is not refused


def test_every_gap_is_told_at_once():
    review = a_review(an_outcome(Result.CHARGE_FULL, rationale="", offences=()), analysis="")

    assert codes(review, [ALDER, BIRCH]) == ["no_analysis", "no_rationale", "no_offence", "no_decision"]


@pytest.mark.parametrize("basis", CustodyBasis)
def test_the_threshold_test_is_only_for_a_suspect_in_custody(basis):
    suspect = Suspect(pk=1, given_names="Test", family_name="Alder", custody_basis=basis)
    found = codes(a_review(an_outcome(Result.CHARGE_THRESHOLD)), [suspect])

    assert found == ([] if basis is CustodyBasis.CUSTODY else ["threshold_needs_custody"])


def test_each_suspect_who_is_asked_for_more_needs_an_item_of_their_own_or_one_about_all():
    both = (an_outcome(Result.ACTION_PLAN), an_outcome(Result.ACTION_PLAN))
    about_alder = replace(ITEM, suspect=ALDER)

    assert codes(a_review(*both, items=[about_alder]), [ALDER, BIRCH]) == ["plan_without_items"]
    assert codes(a_review(*both, items=[about_alder, replace(ITEM, suspect=BIRCH)]), [ALDER, BIRCH]) == []
    assert codes(a_review(*both, items=[ITEM]), [ALDER, BIRCH]) == []


def test_nothing_is_asked_for_a_decision_that_is_made():
    outcomes = (an_outcome(Result.NFA_EVIDENTIAL), an_outcome(Result.ACTION_PLAN))
    about_both = [replace(ITEM, suspect=ALDER), replace(ITEM, suspect=BIRCH)]
    for_trial = [replace(ITEM, suspect=ALDER, needed_for="trial"), replace(ITEM, suspect=BIRCH)]

    assert codes(a_review(*outcomes, items=about_both), [ALDER, BIRCH]) == ["item_about_decided"]
    assert codes(a_review(*outcomes, items=for_trial), [ALDER, BIRCH]) == []


def test_an_item_may_be_due_today():
    assert codes(a_review(an_outcome(Result.ACTION_PLAN), items=[replace(ITEM, due_on=MONDAY)])) == []


@pytest.mark.parametrize(
    ("reason", "letter"),
    [("OC-SIMPLE", "C"), ("OC-COND", "D"), ("OC-COMMUNITY", "D5"), ("OC-YOUTH-CAUTION", "E"), ("OC-YOUTH-COND", "F"),
     ("OC-YOUTH", "E"), ("OC-TIC", "G"), ("OC-UNKNOWN", "C")],
)  # fmt: skip
def test_a_disposal_is_reported_under_the_letter_of_its_reason(reason, letter):
    disposal = DecisionReason(code=reason, result=Result.OUT_OF_COURT, title="A disposal")
    outcome = Outcome(result=Result.OUT_OF_COURT, rationale="So.", reason=disposal)
    assert usual_code(outcome, date(2026, 3, 5)) == letter


def a_disposal(reason, title="A disposal", **changes):
    return an_outcome(
        Result.OUT_OF_COURT, reason=DecisionReason(code=reason, result=Result.OUT_OF_COURT, title=title), **changes
    )


LETTERS = [
    DecisionCode(code=each, result=Result.OUT_OF_COURT, title=each) for each in ("C", "D", "D2", "D5", "E", "F", "G")
]


@pytest.mark.parametrize(
    ("reason", "letters"),
    [("OC-SIMPLE", {"C"}), ("OC-COND", {"D", "D2"}), ("OC-COMMUNITY", {"D5"}), ("OC-YOUTH", {"D5", "E", "F"}),
     ("OC-TIC", {"G"}), ("OC-UNKNOWN", {each.code for each in LETTERS})],
)  # fmt: skip
def test_the_letter_of_a_disposal_goes_with_its_reason(reason, letters):
    facts = ReviewFacts(codes=LETTERS)
    passed = set()
    for letter in LETTERS:
        review = a_review(a_disposal(reason, code=letter.code))
        if for_review(review, [ALDER], purpose=Purpose.CHARGING, today=MONDAY, facts=facts):
            passed.add(letter.code)
    assert passed == letters


EIGHTEEN_TODAY = date(MONDAY.year - 18, MONDAY.month, MONDAY.day)


@pytest.mark.parametrize(
    ("reason", "born", "fits"),
    [
        ("OC-YOUTH-CAUTION", EIGHTEEN_TODAY, False),
        ("OC-YOUTH-CAUTION", EIGHTEEN_TODAY + timedelta(days=1), True),
        ("OC-YOUTH-COND", EIGHTEEN_TODAY, False),
        ("OC-YOUTH", EIGHTEEN_TODAY, False),
        ("OC-SIMPLE", EIGHTEEN_TODAY, True),
        ("OC-SIMPLE", EIGHTEEN_TODAY + timedelta(days=1), False),
        ("OC-COND", EIGHTEEN_TODAY + timedelta(days=1), False),
        ("OC-COMMUNITY", EIGHTEEN_TODAY + timedelta(days=1), True),
        ("OC-COMMUNITY", EIGHTEEN_TODAY, True),
        ("OC-YOUTH-CAUTION", None, True),
        ("OC-SIMPLE", None, True),
    ],
)
def test_a_disposal_is_for_the_age_on_the_day_of_the_decision(reason, born, fits):
    suspect = Suspect(pk=1, given_names="Test", family_name="Alder", date_of_birth=born)
    assert codes(a_review(a_disposal(reason)), [suspect]) == ([] if fits else ["disposal_not_for_age"])


def test_what_does_not_fit_a_disposal_is_said_plainly():
    child = Suspect(pk=1, given_names="Test", family_name="Alder", date_of_birth=date(2012, 1, 1))
    (said,) = verdict(a_review(a_disposal("OC-SIMPLE", "Simple caution")), [child]).reasons
    assert "“Simple caution” is only for adults, and Test Alder is under 18. Choose another reason" in said.message
    assert said.where == "suspect-1-reason"
