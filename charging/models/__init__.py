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
from charging.models.charge import ChargeRecord, LaidCharge, Unauthorised
from charging.models.closing import Chase, Closing
from charging.models.contest import Contest
from charging.models.escalation import (
    STEP_OUTCOMES,
    EscalatedAbout,
    Escalation,
    EscalationOutcome,
    EscalationStep,
)
from charging.models.package import PackageDigest
from charging.models.passage import Transfer, Withdrawal
from charging.models.plan_request import ItemChallenge, ItemExtension, PartReceipt
from charging.models.points import Point, PointSupport
from charging.models.reconciliation import (
    UNUSED_DECISIONS,
    ChargeAmendment,
    Mismatch,
    MismatchState,
    NotLaid,
    Settlement,
    UnusedAuthority,
    UnusedOutcome,
)
from charging.models.review import (
    AuthorisedCharge,
    Consultation,
    Decision,
    DecisionCode,
    DecisionReason,
    OffenceAnswer,
    OffenceDecision,
    ReviewedFor,
    ReviewedResult,
)
from charging.models.review_draft import ReviewSection
from charging.models.scoring import SampleDraw, SecondScore
from charging.models.streams import StreamReason, SuspectStream
from charging.models.submission import (
    Explanation,
    RejectionReason,
    Submission,
    SubmissionSuspect,
    Triage,
    TriageReason,
)
from charging.models.threshold import ThresholdOutcome, ThresholdReview
from charging.models.victim_review import (
    VICTIM_ANSWERS,
    Asked,
    VictimReview,
    VictimReviewOutcome,
    VictimReviewStage,
)
from charging.models.working_note import NoteAudience, WorkingNote
from charging.models.workload import BulkJob, BulkKind, BulkRow, BulkState, Recusal, StuckThing

__all__ = [
    "STEP_OUTCOMES",
    "UNUSED_DECISIONS",
    "VICTIM_ANSWERS",
    "ActionItem",
    "ActionPlan",
    "Advice",
    "Approval",
    "ApprovalState",
    "Asked",
    "Assessment",
    "AssessmentState",
    "AuthorisedCharge",
    "BulkJob",
    "BulkKind",
    "BulkRow",
    "BulkState",
    "ChargeAmendment",
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
    "EscalatedAbout",
    "Escalation",
    "EscalationOutcome",
    "EscalationStep",
    "Explanation",
    "Failure",
    "FailureAnswer",
    "FailureGroup",
    "FailureReason",
    "ItemChallenge",
    "ItemExtension",
    "JudgedRow",
    "LaidCharge",
    "Mismatch",
    "MismatchState",
    "NotLaid",
    "NoteAudience",
    "OffenceAnswer",
    "OffenceDecision",
    "PackageDigest",
    "PartReceipt",
    "Point",
    "PointSupport",
    "Recusal",
    "RejectionReason",
    "ReviewSection",
    "ReviewedFor",
    "ReviewedResult",
    "SampleDraw",
    "SecondScore",
    "Settlement",
    "StreamReason",
    "StuckThing",
    "Submission",
    "SubmissionSuspect",
    "SuspectStream",
    "ThresholdOutcome",
    "ThresholdReview",
    "Transfer",
    "Triage",
    "TriageReason",
    "Unauthorised",
    "UnusedAuthority",
    "UnusedOutcome",
    "VictimReview",
    "VictimReviewOutcome",
    "VictimReviewStage",
    "Withdrawal",
    "WorkingNote",
]
