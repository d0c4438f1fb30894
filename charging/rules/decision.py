"""What a review must contain before it can be completed, and how laid charges compare with authorised ones.

Source: Code for Crown Prosecutors, 8th edition, for the tests; Director's Guidance, 6th edition, for
action plans that say why an item matters.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.models import CustodyBasis, OffenceCode, Suspect
from charging.lifecycle import CHARGES, Match, NeededFor, Purpose, Result
from charging.models import DecisionReason
from foundation.verdicts import Verdict

ENDS_WITH_REASON = frozenset({Result.NFA_EVIDENTIAL, Result.NFA_PUBLIC_INTEREST, Result.OUT_OF_COURT})
ON_EARLY_ADVICE = frozenset({Result.ADVICE, Result.NFA_EVIDENTIAL, Result.NFA_PUBLIC_INTEREST, Result.ACTION_PLAN})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the prosecutor decides for one suspect."""

    result: Result
    rationale: str
    offences: Sequence[OffenceCode] = ()
    reason: DecisionReason | None = None


@dataclass(frozen=True, kw_only=True)
class RequestedItem:
    """One thing the prosecutor still needs; `suspect` None means it is about all of them."""

    category: str
    text: str
    why: str
    needed_for: str
    due_on: date
    suspect: Suspect | None = None


@dataclass(frozen=True, kw_only=True)
class Review:
    """A review as it is handed in, by suspect key."""

    analysis: str
    disclosure_considered: bool
    outcomes: Mapping[int, Outcome]
    items: Sequence[RequestedItem] = field(default_factory=tuple)


def results_for(purpose: Purpose) -> list[Result]:
    """What can be decided on a file that asked for this: advice only where it was asked for, and then no charge."""
    advises = purpose is Purpose.EARLY_ADVICE
    return [result for result in Result if (result in ON_EARLY_ADVICE if advises else result is not Result.ADVICE)]


def not_for(purpose: Purpose) -> str:
    """Say why a result is not offered on such a file."""
    if purpose is Purpose.EARLY_ADVICE:
        return "Police asked for early advice on this file, so it can be neither charged nor diverted yet."
    return "Police asked for a charging decision on this file, so early advice is not an answer to it."


def for_review(review: Review, suspects: Sequence[Suspect], *, purpose: Purpose, today: date) -> Verdict:
    """Say whether a review can be completed, with every gap in it. `purpose` is what police asked for."""
    verdict = Verdict.ok()
    if not review.analysis.strip():
        verdict &= Verdict.no("no_analysis", "Write the evidential and public interest analysis.", "analysis")
    if not review.disclosure_considered:
        message = "Confirm that the impact of disclosable and unexamined material was considered."
        verdict &= Verdict.no("disclosure_not_considered", message, "disclosure_considered")
    for suspect in suspects:
        outcome = review.outcomes.get(suspect.pk)
        verdict &= _check_outcome(suspect, outcome, purpose) if outcome else _missing(suspect)
    return verdict & _check_items(review, suspects, today)


def _missing(suspect: Suspect) -> Verdict:
    return Verdict.no("no_decision", f"Decide what happens to {suspect}.", f"suspect-{suspect.pk}-result")


def _check_outcome(suspect: Suspect, outcome: Outcome, purpose: Purpose) -> Verdict:
    where = f"suspect-{suspect.pk}"
    verdict = Verdict.ok()
    if outcome.result not in results_for(purpose):
        verdict &= Verdict.no("not_what_was_asked", not_for(purpose), f"{where}-result")
    if not outcome.rationale.strip():
        verdict &= Verdict.no("no_rationale", f"Say why, for {suspect}.", f"{where}-rationale")
    if outcome.result is Result.CHARGE_THRESHOLD and suspect.custody_basis != CustodyBasis.CUSTODY:
        message = f"{suspect} is not in custody: the Threshold Test is only for a suspect whose remand is sought."
        verdict &= Verdict.no("threshold_needs_custody", message, f"{where}-result")
    return verdict & _check_offences(suspect, outcome) & _check_reason(suspect, outcome)


def _check_offences(suspect: Suspect, outcome: Outcome) -> Verdict:
    where = f"suspect-{suspect.pk}-offences"
    if outcome.result in CHARGES:
        fine = Verdict.ok()
        return (
            fine
            if outcome.offences
            else Verdict.no("no_offence", f"Choose what {suspect} is to be charged with.", where)
        )
    if not outcome.offences:
        return Verdict.ok()
    titles = ", ".join(f"“{code.title}”" for code in outcome.offences)
    message = f"{suspect} is not to be charged, so take {titles} out, or choose a charge."
    return Verdict.no("offence_without_charge", message, where)


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


def _check_items(review: Review, suspects: Sequence[Suspect], today: date) -> Verdict:
    asked = [s for s in suspects if (o := review.outcomes.get(s.pk)) and o.result is Result.ACTION_PLAN]
    verdict = Verdict.ok()
    if review.items and not asked:
        message = "You asked for more work, but no suspect's decision is “action plan”."
        verdict &= Verdict.no("items_without_plan", message, "items")
    for suspect in asked:
        if not any(item.suspect in {None, suspect} for item in review.items):
            verdict &= Verdict.no("plan_without_items", f"Add what you need about {suspect}.", "items")
    for number, item in enumerate(review.items, 1):
        verdict &= _check_item(number, item, today)
        if item.suspect not in {None, *asked} and item.needed_for == NeededFor.DECISION and asked:
            message = f"Item {number}: nothing more is needed for a decision about {item.suspect}, which is made."
            verdict &= Verdict.no("item_about_decided", message, f"item-{number}")
    return verdict


def _check_item(number: int, item: RequestedItem, today: date) -> Verdict:
    verdict = Verdict.ok()
    if not item.why.strip() or not item.text.strip():
        message = f"Item {number}: say what you need and why it matters."
        verdict &= Verdict.no("no_why", message, f"item-{number}")
    if item.due_on < today:
        verdict &= Verdict.no("past_date", f"Item {number}: the date must be today or later.", f"item-{number}")
    return verdict


def match_of(authorised: Collection[str], laid: Collection[str]) -> Match:
    """Compare the codes of charges laid with those authorised."""
    if set(laid) == set(authorised):
        return Match.EXACT
    return Match.LESSER if set(laid) < set(authorised) else Match.DIFFERENT
