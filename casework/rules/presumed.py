"""Whether the schedules are complete: each presumed kind of material dealt with, the sensitive schedule stated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casework.models import Answer, AnswerState, Presumption, UnusedItem
from casework.rules.disclosure import LISTED, NIL_RETURN, DisclosureEdition
from foundation.verdicts import Verdict


@dataclass(frozen=True)
class PresumedKind:
    """One kind of material that is presumed to meet the test, and what the case says of it.

    `items` are on the schedule that everybody reads, `sensitive_items` only for who may know of them.
    """

    code: str
    label: str
    ask: str
    question: str
    items: Sequence[UnusedItem]
    sensitive_items: Sequence[UnusedItem]
    answer: Answer | None

    @property
    def is_answered(self) -> bool:
        """Listed, or answered. Sensitive items do not count, so that every reader is told the same."""
        return bool(self.items) or self.answer is not None

    @property
    def contradicts(self) -> bool:
        """Whether the case says that there is none and lists some."""
        return bool(self.items) and self.answer is not None and self.answer.state != AnswerState.UNKNOWN


def presumed_kinds(
    items: Iterable[UnusedItem], answers: Mapping[str, Answer], *, edition: DisclosureEdition
) -> list[PresumedKind]:
    """Every kind of presumed material with what is listed and answered; `answers` are by question."""
    found = list(items)
    return [
        PresumedKind(
            code=code,
            label=Presumption(code).label,
            ask=asked.ask,
            question=asked.code,
            items=[item for item in found if item.presumption == code and not item.sensitive],
            sensitive_items=[item for item in found if item.presumption == code and item.sensitive],
            answer=answers.get(asked.code),
        )
        for code, asked in edition.presumed.items()
    ]


def presumption_gaps(kinds: Iterable[PresumedKind]) -> Verdict:
    """Say which kinds of presumed material nobody has dealt with, and where the case contradicts itself."""
    verdict = Verdict.ok()
    for kind in kinds:
        where = f"presumed-{kind.code}"
        if not kind.is_answered:
            message = f"{kind.label}: list what there is, or say that there is none."
            verdict &= Verdict.no("presumed_unanswered", message, where)
        elif kind.contradicts:
            message = f"{kind.label}: the answer says that there is nothing to list, but something is listed."
            verdict &= Verdict.no("presumed_contradicted", message, where)
    return verdict


def for_sensitive_schedule(items: Sequence[UnusedItem], answers: Mapping[str, Answer]) -> Verdict:
    """Say what keeps the sensitive schedule from being made; only for those who may know of it."""
    given = answers.get(NIL_RETURN)
    if given is None or given.state not in {AnswerState.NONE, AnswerState.GIVEN}:
        message = "Say that everything sensitive is listed, or that there is nothing sensitive to list."
        return Verdict.no("mg6d_unanswered", message, "nil")
    if given.state == AnswerState.NONE and items:
        message = (
            f"The nil return says that nothing is sensitive, but {len(items)} listed here. Change one or the other."
        )
        return Verdict.no("nil_contradicted", message.replace("1 listed", "1 item is listed"), "nil")
    if given.value == LISTED and not items:
        return Verdict.no("nothing_listed", "It is said that all is listed, but nothing is. State a nil return.", "nil")
    return Verdict.ok()
