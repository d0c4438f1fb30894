"""Victims' requests about decisions not to prosecute, and until when they can ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from casework.models import CaseFile, Person, PersonRole
from charging.models import Decision, VictimReview, VictimReviewStage
from charging.permissions import disagreeing
from charging.queries.clocks.due import Due, due_by
from charging.rules.victim_review import may_go_on
from foundation.verdicts import Verdict


@dataclass(frozen=True)
class VictimReviewPage:
    """One request for one reader: whether they may answer it, or record that the victim goes on."""

    review: VictimReview
    others: Sequence[VictimReview]
    due: Due
    may_decide: Verdict
    may_record_further: bool


def requests_of(case_file: CaseFile) -> list[VictimReview]:
    """Every request of a case, oldest first."""
    rows = VictimReview.objects.filter(case_file=case_file).select_related(
        "suspect", "victim", "decision__reason", "decision__consultation__completed_by", "recorded_by", "decided_by"
    )
    found = list(rows.order_by("pk"))
    for row in found:
        row.case_file = case_file
    return found


def victim_review_page(
    review: VictimReview, everything: Sequence[VictimReview], user: User, *, at: datetime
) -> VictimReviewPage:
    """Read a request, out of `requests_of` its case, for a reader who may see the case."""
    others = [each for each in everything if each.decision_id == review.decision_id and each.pk != review.pk]
    answered = [each.decided_by_id for each in others if each.decided_at]
    part = [review.decision.consultation.completed_by_id, *answered]
    further = any(each.victim_id == review.victim_id and each.stage == VictimReviewStage.INDEPENDENT for each in others)
    local = review.stage == VictimReviewStage.LOCAL
    keeps = disagreeing.may_keep_victim_review(user, review.case_file).allowed
    return VictimReviewPage(
        review=review,
        others=[each for each in others if each.victim_id == review.victim_id],
        due=Due() if review.outcome else due_by(review.due_at, at),
        may_decide=disagreeing.may_decide_victim_review(user, review, part),
        may_record_further=keeps and local and not further and may_go_on(review.outcome).allowed,
    )


def victims_of(case_file: CaseFile, decision: Decision) -> list[Person]:
    """The victims of a case who have not asked about a decision yet."""
    rows = case_file.people.filter(role=PersonRole.VICTIM, withdrawn_at__isnull=True)
    return list(rows.exclude(victim_reviews__decision=decision).order_by("pk"))
