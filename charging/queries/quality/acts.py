"""Who did something about an assessment last, for whoever finds it changed."""

from collections.abc import Iterator
from datetime import datetime

from accounts.models import User
from charging.models import Assessment, AssessmentState
from foundation.wording import when

Act = tuple[datetime, User, str]


def last_act(assessment: Assessment) -> str:
    """Say in one sentence who did what to an assessment, or to one of its failures, last and when."""
    acts = list(_acts(assessment))
    if not acts:
        return "Nobody has assessed this file yet."
    at, by, did = max(acts, key=lambda act: act[0])
    return f"{by} {did}, {when(at)}."


def _acts(assessment: Assessment) -> Iterator[Act]:
    did = "said that this file is not assessed" if _is_left_out(assessment) else "has assessed this file already"
    yield from _act(assessment.assessed_at, assessment.assessed_by, did)
    yield from _act(assessment.corrected_at, assessment.corrected_by, "has corrected this assessment")
    failures = assessment.failures.select_related("reason", "answered_by", "decided_by")
    for failure in failures:
        code = failure.reason.code
        yield from _act(failure.answered_at, failure.answered_by, f"has answered failure {code}")
        yield from _act(failure.decided_at, failure.decided_by, f"has decided the dispute of {code}")


def _is_left_out(assessment: Assessment) -> bool:
    return assessment.state == AssessmentState.NOT_ASSESSED


def _act(at: datetime | None, by: User | None, did: str) -> Iterator[Act]:
    if at and by:
        yield at, by, did
