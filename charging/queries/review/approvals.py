"""The approvals of one review: which it needs, which it has, and what became of those that were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from charging.models import Approval, ApprovalState, Consultation
from charging.permissions.reviewing import may_approve
from charging.queries.review.advice_content import rule_title
from charging.rules.approvals import ApprovalRule
from foundation.verdicts import Verdict


@dataclass(frozen=True)
class Asked:
    """One approval that was asked for, in words, and whether this reader may decide it."""

    row: Approval
    title: str
    is_this: bool
    verdict: Verdict

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.row.state == ApprovalState.ASKED


def sent_back_before(asked: Sequence[Asked], row: Approval) -> list[Asked]:
    """How often this review was sent back under the same rule before, the latest first: the next reader has to know."""
    return [
        each
        for each in asked
        if each.row.state == ApprovalState.SENT_BACK and each.row.rule == row.rule and each.row.pk < row.pk
    ]


@dataclass(frozen=True)
class Needed:
    """One rule that calls for approval, and whether the review has it as it stands."""

    rule: ApprovalRule
    is_met: bool
    is_asked: bool


def asked_of(consultation: Consultation, user: User, digest: str) -> list[Asked]:
    """Every approval that was asked for, the latest first; `digest` is that of the review as it stands."""
    rows = Approval.objects.filter(consultation=consultation).select_related("asked_by", "decided_by")
    found = []
    for row in rows.order_by("-pk"):
        row.consultation = consultation
        verdict = may_approve(user, row) if row.state == ApprovalState.ASKED else Verdict.ok()
        found.append(Asked(row, rule_title(row), row.digest == digest, verdict))
    return found


def needed_of(rules: Sequence[ApprovalRule], asked: Sequence[Asked]) -> list[Needed]:
    """Each rule beside what was asked for under it about this very review."""
    states = {(each.row.rule, each.row.state) for each in asked if each.is_this}
    return [
        Needed(
            rule,
            is_met=(rule.code, ApprovalState.APPROVED.value) in states,
            is_asked=(rule.code, ApprovalState.ASKED.value) in states,
        )
        for rule in rules
    ]
