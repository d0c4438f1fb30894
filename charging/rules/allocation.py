"""Who should be given a review: everybody who could be, with what speaks for and against each. Pure.

Nothing here decides: a manager does. What bars somebody for good is said by the policy (`may_hold`) and comes in as
a verdict; what only advises against is a reason here, and a manager may choose otherwise, saying why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from charging.rules.workload import FULL_TIME, Availability, WeightEdition, Work, edition_on, holds
from foundation.verdicts import Reason, Verdict

EVERYBODY_IS_OVER = "Every lawyer is at or over capacity, and this one holds least for their time"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who might be given reviews: what is noted of them, what they hold, and what they can hold.

    Specialisms and restrictions are titles by code. `load` and `capacity` are points. Whoever `manages` reviews too,
    but only where needed.
    """

    key: int
    name: str
    specialisms: dict[str, str] = field(default_factory=dict)
    restrictions: dict[str, str] = field(default_factory=dict)
    availability: Availability = field(default_factory=Availability)
    load: int = 0
    capacity: int = 0
    reviews: int = 0
    manages: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One candidate for one review: whether they may have it, what advises against it, what speaks for it.

    `lacks` counts the specialisms that the work calls for and that are not noted of them.
    """

    candidate: Candidate
    may: Verdict
    against: Verdict
    reasons_for: Sequence[str]
    score: int
    lacks: int = 0

    @property
    def fits(self) -> bool:
        """Whether nothing stands in the way."""
        return self.may.allowed and self.against.allowed


@dataclass(frozen=True, kw_only=True)
class Question:
    """One review to be given: what it is, who had the case before, and what the policy says of whom by key."""

    work: Work
    had_before: frozenset[int] = frozenset()
    verdicts: dict[int, Verdict] = field(default_factory=dict)


def weigh_up(question: Question, candidates: Iterable[Candidate], edition: WeightEdition, on: date) -> list[Standing]:
    """Everybody for one review, best first; whoever cannot have it last. Equal ones by load, then by name.

    Where everybody who could have it holds as much as they can or more, it falls on no manager for that: of the
    others, those who know such work come first, then whoever holds least, and it is said.
    """
    found = [_standing(question, candidate, edition, on) for candidate in candidates]
    ranked = sorted(found, key=lambda each: (not each.may.allowed, not each.against.allowed, *_order(each)))
    lawyers = [each for each in ranked if each.fits and not each.candidate.manages]
    if not lawyers or any(each.candidate.load < each.candidate.capacity for each in lawyers):
        return ranked
    least = min(
        lawyers, key=lambda each: (each.lacks, Fraction(each.candidate.load, each.candidate.capacity), *_order(each))
    )
    told = replace(least, reasons_for=[EVERYBODY_IS_OVER, *least.reasons_for])
    return [told, *(each for each in ranked if each is not least)]


def suggested(standings: Sequence[Standing]) -> Standing | None:
    """The first of those against whom nothing speaks; None where there is nobody."""
    return next((each for each in standings if each.fits), None)


def for_choice(chosen: int, suggested_key: int | None, why: str, edition: WeightEdition) -> Verdict:
    """Say whether a choice can be recorded: whoever chooses otherwise than suggested says why, by code."""
    if suggested_key is None or chosen == suggested_key:
        return Verdict.ok()
    if why in edition.otherwise:
        return Verdict.ok()
    return Verdict.no("say_why", "Select why you choose somebody else than suggested.", "why")


def for_bulk(why: str, edition: WeightEdition, *, to_one: bool) -> Verdict:
    """Say whether a reason can be recorded for many reviews at once: a known one, for giving them to one person."""
    if not why:
        return Verdict.ok()
    if not to_one:
        message = "A reason is only for giving them to one person: nothing speaks against whom is suggested."
        return Verdict.no("why_of_nothing", message, "why")
    return Verdict.ok() if why in edition.otherwise else Verdict.no("no_such_reason", "Select a reason.", "why")


def override_in_words(code: str, on: date) -> str:
    """Why something was given otherwise than suggested on a local day, to go on in a sentence; empty for no code."""
    title = edition_on(on).otherwise.get(code, code)
    return f"{title[:1].lower()}{title[1:]}"


def _order(each: Standing) -> tuple[int, int, str]:
    return -each.score, each.candidate.load, each.candidate.name


def _standing(question: Question, candidate: Candidate, edition: WeightEdition, on: date) -> Standing:
    asked = _specialisms(question.work, edition)
    score, reasons_for = _speaks_for(question, candidate, edition, asked)
    return Standing(
        candidate=candidate,
        may=question.verdicts.get(candidate.key, Verdict.ok()),
        against=_against(question.work, candidate, edition, on),
        reasons_for=reasons_for,
        score=score,
        lacks=len([code for code in asked if code not in candidate.specialisms]),
    )


def _specialisms(work: Work, edition: WeightEdition) -> list[str]:
    """The codes of what work calls for, each once."""
    facts = work.facts()
    return list(dict.fromkeys(fit["specialism"] for fit in edition.fits if holds(fit["when"], facts)))


def _against(work: Work, candidate: Candidate, edition: WeightEdition, on: date) -> Verdict:
    """Restrictions that bar this work, then absence; every one of them."""
    facts = {**work.facts(), "in_court": (candidate.availability.in_court_on(on),)}
    barred = dict.fromkeys(bar["restriction"] for bar in edition.bars if holds(bar["when"], facts))
    reasons = [Reason(code, candidate.restrictions[code]) for code in barred if code in candidate.restrictions]
    if on in candidate.availability.away:
        reasons.append(Reason("away", "Away today"))
    elif not candidate.availability.works_on(on):
        reasons.append(Reason("not_today", "Does not work today"))
    if not candidate.capacity:
        reasons.append(Reason("no_capacity", "No time for reviews in the days ahead"))
    return Verdict.of(*reasons)


def _speaks_for(
    question: Question, candidate: Candidate, edition: WeightEdition, asked: Sequence[str]
) -> tuple[int, list[str]]:
    points = edition.score
    has = [code for code in asked if code in candidate.specialisms]
    score = points["fits"] * len(has) + points["lacks"] * (len(asked) - len(has))
    said = [f"Specialism: {candidate.specialisms[code]}" for code in has]
    if len(has) < len(asked):
        said.append("Without a specialism that this calls for")
    if candidate.key in question.had_before:
        score += points["knows_case"]
        said.append("Had this case before")
    if candidate.manages:
        score += points["manages"]
        said.append("Manager, reviews where needed")
    score -= points["load"] * candidate.load // candidate.capacity if candidate.capacity else 0
    said.append(_said_load(candidate))
    return score, said


def _said_load(candidate: Candidate) -> str:
    """The load against the capacity, as a part of it."""
    if not candidate.capacity:
        return f"{candidate.load} points held"
    part = FULL_TIME * candidate.load // candidate.capacity
    return f"{candidate.load} of {candidate.capacity} points held, {part}%"
