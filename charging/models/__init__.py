"""The decision: submissions, triage, reviews, decisions, action plans and charges."""

from charging.models.action import ActionItem, ActionPlan
from charging.models.advice import Advice
from charging.models.approval import Approval, ApprovalState
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
    DecisionCode,
    DecisionReason,
    LaidCharge,
    OffenceAnswer,
    OffenceDecision,
    ReviewedFor,
    ReviewedResult,
)
from charging.models.review_draft import ReviewSection
from charging.models.scoring import SampleDraw, SecondScore
from charging.models.streams import SuspectStream
from charging.models.submission import (
    Explanation,
    RejectionReason,
    Submission,
    SubmissionSuspect,
    Triage,
    TriageReason,
)
from charging.models.threshold import ThresholdOutcome, ThresholdReview
from charging.models.working_note import NoteAudience, WorkingNote

__all__ = [
    "ActionItem",
    "ActionPlan",
    "Advice",
    "Approval",
    "ApprovalState",
    "Assessment",
    "AssessmentState",
    "AuthorisedCharge",
    "ChargeRecord",
    "Chase",
    "Closing",
    "Consultation",
    "Contest",
    "Decision",
    "DecisionCode",
    "DecisionReason",
    "Discussed",
    "DisputeDecision",
    "Explanation",
    "Failure",
    "FailureAnswer",
    "FailureGroup",
    "FailureReason",
    "ItemChallenge",
    "ItemExtension",
    "JudgedRow",
    "LaidCharge",
    "NoteAudience",
    "OffenceAnswer",
    "OffenceDecision",
    "PackageDigest",
    "PartReceipt",
    "Point",
    "PointSupport",
    "RejectionReason",
    "ReviewSection",
    "ReviewedFor",
    "ReviewedResult",
    "SampleDraw",
    "SecondScore",
    "Submission",
    "SubmissionSuspect",
    "SuspectStream",
    "ThresholdOutcome",
    "ThresholdReview",
    "Transfer",
    "Triage",
    "TriageReason",
    "Withdrawal",
    "WorkingNote",
]
