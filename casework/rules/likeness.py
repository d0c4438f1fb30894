"""When two case files may be one: what is asked as a question, because only a person can tell."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import timedelta

from casework.lifecycle import Status
from casework.models import CaseFile, Ground, LikenessAnswer, Suspect
from casework.rules.sentences import listed
from foundation.verdicts import Reason, Verdict

NUMBER = slice(4, 9)
YEARS_APART = 1

RECENT = timedelta(days=180)
"""How far apart two cases may be opened and still be asked about: people come back for other things."""

MANY = 5
"""A document that so many other cases hold tells nothing about any of them."""


def near(urn: str) -> frozenset[str]:
    """The URNs that a slip of the finger makes of this one: two digits swapped, one digit other, or the next year.

    A unit numbers its cases one after the other, so all of these exist: they count only where something else agrees.
    """
    number, year = urn[NUMBER], int(urn[9:11])
    turned = {
        urn[:4] + number[:i] + number[i + 1] + number[i] + number[i + 2 :] + urn[9:] for i in range(len(number) - 1)
    }
    digits = {
        urn[:4] + number[:i] + digit + number[i + 1 :] + urn[9:]
        for i in range(len(number))
        for digit in "0123456789"
        if digit != number[i]
    }
    years = {f"{urn[:9]}{(year + step) % 100:02d}" for step in (-YEARS_APART, YEARS_APART)}
    return frozenset((turned | digits | years) - {urn})


@dataclass(frozen=True)
class Lines:
    """What one case says of itself, for comparing it with another, line by line; `shared` where part of it agrees."""

    label: str
    mine: str
    theirs: str
    shared: bool = False

    @property
    def same(self) -> bool:
        """Whether both say the same, and say something."""
        return bool(self.mine) and self.mine.casefold() == self.theirs.casefold()


def grounds_in_words(grounds: Iterable[str]) -> str:
    """Write what makes two cases look alike, as the beginning of a sentence."""
    found = set(grounds)
    labels = [str(ground.label) for ground in Ground if ground.value in found]
    return listed(labels[:1] + [label[0].lower() + label[1:] for label in labels[1:]])


def may_be_one(suspect: Suspect, other: Suspect) -> bool:
    """Whether two suspects look like one person: one family name, and one birthday or else the same given names.

    Given names count only where a birthday is missing: people leave out their second ones.
    """
    if suspect.family_name.casefold() != other.family_name.casefold():
        return False
    if suspect.date_of_birth and other.date_of_birth:
        return suspect.date_of_birth == other.date_of_birth
    return suspect.given_names.casefold() == other.given_names.casefold()


def answer(chosen: str, reason: str) -> Verdict:
    """An answer is one of the three, and says why: whoever is asked again next year has only that."""
    verdict = Verdict.ok()
    if chosen not in {LikenessAnswer.DIFFERENT, LikenessAnswer.SAME, LikenessAnswer.LINKED}:
        verdict &= Verdict.no("no_answer", "Say whether these are the same case.", "answer")
    if not reason.strip():
        verdict &= Verdict.no("no_reason", "Say how you can tell.", "reason")
    return verdict


def never_received(suspects: Iterable[Suspect], received: Set[int]) -> Verdict:
    """Only suspects whom the CPS has never received can change case: the clock of the others belongs to their URN.

    `received` are the keys of those it had once, who may be with police again since a withdrawal.
    """
    return Verdict.of(*(reason for suspect in suspects for reason in _received(suspect, suspect.pk in received)))


def _received(suspect: Suspect, was_there: bool) -> Iterator[Reason]:
    if was_there or Status(suspect.status) is not Status.BUILDING:
        yield from Verdict.no(
            "with_history",
            f"{suspect} is at the supervisor's gate or has been with the CPS, so their history belongs to this URN. "
            "Link the two cases instead.",
            f"suspect-{suspect.pk}",
        ).reasons


def split(case_file: CaseFile, leaving: Iterable[Suspect], everyone: Iterable[Suspect]) -> Verdict:
    """A split takes some suspects and leaves some."""
    going, all_of_them = {suspect.pk for suspect in leaving}, {suspect.pk for suspect in everyone}
    if not going:
        return Verdict.no("nobody", "Choose at least one suspect for the new case.", "suspects")
    if going == all_of_them:
        return Verdict.no("everybody", f"Leave at least one suspect in {case_file.reference}.", "suspects")
    return Verdict.ok()


def live(case_file: CaseFile) -> Verdict:
    """What was merged into another case is changed there: its own row only leads on."""
    if case_file.merged_into is None:
        return Verdict.ok()
    message = f"{case_file.reference} was merged into {case_file.merged_into.reference}. Change it there."
    return Verdict.no("merged", message)


def merge(leaving: CaseFile, into: CaseFile) -> Verdict:
    """Two files of one force become one; what was sent already keeps its own reference."""
    verdict = Verdict.ok()
    if leaving.pk == into.pk:
        verdict &= Verdict.no("itself", "A case cannot be merged into itself.", "into")
    if leaving.force_id != into.force_id:
        verdict &= Verdict.no("another_force", "Only two cases of one force can be merged.", "into")
    if leaving.first_submitted_at is not None:
        message = f"{leaving.reference} has been with the CPS. Merge the other one into it, or link the two."
        verdict &= Verdict.no("submitted", message, "into")
    return verdict & live(leaving) & live(into)
