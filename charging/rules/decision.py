"""A review as a value, and what it must contain before it can be completed.

Source: Code for Crown Prosecutors, 8th edition, for the tests; Director's Guidance, 6th edition, for
action plans that say why an item matters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.models import CustodyBasis, OffenceCode, Suspect
from charging.lifecycle import CHARGES, CodeTest, Purpose, Result
from charging.models import DecisionReason
from charging.rules.decision_codes import for_code
from charging.rules.decision_offences import NOTHING_KNOWN, OffenceChoice, ReviewFacts, for_offences
from charging.rules.requested_items import RequestedItem as RequestedItem
from charging.rules.requested_items import for_items
from charging.rules.review_facts import facts_of_review
from charging.rules.review_sections import sections_on
from charging.rules.threshold import ThresholdAnswers, for_threshold
from foundation.verdicts import Verdict

ENDS_WITH_REASON = frozenset({Result.NFA_EVIDENTIAL, Result.NFA_PUBLIC_INTEREST, Result.OUT_OF_COURT})
ON_EARLY_ADVICE = frozenset({Result.ADVICE, Result.NFA_EVIDENTIAL, Result.NFA_PUBLIC_INTEREST, Result.ACTION_PLAN})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the prosecutor decides for one suspect.

    `each` answers the offences that police proposed, one by one; `offences` are charged besides, or as proposed
    where they stand there without an answer of their own. `code` is empty for the usual letter of the result.
    """

    result: Result
    rationale: str
    offences: Sequence[OffenceCode] = ()
    reason: DecisionReason | None = None
    each: Sequence[OffenceChoice] = ()
    code: str = ""
    public_interest: DecisionReason | None = None
    threshold: ThresholdAnswers | None = None

    @property
    def charged(self) -> list[OffenceCode]:
        """What is to be charged, each offence once."""
        chosen = [choice.charged for choice in self.each if choice.charged]
        return list({row.pk: row for row in (*chosen, *self.offences)}.values())


@dataclass(frozen=True, kw_only=True)
class Review:
    """A review as it is handed in: outcomes by suspect key, text by the code of its section.

    `analysis` is the section on the evidence, which every review has. `test` is empty where the decisions say it.
    """

    analysis: str
    disclosure_considered: bool
    outcomes: Mapping[int, Outcome]
    items: Sequence[RequestedItem] = field(default_factory=tuple)
    sections: Mapping[str, str] = field(default_factory=dict)
    test: str = ""
    submitted_as_ngap: bool | None = None

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of every section, that on the evidence among them."""
        return {**self.sections, "evidence": self.analysis}


def results_for(purpose: Purpose) -> list[Result]:
    """What can be decided on a file that asked for this: advice only where it was asked for, and then no charge."""
    advises = purpose is Purpose.EARLY_ADVICE
    return [result for result in Result if (result in ON_EARLY_ADVICE if advises else result is not Result.ADVICE)]


def not_for(purpose: Purpose) -> str:
    """Say why a result is not offered on such a file."""
    if purpose is Purpose.EARLY_ADVICE:
        return "Police asked for early advice on this file, so it can be neither charged nor diverted yet."
    return "Police asked for a charging decision on this file, so early advice is not an answer to it."


def for_review(
    review: Review,
    suspects: Sequence[Suspect],
    *,
    purpose: Purpose,
    today: date,
    facts: ReviewFacts = NOTHING_KNOWN,
) -> Verdict:
    """Say whether a review can be completed, with every gap in it and the section or field where it is.

    `purpose` is what police asked for, `facts` what the case says now.
    """
    verdict = _check_sections(review, suspects, facts, today)
    for suspect in suspects:
        outcome = review.outcomes.get(suspect.pk)
        if outcome is None:
            verdict &= _missing(suspect)
        else:
            verdict &= _check_outcome(suspect, outcome, purpose, facts, today)
    return verdict & _check_test(review) & for_items(review.items, review.outcomes, suspects, today)


def _check_sections(review: Review, suspects: Sequence[Suspect], facts: ReviewFacts, today: date) -> Verdict:
    verdict = Verdict.ok()
    if not review.analysis.strip():
        verdict &= Verdict.no("no_analysis", "Write the evidential analysis.", "analysis")
    if not review.disclosure_considered:
        message = "Confirm that the impact of disclosable and unexamined material was considered."
        verdict &= Verdict.no("disclosure_not_considered", message, "disclosure_considered")
    known = facts_of_review(review.outcomes, suspects, facts)
    for each in sections_on(today):
        if each.code != "evidence" and each.is_needed(known) and not review.texts.get(each.code, "").strip():
            message = f"Write the section “{each.title}”: this decision needs it."
            verdict &= Verdict.no("section_missing", message, f"section-{each.code}")
    return verdict


def _check_test(review: Review) -> Verdict:
    """The test that the review says it applies is the one that its charges rest on."""
    if not review.test:
        return Verdict.ok()
    other = Result.CHARGE_THRESHOLD if review.test == CodeTest.FULL else Result.CHARGE_FULL
    if not any(outcome.result is other for outcome in review.outcomes.values()):
        return Verdict.ok()
    message = f"The review says that it applies the {CodeTest(review.test).label}, but a decision is “{other.label}”."
    return Verdict.no("another_test", message, "section-test")


def _missing(suspect: Suspect) -> Verdict:
    return Verdict.no("no_decision", f"Decide what happens to {suspect}.", f"suspect-{suspect.pk}-result")


def _check_outcome(suspect: Suspect, outcome: Outcome, purpose: Purpose, facts: ReviewFacts, today: date) -> Verdict:
    where = f"suspect-{suspect.pk}"
    verdict = Verdict.ok()
    if outcome.result not in results_for(purpose):
        verdict &= Verdict.no("not_what_was_asked", not_for(purpose), f"{where}-result")
    if not outcome.rationale.strip():
        verdict &= Verdict.no("no_rationale", f"Say why, for {suspect}.", f"{where}-rationale")
    if outcome.result is Result.CHARGE_THRESHOLD:
        verdict &= _check_threshold(suspect, outcome, today)
    verdict &= for_offences(suspect, outcome.each, outcome.charged, facts, charges=outcome.result in CHARGES)
    return verdict & _check_reason(suspect, outcome) & for_code(suspect, outcome, facts, today)


def _check_threshold(suspect: Suspect, outcome: Outcome, today: date) -> Verdict:
    where, verdict = f"suspect-{suspect.pk}", Verdict.ok()
    if suspect.custody_basis != CustodyBasis.CUSTODY:
        message = f"{suspect} is not in custody: the Threshold Test is only for a suspect whose remand is sought."
        verdict = Verdict.no("threshold_needs_custody", message, f"{where}-result")
    return verdict & for_threshold(outcome.threshold, about=str(suspect), where=where, today=today)


def _check_reason(suspect: Suspect, outcome: Outcome) -> Verdict:
    where, reason = f"suspect-{suspect.pk}-reason", outcome.reason
    if reason is None:
        needed = outcome.result in ENDS_WITH_REASON
        return Verdict.no("no_reason", f"Choose a coded reason for {suspect}.", where) if needed else Verdict.ok()
    if reason.result == outcome.result:
        return Verdict.ok()
    belongs = Result(reason.result).label
    message = f"That reason is not for this decision on {suspect}: “{reason.title}” belongs to “{belongs}”."
    return Verdict.no("reason_of_another", message, where)
