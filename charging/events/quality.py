"""File quality: assessments, what police say of each failure, disputes, and blind second scores."""

from dataclasses import dataclass
from typing import ClassVar

from accounts.roles import Side
from casework.events import Payload, event


@event("charging.dga_due", code="E40", says="File quality to be assessed")
@dataclass(frozen=True, kw_only=True)
class DgaDue(Payload):
    """A review was completed whose file is to be assessed."""

    review_id: int
    eligible: bool


@event("charging.dga_recorded", code="E41", says="File quality assessed")
@dataclass(frozen=True, kw_only=True)
class DgaRecorded(Payload):
    """Whether the file met the standard, and the failures that stand; a correction records it anew.

    Whoever has to score the file again without knowing the result is not told of it, nor of what follows.
    """

    hidden_while: ClassVar[str] = "second_score"
    page: ClassVar[tuple[str, ...]] = ("charging:assessment", "assessment_id")

    assessment_id: int
    review_id: int
    nfs_met: bool
    failure_codes: list[str]
    stage: str
    breach_of_guidance: bool
    correction: bool = False


@event("charging.dga_not_assessed", code="E42", says="File quality not assessed")
@dataclass(frozen=True, kw_only=True)
class DgaNotAssessed(Payload):
    """The file is not assessed, for a coded reason."""

    review_id: int
    reason: str


@event("charging.dga_failure_considered", code="E43", says="Failure {failure_code}: police answered")
@dataclass(frozen=True, kw_only=True)
class DgaFailureConsidered(Payload):
    """What police say of one failure: disputed or not; the ground is how it was discussed, in codes."""

    hidden_while: ClassVar[str] = "second_score"
    page: ClassVar[tuple[str, ...]] = ("charging:assessment", "assessment_id")

    assessment_id: int
    failure_code: str
    decision: str
    ground: list[str]


@event("charging.dga_dispute_resolved", code="E44", says="Failure {failure_code}: dispute decided")
@dataclass(frozen=True, kw_only=True)
class DgaDisputeResolved(Payload):
    """What the CPS says of a dispute."""

    hidden_while: ClassVar[str] = "second_score"
    page: ClassVar[tuple[str, ...]] = ("charging:assessment", "assessment_id")

    assessment_id: int
    failure_code: str
    accepted_by_cps: bool


@event("charging.second_score_asked", says="Drawn for a blind second score")
@dataclass(frozen=True, kw_only=True)
class SecondScoreAsked(Payload):
    """The file is in the sample of its month."""

    only_for: ClassVar[Side | None] = Side.CPS

    assessment_id: int
    draw_id: int


@event("charging.second_score_given", says="Scored a second time")
@dataclass(frozen=True, kw_only=True)
class SecondScoreGiven(Payload):
    """Somebody else scored the file without knowing the first result."""

    only_for: ClassVar[Side | None] = Side.CPS

    assessment_id: int
    score_id: int
