"""Who is told of what. A notice says that something happened on a case, never what the case says."""

from collections.abc import Mapping
from typing import Any

from casework import events as casework
from casework.models import NoticeKind
from charging import events
from charging.rules.audiences import Audience, NoticeRule
from charging.rules.notices_by_content import BY_CONTENT

SUPPORT_LOST = NoticeRule("a point to prove lost material that supports it", Audience.WHO_PROVES, NoticeKind.MATERIAL)
RULES: Mapping[str, NoticeRule] = {
    events.FileSentToSupervisor.name: NoticeRule(
        "supervisor sign-off needed", Audience.SUPERVISORS, NoticeKind.SENDING
    ),
    events.FileReturnedBySupervisor.name: NoticeRule(
        "sent back by the supervisor", Audience.OFFICER, NoticeKind.SENDING
    ),
    events.TriageChallenged.name: NoticeRule(
        "contested rejection to decide", Audience.LEGAL_MANAGERS, NoticeKind.CONTEST, urgent=True
    ),
    events.TriageChallengeResolved.name: NoticeRule(
        "what you contested is settled", Audience.OFFICER, NoticeKind.CONTEST
    ),
    events.TriagePassedOn.name: NoticeRule("second triage needed", Audience.LEGAL_MANAGERS, NoticeKind.SENDING),
    events.ResponseReminded.name: NoticeRule(
        "the CPS rejected this file and waits for it", Audience.OFFICER, NoticeKind.SENDING
    ),
    events.SubmissionWithdrawn.name: NoticeRule(
        "withdrawn by police", Audience.PROSECUTOR, NoticeKind.REVIEW, urgent=True
    ),
    events.ReviewAllocated.name: NoticeRule("review allocated to you", Audience.PROSECUTOR, NoticeKind.REVIEW),
    events.ReviewTakenBack.name: NoticeRule("review taken back to the pool", Audience.PROSECUTOR, NoticeKind.REVIEW),
    events.ActionPlanIssued.name: NoticeRule("action plan answers needed", Audience.OFFICER, NoticeKind.PLAN),
    events.TrialItemsAsked.name: NoticeRule(
        "charge authorised, and more is needed for trial", Audience.OFFICER, NoticeKind.PLAN
    ),
    events.ActionItemPartReceived.name: NoticeRule(
        "part of an action item received", Audience.PROSECUTOR, NoticeKind.PLAN
    ),
    events.EarlyAdviceGiven.name: NoticeRule("early advice given", Audience.OFFICER, NoticeKind.REVIEW),
    events.ChargeAuthorised.name: NoticeRule("ready to charge", Audience.OFFICER, NoticeKind.REVIEW),
    events.NfaDecided.name: NoticeRule("charging decision made", Audience.OFFICER, NoticeKind.REVIEW),
    events.OocdDecided.name: NoticeRule("charging decision made", Audience.OFFICER, NoticeKind.REVIEW),
    events.ActionItemCancelled.name: NoticeRule("action item cancelled", Audience.OFFICER, NoticeKind.PLAN),
    events.ActionItemDueChanged.name: NoticeRule("date of an action item changed", Audience.OFFICER, NoticeKind.PLAN),
    events.ItemExtensionAsked.name: NoticeRule(
        "more time asked for to answer an action item", Audience.PROSECUTOR, NoticeKind.PLAN
    ),
    events.ItemExtensionRefused.name: NoticeRule(
        "more time refused for an action item", Audience.OFFICER, NoticeKind.PLAN
    ),
    events.ActionItemChallenged.name: NoticeRule(
        "action item challenged, to be decided by somebody else", Audience.LEGAL_MANAGERS, NoticeKind.PLAN
    ),
    events.ItemChallengeDecided.name: NoticeRule(
        "challenge of an action item decided", Audience.OFFICER, NoticeKind.PLAN
    ),
    events.ActionPlanTakenBack.name: NoticeRule("file taken back by the CPS", Audience.OFFICER, NoticeKind.PLAN),
    events.ReopeningAsked.name: NoticeRule(
        "police ask to have it reopened", Audience.LEGAL_MANAGERS, NoticeKind.REVIEW
    ),
    events.ReopeningRefused.name: NoticeRule("stays closed", Audience.OFFICER, NoticeKind.REVIEW),
    events.SuspectReopened.name: NoticeRule("reopened: police have it again", Audience.OFFICER, NoticeKind.REVIEW),
    events.SuspectAdminFinalised.name: NoticeRule("closed without a decision", Audience.OFFICER, NoticeKind.REVIEW),
    events.ApprovalAsked.name: NoticeRule(
        "approval of a review needed", Audience.WHO_APPROVES, NoticeKind.REVIEW, urgent=True
    ),
    events.ApprovalGiven.name: NoticeRule("your review is approved", Audience.PROSECUTOR, NoticeKind.REVIEW),
    events.ApprovalRefused.name: NoticeRule(
        "your review is sent back instead of approved", Audience.PROSECUTOR, NoticeKind.REVIEW, urgent=True
    ),
    events.ThresholdReviewDue.name: NoticeRule(
        "Threshold Test charge to look at again today", Audience.WHO_LOOKS_AGAIN, NoticeKind.REVIEW, urgent=True
    ),
    events.ThresholdReviewDone.name: NoticeRule(
        "Threshold Test charge looked at again", Audience.OFFICER, NoticeKind.REVIEW
    ),
    events.DecisionReviewed.name: NoticeRule("charging decision looked at again", Audience.OFFICER, NoticeKind.REVIEW),
    events.MismatchExplained.name: NoticeRule(
        "charges that differ from the authority explained, to be settled",
        Audience.PROSECUTOR,
        NoticeKind.CHARGE,
        urgent=True,
    ),
    events.MismatchSettled.name: NoticeRule(
        "charges that differ from the authority settled by the CPS", Audience.OFFICER, NoticeKind.CHARGE, urgent=True
    ),
    events.ChargeNotLaid.name: NoticeRule(
        "police will not lay the charge, to be decided", Audience.PROSECUTOR, NoticeKind.CHARGE
    ),
    events.UnusedAuthorityDecided.name: NoticeRule(
        "authority not used: the CPS has decided", Audience.OFFICER, NoticeKind.CHARGE
    ),
    events.EscalationRaised.name: NoticeRule(
        "escalated, to be answered", Audience.WHO_ANSWERS, NoticeKind.CONTEST, urgent=True
    ),
    events.EscalationAnswered.name: NoticeRule(
        "escalation answered by the CPS", Audience.WHO_ESCALATED, NoticeKind.CONTEST
    ),
    events.EscalationOverdue.name: NoticeRule(
        "escalation not answered in time: you can take the next step",
        Audience.WHO_GOES_ON,
        NoticeKind.CONTEST,
        urgent=True,
        besides=NoticeRule("escalation not answered by the CPS in time", Audience.WHO_ESCALATED, NoticeKind.CONTEST),
    ),
    events.VictimReviewAsked.name: NoticeRule(
        "a victim asks for a review of the decision",
        Audience.LEGAL_MANAGERS,
        NoticeKind.REVIEW,
        besides=NoticeRule("a victim asks the CPS for a review of its decision", Audience.OFFICER, NoticeKind.REVIEW),
    ),
    events.VictimReviewDecided.name: NoticeRule(
        "a victim's request for a review answered", Audience.OFFICER, NoticeKind.REVIEW
    ),
    events.DgaDisputeResolved.name: NoticeRule(
        "disputed file-quality failure decided", Audience.OFFICER, NoticeKind.QUALITY
    ),
    casework.MaterialWithdrawn.name: SUPPORT_LOST,
    casework.MaterialQuarantined.name: NoticeRule(
        "a virus was found in a file that you added",
        Audience.WHO_ADDED_IT,
        NoticeKind.MATERIAL,
        besides=SUPPORT_LOST,
    ),
}
CONVERSATION: Mapping[str, NoticeRule] = {
    casework.ThreadOpened.name: NoticeRule("question asked", Audience.CONVERSATION, NoticeKind.QUESTION),
    casework.ThreadAnswered.name: NoticeRule("question answered", Audience.CONVERSATION, NoticeKind.QUESTION),
    casework.ThreadAccepted.name: NoticeRule("answer accepted", Audience.CONVERSATION, NoticeKind.QUESTION),
    casework.ThreadReopened.name: NoticeRule("question asked again", Audience.CONVERSATION, NoticeKind.QUESTION),
    casework.MessagePosted.name: NoticeRule("comment on a question", Audience.CONVERSATION, NoticeKind.QUESTION),
}
ASKS = frozenset({casework.ThreadOpened.name, casework.ThreadReopened.name})
"""Whoever has to answer is told of these; of the rest only those who wrote in the thread."""


def rule_for(event_type: str, details: Mapping[str, Any]) -> NoticeRule | None:
    """Return who is told of an event and in which words; None where nobody is."""
    if event_type in BY_CONTENT:
        return BY_CONTENT[event_type](details)
    return RULES.get(event_type) or CONVERSATION.get(event_type)
