"""What a review must contain before it can be completed, and how laid charges compare with authorised ones.

Source: Code for Crown Prosecutors, 8th edition, for the tests; Director's Guidance, 6th edition, for
action plans that say why an item matters.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.models import CustodyBasis, OffenceCode, Suspect
from charging.lifecycle import CHARGES, Match, NeededFor, Result
from charging.models import DecisionReason
from foundation.verdicts import Verdict

ENDS_WITH_REASON = frozenset({Result.NFA_EVIDENTIAL, Result.NFA_PUBLIC_INTEREST, Result.OUT_OF_COURT})


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


def for_review(review: Review, suspects: Sequence[Suspect], *, today: date) -> Verdict:
    """Say whether a review can be completed, with every gap in it."""
    verdict = Verdict.ok()
    if not review.analysis.strip():
        verdict &= Verdict.no("no_analysis", "Write the evidential and public interest analysis.", "analysis")
    if not review.disclosure_considered:
        message = "Confirm that the impact of disclosable and unexamined material was considered."
        verdict &= Verdict.no("disclosure_not_considered", message, "disclosure_considered")
    for suspect in suspects:
        outcome = review.outcomes.get(suspect.pk)
        verdict &= _check_outcome(suspect, outcome) if outcome else _missing(suspect)
    return verdict & _check_items(review, suspects, today)


def _missing(suspect: Suspect) -> Verdict:
    return Verdict.no("no_decision", f"Decide what happens to {suspect}.", f"suspect-{suspect.pk}-result")


def _check_outcome(suspect: Suspect, outcome: Outcome) -> Verdict:
    where = f"suspect-{suspect.pk}"
    verdict = Verdict.ok()
    if not outcome.rationale.strip():
        verdict &= Verdict.no("no_rationale", f"Say why, for {suspect}.", f"{where}-rationale")
    if outcome.result in CHARGES and not outcome.offences:
        verdict &= Verdict.no("no_offence", f"Choose what {suspect} is to be charged with.", f"{where}-offences")
    if outcome.result is Result.CHARGE_THRESHOLD and suspect.custody_basis != CustodyBasis.CUSTODY:
        message = f"{suspect} is not in custody: the Threshold Test is only for a suspect whose remand is sought."
        verdict &= Verdict.no("threshold_needs_custody", message, f"{where}-result")
    if outcome.result in ENDS_WITH_REASON and (outcome.reason is None or outcome.reason.result != outcome.result):
        verdict &= Verdict.no("no_reason", f"Choose a coded reason for {suspect}.", f"{where}-reason")
    return verdict


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
