"""Who has to agree to a review before it is issued: dated rules over what it decides.

Source: what the CPS publishes on approvals; each rule says its own source and whether it is confirmed.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from accounts.roles import Permission
from casework.models import Suspect
from charging.lifecycle import Grade
from charging.rules.dated import called_for, holds_on
from charging.rules.decision import Review
from charging.rules.decision_offences import ReviewFacts
from charging.rules.review_facts import facts_of_review
from foundation.verdicts import Verdict

DATA = Path(__file__).resolve().parent.parent / "data" / "approvals.json"


@dataclass(frozen=True, kw_only=True)
class ApprovalRule:
    """One rule: which facts call for it, and who has to agree."""

    code: str
    title: str
    who: Grade
    when: Sequence[Mapping[str, Sequence[str]]]
    source: str
    confirmed: bool

    @property
    def who_words(self) -> str:
        """Who has to agree, in a sentence."""
        return str(self.who.label)

    @property
    def permission(self) -> Permission:
        """What whoever agrees has to hold."""
        return Permission.REVIEW if self.who is Grade.ANOTHER_LAWYER else Permission.APPROVE_REVIEW


@cache
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


@cache
def rules_on(day: date) -> tuple[ApprovalRule, ...]:
    """The rules in force on a day, in their order."""
    return tuple(_read(row) for row in _data()["rules"] if holds_on(row, day))


def _read(row: Mapping[str, Any]) -> ApprovalRule:
    return ApprovalRule(
        code=row["code"],
        title=row["title"],
        who=Grade(row["who"]),
        when=row["when"],
        source=row["source"],
        confirmed=bool(row["confirmed"]),
    )


def needed(review: Review, suspects: Sequence[Suspect], facts: ReviewFacts, on: date) -> list[ApprovalRule]:
    """The rules that a review calls for as it stands."""
    known = facts_of_review(review.outcomes, suspects, facts, _data()["groups"])
    return [rule for rule in rules_on(on) if called_for(rule.when, known)]


def for_issue(rules: Sequence[ApprovalRule], approved: Collection[str]) -> Verdict:
    """Say which approvals a review still lacks; `approved` are the rules under which this very review was approved."""
    verdict = Verdict.ok()
    for rule in rules:
        if rule.code not in approved:
            message = (
                f"{rule.title}: {rule.who_words} has to approve this review, as it stands now, before it is issued."
            )
            verdict &= Verdict.no("approval_needed", message, "section-approval")
    return verdict
