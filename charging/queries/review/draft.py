"""A review as far as it is written, put together from its rows: what the hub shows, what would be issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from accounts.models import User
from casework.models import Offence, OffenceCode, Suspect
from charging.lifecycle import TEST_OF, CodeTest, Result
from charging.models import ActionItem, Consultation, DecisionReason, OffenceAnswer, ReviewSection
from charging.rules.decision import Outcome, Review
from charging.rules.decision_offences import OffenceChoice, ReviewFacts
from charging.rules.requested_items import RequestedItem
from charging.rules.threshold import Outstanding, ThresholdAnswers
from foundation.wording import when

DECISION, ITEM = "decision", "item"
"""The codes of the parts of a review that are no sections."""


@dataclass(frozen=True)
class Draft:
    """The rows of one review, each under what it is about."""

    rows: Sequence[ReviewSection]

    def section(self, code: str) -> ReviewSection | None:
        """The section of a code; None while nobody has written it."""
        return next((row for row in self.rows if row.code == code and row.suspect_id is None), None)

    def decision(self, suspect: Suspect) -> ReviewSection | None:
        """The decision about a suspect; None while nobody has begun it."""
        return next((row for row in self.rows if row.code == DECISION and row.suspect_id == suspect.pk), None)

    @cached_property
    def items(self) -> Sequence[ReviewSection]:
        """The items that are wanted, in the order in which they were added."""
        return sorted((row for row in self.rows if row.code == ITEM), key=lambda row: row.number)


def tests_decided(draft: Draft) -> list[CodeTest]:
    """The tests that the decisions written so far apply: nobody has to say so again."""
    said = {row.answers.get("result") for row in draft.rows if row.code == DECISION}
    return [test for result, test in TEST_OF.items() if result in said]


def draft_of(consultation: Consultation, user: User) -> Draft:
    """Read the rows of a review that a reader may know of, in one query."""
    rows = ReviewSection.objects.visible_to(user).filter(consultation=consultation).select_related("changed_by")
    return Draft(list(rows))


@dataclass(frozen=True)
class Known:
    """What the codes in a draft stand for."""

    suspects: Sequence[Suspect]
    facts: ReviewFacts
    reasons: Mapping[str, DecisionReason] = field(default_factory=dict)
    codes: Mapping[str, OffenceCode] = field(default_factory=dict)
    earlier: Mapping[int, ActionItem] = field(default_factory=dict)
    everyone: Mapping[int, Suspect] = field(default_factory=dict)
    """All suspects of the case by key: an item may be about one who is decided meanwhile."""


def codes_named(draft: Draft, on: date) -> Mapping[str, OffenceCode]:
    """The offences that a draft names besides those proposed, in one query, or none where it names none."""
    named: set[str] = set()
    for row in draft.rows:
        if row.code == DECISION:
            named |= set(row.answers.get("more", ()))
            named |= {each.get("code", "") for each in row.answers.get("offences", {}).values()}
    found = OffenceCode.objects.on(on).filter(code__in=named - {""}) if named - {""} else ()
    return {row.code: row for row in found}


def review_from(draft: Draft, known: Known) -> Review:
    """Put a review together from what is written so far; who has no decision yet is not among its outcomes."""
    by_code = {row.code: row for row in draft.rows if row.suspect_id is None and row.code != ITEM}
    texts = {code: row.text for code, row in by_code.items()}
    said = {code: row.answers for code, row in by_code.items()}
    ngap = said.get("allocation", {}).get("submitted_as_ngap", "")
    outcomes = {suspect.pk: _outcome(draft, suspect, known) for suspect in known.suspects}
    return Review(
        analysis=texts.pop("evidence", ""),
        disclosure_considered=bool(said.get("disclosure", {}).get("considered")),
        outcomes={key: outcome for key, outcome in outcomes.items() if outcome},
        items=[item_from(row.answers, known) for row in draft.items],
        sections=texts,
        test=said.get("test", {}).get("test", ""),
        submitted_as_ngap={"yes": True, "no": False}.get(ngap),
    )


def _outcome(draft: Draft, suspect: Suspect, known: Known) -> Outcome | None:
    row = draft.decision(suspect)
    if row is None or not row.answers.get("result"):
        return None
    said = row.answers
    return Outcome(
        result=Result(said["result"]),
        rationale=row.text,
        offences=[known.codes[code] for code in said.get("more", ()) if code in known.codes],
        each=_choices(said.get("offences", {}), suspect, known),
        code=said.get("code", ""),
        reason=known.reasons.get(said.get("reason", "")),
        public_interest=known.reasons.get(said.get("public_interest", "")),
        threshold=_threshold(said) if said["result"] == Result.CHARGE_THRESHOLD else None,
    )


def _choices(said: Mapping[str, Mapping[str, str]], suspect: Suspect, known: Known) -> list[OffenceChoice]:
    """The answers that were given; one to an offence that is gone meanwhile stays, so that its loss is said."""
    stand = {str(offence.pk): offence for offence in known.facts.offences.get(suspect.pk, ())}
    gone = Offence.objects.filter(pk__in=said.keys() - stand.keys()).select_related("offence_code")
    offences = stand | ({str(each.pk): each for each in gone} if said.keys() - stand.keys() else {})
    return [
        OffenceChoice(
            offence=offences[key],
            answer=OffenceAnswer(each["answer"]),
            code=known.codes.get(each.get("code", "")),
            reason=known.reasons.get(each.get("reason", "")),
        )
        for key, each in sorted(said.items(), key=lambda pair: int(pair[0]))
        if each.get("answer") and key in offences
    ]


def _threshold(said: Mapping[str, Any]) -> ThresholdAnswers:
    outstanding = said.get("outstanding", ())
    return ThresholdAnswers(
        conditions=said.get("conditions", {}),
        outstanding=[Outstanding(each["what"], date.fromisoformat(each["expected_on"])) for each in outstanding],
        review_on=date.fromisoformat(said["review_on"]) if said.get("review_on") else None,
    )


def item_from(said: Mapping[str, Any], known: Known) -> RequestedItem:
    """The item that a row holds."""
    return RequestedItem(
        category=said["category"],
        text=said["text"],
        why=said["why"],
        needed_for=said["needed_for"],
        due_on=date.fromisoformat(said["due_on"]),
        suspect=known.everyone.get(said["suspect"]) if said["suspect"] else None,
        repeat=said.get("repeat", ""),
        repeat_of=known.earlier.get(said["repeat_of"]) if said.get("repeat_of") else None,
    )


def last_change(draft: Draft) -> str:
    """Say who saved something last, and when."""
    row = max(draft.rows, key=lambda each: each.changed_at, default=None)
    told = f"{row.changed_by} saved part of this review {when(row.changed_at)}." if row else "The review was changed."
    return f"{told} Look at it again before you issue it."
