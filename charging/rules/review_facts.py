"""What is so in a case as a review decides it: the facts that dated lists ask about."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from casework.models import OffenceCode, Suspect
from charging.lifecycle import Result
from charging.rules.dated import Facts
from charging.rules.decision_offences import ReviewFacts

if TYPE_CHECKING:
    from charging.rules.decision import Outcome

YES, NO = "yes", "no"
Groups = Mapping[str, Mapping[str, Sequence[str]]]


def facts_of_review(
    outcomes: Mapping[int, "Outcome"], suspects: Sequence[Suspect], facts: ReviewFacts, groups: Groups | None = None
) -> Facts:
    """The facts of a review: what is decided, of which offences, about whom. `groups` name offences by their codes."""
    offences = _offences(outcomes, suspects, facts)
    results = {outcome.result for outcome in outcomes.values()}
    return {
        "result": frozenset(result.value for result in results),
        "test": frozenset({"threshold"} if Result.CHARGE_THRESHOLD in results else {"full"}),
        "mode": frozenset(str(code.mode_of_trial) for code in offences),
        "offence": frozenset(
            name for name, group in (groups or {}).items() if any(code.code in group["codes"] for code in offences)
        ),
        "flag": facts.flags,
        "casework_type": frozenset({facts.casework_type}),
        "youth": frozenset(YES if suspect.pk in facts.youths else NO for suspect in suspects),
        "has_victim": frozenset({YES if facts.has_victim else NO}),
    }


def _offences(
    outcomes: Mapping[int, "Outcome"], suspects: Sequence[Suspect], facts: ReviewFacts
) -> Sequence[OffenceCode]:
    """What is charged, and what was proposed."""
    proposed = [offence.offence_code for each in suspects for offence in facts.offences.get(each.pk, ())]
    return [*proposed, *(code for outcome in outcomes.values() for code in outcome.charged)]
