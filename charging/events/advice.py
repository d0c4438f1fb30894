"""What leads to a review's advice and follows from it: points to prove, approvals, sealed advice, second looks."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from accounts.roles import Side
from casework.events import Payload, event


@dataclass(frozen=True, kw_only=True)
class WithinCps(Payload):
    """Something that only the CPS may know of."""

    only_for: ClassVar[Side | None] = Side.CPS


@event("charging.point_added", says="Point to prove added")
@dataclass(frozen=True, kw_only=True)
class PointAdded(WithinCps):
    """A point of the prosecutor's own, beside the elements of the offence."""

    point_id: int


@event("charging.point_removed", says="Point to prove taken out")
@dataclass(frozen=True, kw_only=True)
class PointRemoved(WithinCps):
    """A point of the prosecutor's own was taken out."""

    point_id: int


@event("charging.point_supported", says="Material linked to a point to prove")
@dataclass(frozen=True, kw_only=True)
class PointSupported(WithinCps):
    """Material was said to support a point. Without the key of sensitive material nobody learns that there is any."""

    point_id: int
    material_id: int


@event("charging.point_unsupported", says="Material no longer linked to a point to prove")
@dataclass(frozen=True, kw_only=True)
class PointUnsupported(WithinCps):
    """Material was said not to support a point after all."""

    point_id: int
    material_id: int


@event("charging.note_promoted", says="Working note put on the record of the review")
@dataclass(frozen=True, kw_only=True)
class NotePromoted(WithinCps):
    """The text of a private note became part of a section."""

    consultation_id: int
    section: str


@event("charging.approval_asked", says="Approval of the review asked for")
@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(WithinCps):
    """Somebody else has to agree; the digest is that of the very review."""

    page: ClassVar[tuple[str, ...]] = ("charging:review_approvals", "consultation_id")

    consultation_id: int
    rules: list[str]
    digest: str


@event("charging.approval_given", says="Review approved")
@dataclass(frozen=True, kw_only=True)
class ApprovalGiven(WithinCps):
    """Somebody else agreed to the review with this digest."""

    page: ClassVar[tuple[str, ...]] = ("charging:review", "consultation_id")

    consultation_id: int
    prosecutor_id: int
    rule: str
    digest: str


@event("charging.approval_refused", says="Review sent back to the prosecutor")
@dataclass(frozen=True, kw_only=True)
class ApprovalRefused(WithinCps):
    """Somebody else did not agree to the review with this digest."""

    page: ClassVar[tuple[str, ...]] = ("charging:review", "consultation_id")

    consultation_id: int
    prosecutor_id: int
    rule: str
    digest: str


@event("charging.advice_sealed", says="Advice sealed, version {version}")
@dataclass(frozen=True, kw_only=True)
class AdviceSealed(Payload):
    """One version of the advice of a review, by the digest of all that it says."""

    advice_id: int
    consultation_id: int
    version: int
    sha256: str


@event("charging.threshold_review_due", says="Threshold Test charge to look at again today")
@dataclass(frozen=True, kw_only=True)
class ThresholdReviewDue(WithinCps):
    """The last day has come on which to look at a charge again; `prosecutor_id` is unset where nobody has it."""

    page: ClassVar[tuple[str, ...]] = ("charging:threshold_review", "review_id")

    review_id: int
    decision_id: int
    prosecutor_id: int | None


@event("charging.threshold_review_done", says="Threshold Test charge looked at again: {outcome}")
@dataclass(frozen=True, kw_only=True)
class ThresholdReviewDone(Payload):
    """What came of looking again; `next_due_on` is set where the day was moved."""

    review_id: int
    decision_id: int
    outcome: str
    next_due_on: date | None = None
