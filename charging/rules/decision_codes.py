"""The letter that a decision is reported under, and what some letters need beside them."""

from datetime import date
from typing import TYPE_CHECKING

from casework.models import Suspect
from charging.lifecycle import DECISION_CODES, Result
from charging.rules.decision_offences import ReviewFacts
from charging.rules.disposals import disposals_on, for_disposal
from foundation.verdicts import Verdict

if TYPE_CHECKING:
    from charging.rules.decision import Outcome


def usual_code(outcome: "Outcome", on: date) -> str:
    """The letter that a decision is reported under where none was chosen: of a disposal, that of its reason."""
    known = disposals_on(on).get(outcome.reason.code) if outcome.reason else None
    return known.letters[0] if known else DECISION_CODES[outcome.result]


def for_code(suspect: Suspect, outcome: "Outcome", facts: ReviewFacts, on: date) -> Verdict:
    """Say whether the letter that was chosen belongs to result and reason, and has the public-interest reason it needs.

    Of a disposal it says as well whether it is for somebody of the suspect's age.
    """
    verdict, where = _check_public_interest(suspect, outcome), f"suspect-{suspect.pk}"
    if outcome.reason and outcome.result is Result.OUT_OF_COURT:
        verdict &= for_disposal(suspect, outcome.reason, outcome.code, on=on, where=f"{where}-")
    if not outcome.code:
        return verdict
    row = next((each for each in facts.codes if each.code == outcome.code and each.result == outcome.result), None)
    if row is None:
        message = f"Code {outcome.code} does not belong to “{outcome.result.label}”. Choose another for {suspect}."
        return verdict & Verdict.no("code_of_another", message, f"{where}-code")
    if row.needs_public_interest and outcome.public_interest is None:
        message = f"Code {outcome.code} needs a public-interest reason. Choose one for {suspect}."
        verdict &= Verdict.no("no_public_interest", message, f"{where}-public_interest")
    return verdict


def _check_public_interest(suspect: Suspect, outcome: "Outcome") -> Verdict:
    reason = outcome.public_interest
    if reason is None or reason.result == Result.NFA_PUBLIC_INTEREST:
        return Verdict.ok()
    message = f"“{reason.title}” is not a public-interest reason."
    return Verdict.no("reason_of_another", message, f"suspect-{suspect.pk}-public_interest")
