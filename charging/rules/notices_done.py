"""Which notices ask somebody to act, and what ends that for everybody who was asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from charging import events


@dataclass(frozen=True)
class Ends:
    """The types of event after which nothing waits any more, where all `fields` say the same as the one that asked."""

    types: tuple[str, ...]
    fields: tuple[str, ...]


DONE_BY: Mapping[str, Ends] = {
    events.FileSentToSupervisor.name: Ends(
        (events.FileSignedOff.name, events.FileReturnedBySupervisor.name), ("submission_id",)
    ),
    events.TriageChallenged.name: Ends((events.TriageChallengeResolved.name,), ("contest_id",)),
    events.TriagePassedOn.name: Ends(
        (events.TriageCompleted.name, events.SubmissionWithdrawn.name), ("submission_id",)
    ),
    # One of several grades that agrees leaves the others asked: it is over once the review is issued or sent back.
    events.ApprovalAsked.name: Ends(
        (events.ApprovalRefused.name, events.ConsultationCompleted.name), ("consultation_id",)
    ),
    events.ItemExtensionAsked.name: Ends(
        (events.ItemExtensionRefused.name, events.ActionItemDueChanged.name, events.ActionItemCancelled.name),
        ("item_id",),
    ),
    events.ActionItemChallenged.name: Ends(
        (events.ItemChallengeDecided.name, events.ActionItemCancelled.name), ("item_id",)
    ),
    events.ReopeningAsked.name: Ends((events.ReopeningRefused.name, events.SuspectReopened.name), ("closed_event_id",)),
    events.ThresholdReviewDue.name: Ends((events.ThresholdReviewDone.name,), ("review_id",)),
    events.MismatchExplained.name: Ends((events.MismatchSettled.name,), ("mismatch_id",)),
    events.ChargeNotLaid.name: Ends((events.UnusedAuthorityDecided.name,), ("decision_id",)),
    events.EscalationRaised.name: Ends(
        (events.EscalationAnswered.name, events.EscalationClosed.name), ("escalation_id",)
    ),
    events.EscalationOverdue.name: Ends(
        (events.EscalationAnswered.name, events.EscalationClosed.name, events.EscalationRaised.name), ("escalation_id",)
    ),
    events.VictimReviewAsked.name: Ends((events.VictimReviewDecided.name,), ("request_id",)),
    events.DgaFailureConsidered.name: Ends((events.DgaDisputeResolved.name,), ("assessment_id", "failure_code")),
}
"""By the type of event that asks."""
