"""What the prosecutor says to each offence that police proposed, and what the case says when it is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from casework.models import Offence, OffenceCode, Suspect
from charging.lifecycle import Result
from charging.models import DecisionCode, DecisionReason, OffenceAnswer
from foundation.verdicts import Verdict

NOT_CHARGED_FOR = frozenset({Result.NFA_EVIDENTIAL, Result.NFA_PUBLIC_INTEREST})


@dataclass(frozen=True, kw_only=True)
class OffenceChoice:
    """The answer to one offence that was proposed: as it is, another in its place, or none with a coded reason."""

    offence: Offence
    answer: OffenceAnswer
    code: OffenceCode | None = None
    reason: DecisionReason | None = None

    @property
    def charged(self) -> OffenceCode | None:
        """The offence that is charged for it; None where none is."""
        if self.answer is OffenceAnswer.AS_PROPOSED:
            return self.offence.offence_code
        return self.code if self.answer is OffenceAnswer.ANOTHER else None


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """What the case says at the moment a review is judged: offences that stand by suspect key, and the rest."""

    offences: Mapping[int, Sequence[Offence]] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    casework_type: str = ""
    youths: frozenset[int] = frozenset()
    has_victim: bool = False
    codes: Sequence[DecisionCode] = ()


NOTHING_KNOWN = ReviewFacts()


def for_offences(
    suspect: Suspect,
    each: Sequence[OffenceChoice],
    charged: Sequence[OffenceCode],
    facts: ReviewFacts,
    *,
    charges: bool,
) -> Verdict:
    """Say what is wrong with the offences of one decision; `charges` is whether its result is a charge."""
    where = f"suspect-{suspect.pk}-offences"
    verdict = _still_proposed(suspect, each, facts, where)
    if charges:
        for choice in each:
            verdict &= _check_choice(suspect, choice)
        verdict &= _every_one_answered(suspect, each, charged, facts)
        if not charged:
            verdict &= Verdict.no("no_offence", f"Choose what {suspect} is to be charged with.", where)
        return verdict
    if charged:
        titles = ", ".join(f"“{code.title}”" for code in charged)
        message = f"{suspect} is not to be charged, so take {titles} out, or choose a charge."
        verdict &= Verdict.no("offence_without_charge", message, where)
    return verdict


def _still_proposed(suspect: Suspect, each: Sequence[OffenceChoice], facts: ReviewFacts, where: str) -> Verdict:
    stands = {offence.pk for offence in facts.offences.get(suspect.pk, ())}
    gone = [choice.offence for choice in each if choice.offence.pk not in stands]
    verdict = Verdict.ok()
    for offence in gone if suspect.pk in facts.offences else ():
        title = offence.offence_code.title
        message = f"Police no longer propose “{title}” against {suspect}. Look at the decision again without it."
        verdict &= Verdict.no("offence_withdrawn", message, where)
    return verdict


def _every_one_answered(
    suspect: Suspect, each: Sequence[OffenceChoice], charged: Sequence[OffenceCode], facts: ReviewFacts
) -> Verdict:
    answered = {choice.offence.pk for choice in each}
    codes = {code.code for code in charged}
    verdict = Verdict.ok()
    for offence in facts.offences.get(suspect.pk, ()):
        if offence.pk not in answered and offence.offence_code.code not in codes:
            message = f"Say whether {suspect} is charged with “{offence.offence_code.title}”, and if not, why."
            verdict &= Verdict.no("offence_open", message, f"suspect-{suspect.pk}-offence_{offence.pk}")
    return verdict


def _check_choice(suspect: Suspect, choice: OffenceChoice) -> Verdict:
    where, title = f"suspect-{suspect.pk}-offence_{choice.offence.pk}", choice.offence.offence_code.title
    if choice.answer is OffenceAnswer.ANOTHER and choice.code is None:
        message = f"Choose what {suspect} is charged with instead of “{title}”."
        return Verdict.no("no_other_offence", message, where)
    if choice.answer is not OffenceAnswer.NOT_CHARGED:
        return Verdict.ok()
    if choice.reason is None:
        message = f"Choose why {suspect} is not charged with “{title}”."
        return Verdict.no("offence_without_reason", message, where)
    if Result(choice.reason.result) in NOT_CHARGED_FOR:
        return Verdict.ok()
    message = f"“{choice.reason.title}” is not a reason for leaving out “{title}”."
    return Verdict.no("reason_of_another", message, where)
