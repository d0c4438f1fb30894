"""The decision: submissions, triage, reviews, decisions, action plans and charges."""

from charging.models.action import ActionItem, ActionPlan
from charging.models.assessment import (
    Assessment,
    AssessmentState,
    Discussed,
    DisputeDecision,
    Failure,
    FailureAnswer,
    FailureGroup,
    FailureReason,
    JudgedRow,
)
from charging.models.advice import Advice
from charging.models.approval import Approval, ApprovalState
from charging.models.closing import Chase, Closing
from charging.models.contest import Contest
from charging.models.package import PackageDigest
from charging.models.passage import Transfer, Withdrawal
from charging.models.plan_request import ItemChallenge, ItemExtension, PartReceipt
from charging.models.points import Point, PointSupport
from charging.models.review import (
    AuthorisedCharge,
    ChargeRecord,
    Consultation,
    Decision,
    DecisionReason,
    LaidCharge,
)
from charging.models.submission import (
    Explanation,
    RejectionReason,
    Submission,
    SubmissionSuspect,
    Triage,
    TriageReason,
)

__all__ = [
    "ActionItem",
    "ActionPlan",
    "AuthorisedCharge",
    "ChargeRecord",
    "Consultation",
    "Contest",
    "Decision",
    "DecisionReason",
    "Explanation",
    "LaidCharge",
    "PackageDigest",
    "RejectionReason",
    "Submission",
    "SubmissionSuspect",
    "Transfer",
    "Triage",
    "TriageReason",
    "Withdrawal",
    "Chase",
    "Closing",
]
    "Failure",
    "FailureAnswer",
    "FailureGroup",
    "FailureReason",
    "ItemChallenge",
    "ItemExtension",
    "JudgedRow",
    "PartReceipt",
    "Point",
    "PointSupport",
