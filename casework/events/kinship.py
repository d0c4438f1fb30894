"""What can happen between case files: linked, split, merged, or found to be different."""

from dataclasses import dataclass

from casework.events.registry import Payload, event


@event("casework.likeness_answered", says="Compared with another case: {answer}")
@dataclass(frozen=True, kw_only=True)
class LikenessAnswered(Payload):
    """Somebody said whether two cases that look alike are one. `ground` is what made them look alike, with commas."""

    other_case_id: int
    ground: str
    answer: str


@event("casework.case_linked", code="E06", says="Linked to another case")
@dataclass(frozen=True, kw_only=True)
class CaseLinked(Payload):
    """Two cases belong together and stay two; each tells it in its own ledger."""

    other_case_id: int


@event("casework.case_split", code="E06", says="Case split in two")
@dataclass(frozen=True, kw_only=True)
class CaseSplit(Payload):
    """Some suspects got a case of their own; both cases tell it."""

    from_case_id: int
    to_case_id: int
    moved: list[int]


@event("casework.case_merged", code="E06", says="Two case files merged into one")
@dataclass(frozen=True, kw_only=True)
class CaseMerged(Payload):
    """Everything of one case came to another; both cases tell it."""

    from_case_id: int
    to_case_id: int
    moved: list[int]
