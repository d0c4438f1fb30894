"""What can happen between the first submission and the charge, and who holds the file after it."""

from charging.events.disagreement import DecisionReviewed
from charging.events.ending import SuspectAdminFinalised, SuspectCharged
from charging.events.plans import ActionItemAnswered, ActionItemCreated, ActionPlanIssued
from charging.events.quality import (
    DgaDisputeResolved,
    DgaDue,
    DgaFailureConsidered,
    DgaNotAssessed,
    DgaRecorded,
    SecondScoreAsked,
    SecondScoreGiven,
)
from charging.events.review import (
    ChargeAuthorised,
    ConsultationCompleted,
    EarlyAdviceGiven,
    NfaDecided,
    OocdDecided,
    ReviewAllocated,
)
from charging.events.submission import (
    FileReturnedBySupervisor,
    FileSentToSupervisor,
    FileSignedOff,
    GapsExplained,
    SubmissionReceived,
    SubmissionSent,
)
from charging.events.triage import TriageCompleted

__all__ = [
    "ActionItemAnswered",
    "ActionItemCreated",
    "ActionPlanIssued",
    "ChargeAuthorised",
    "ConsultationCompleted",
    "DecisionReviewed",
    "DgaDisputeResolved",
    "DgaDue",
    "DgaFailureConsidered",
    "DgaNotAssessed",
    "DgaRecorded",
    "EarlyAdviceGiven",
    "FileReturnedBySupervisor",
    "FileSentToSupervisor",
    "FileSignedOff",
    "GapsExplained",
    "NfaDecided",
    "OocdDecided",
    "ReviewAllocated",
    "SecondScoreAsked",
    "SecondScoreGiven",
    "SubmissionReceived",
    "SubmissionSent",
    "SuspectAdminFinalised",
    "SuspectCharged",
    "TriageCompleted",
]
