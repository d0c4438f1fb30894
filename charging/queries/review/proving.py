"""Which offences an open review is to prove, as far as it is decided, and how far material supports them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from casework.models import CaseFile, OffenceCode, Suspect
from casework.rules.contents import CaseContents
from charging.lifecycle import CHARGES
from charging.models import OffenceAnswer, ReviewSection
from charging.queries.review.draft import DECISION, Draft, codes_named
from charging.queries.review.points import Charge, Chosen
from charging.rules.decision import Outcome, Review


@dataclass(frozen=True)
class Proving:
    """What has to be proved against one suspect as things stand, and how far it is supported."""

    suspect: Suspect
    charges: Sequence[Charge]

    @property
    def points(self) -> int:
        """How many points there are to prove."""
        return sum(len(each.proofs) for each in self.charges)

    @property
    def supported(self) -> int:
        """How many of them something supports."""
        return self.points - sum(each.gaps for each in self.charges)

    @property
    def weak(self) -> list[Charge]:
        """The charges with points that nothing supports, or without any point."""
        return [each for each in self.charges if each.gaps or not each.proofs]

    @property
    def says(self) -> str:
        """The count in the one sentence that every page has for it."""
        return f"Points to prove against {self.suspect}: {self.supported} of {self.points} supported"


def proving(
    every: Collection[Charge], review: Review, contents: CaseContents, suspects: Sequence[Suspect]
) -> list[Proving]:
    """What an open review would charge each suspect with, or what is proposed as long as that is not decided.

    `every` holds each offence proposed or chosen. Who is not charged has nothing to be proved, and is left out.
    """
    found = []
    for suspect in suspects:
        keys = {code.pk for code in _to_prove(review.outcomes.get(suspect.pk), contents, suspect)}
        charges = [each for each in every if each.suspect == suspect and each.offence_code.pk in keys]
        found.append(Proving(suspect, charges))
    return [each for each in found if each.charges]


def _to_prove(outcome: Outcome | None, contents: CaseContents, suspect: Suspect) -> Iterator[OffenceCode]:
    if outcome and outcome.result not in CHARGES:
        return
    yield from outcome.charged if outcome else ()
    answered = {choice.offence.pk for choice in outcome.each} if outcome else set()
    yield from (row.offence_code for row in contents.offences_of(suspect) if row.pk not in answered)


def chosen_in(review: Review) -> Chosen:
    """The offences that a review would charge, for whoever has read it already."""
    return {key: outcome.charged for key, outcome in review.outcomes.items() if outcome.result in CHARGES}


def chosen_now(case_file: CaseFile, user: User, on: date) -> Chosen:
    """The offences that the open reviews of a case would charge besides those proposed, in two queries at most."""
    rows = ReviewSection.objects.visible_to(user).filter(consultation__case_file=case_file, code=DECISION)
    rows = rows.filter(consultation__completed_at__isnull=True, answers__result__in=CHARGES)
    draft = Draft(list(rows.order_by("pk")))
    known = codes_named(draft, on)
    found: dict[int, list[OffenceCode]] = {}
    for row in draft.rows:
        if row.suspect_id is not None:
            named = [known[code] for code in _named(row) if code in known]
            found.setdefault(row.suspect_id, []).extend(named)
    return found


def _named(row: ReviewSection) -> Iterator[str]:
    """The codes of the offences that a decision names itself, as `Outcome.charged` has them."""
    for each in row.answers.get("offences", {}).values():
        if each.get("answer") == OffenceAnswer.ANOTHER:
            yield each.get("code", "")
    yield from row.answers.get("more", ())
