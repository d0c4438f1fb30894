"""Who is told of what. A notice says that something happened on a case, never what the case says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from accounts.roles import Side
from casework import events as casework
from casework.lifecycle import Status
from casework.models.event import NoticeKind
from charging import events
from charging.lifecycle import Purpose, TriageResult
from charging.rules.chasing import AFTER
from foundation.wording import day


class Audience(StrEnum):
    """The people of a case who may be told."""

    OFFICER = "officer"
    SUPERVISORS = "supervisors"
    PROSECUTOR = "prosecutor"
    CONVERSATION = "conversation"
    WHO_ADDED_IT = "who_added_it"
    WHO_PROVES = "who_proves"
    WHO_REJECTED_IT = "who_rejected_it"
    LEGAL_MANAGERS = "legal_managers"
    WHO_ANSWERS = "who_answers"
    WHO_ESCALATED = "who_escalated"


@dataclass(frozen=True)
class NoticeRule:
    """The words of a notice, after the reference, who gets it, and what it is about.

    What is `urgent` cannot wait for the next working day: it is mailed at once, all else once a day.
    """

    says: str
    audience: Audience
    kind: NoticeKind = NoticeKind.OTHER
    urgent: bool = False


RULES: Mapping[str, NoticeRule] = {
    events.FileSentToSupervisor.name: NoticeRule(
        "supervisor sign-off needed", Audience.SUPERVISORS, NoticeKind.SENDING
    ),
    events.FileReturnedBySupervisor.name: NoticeRule(
        "sent back by the supervisor", Audience.OFFICER, NoticeKind.SENDING
    ),
    events.TriageChallenged.name: NoticeRule(
        "contested rejection to decide", Audience.LEGAL_MANAGERS, NoticeKind.SENDING
    ),
    events.TriageChallengeResolved.name: NoticeRule(
        "what you contested is settled", Audience.OFFICER, NoticeKind.SENDING
    ),
    events.TriagePassedOn.name: NoticeRule("second triage needed", Audience.LEGAL_MANAGERS, NoticeKind.SENDING),
    events.ResponseReminded.name: NoticeRule(
        "the CPS rejected this file and waits for it", Audience.OFFICER, NoticeKind.SENDING
    ),
    events.SubmissionWithdrawn.name: NoticeRule("withdrawn by police", Audience.PROSECUTOR, NoticeKind.REVIEW),
    events.CaseTransferred.name: NoticeRule("with another part of the CPS now", Audience.OFFICER, NoticeKind.SENDING),
    events.ReviewAllocated.name: NoticeRule("review allocated to you", Audience.PROSECUTOR, NoticeKind.REVIEW),
    events.ActionPlanIssued.name: NoticeRule("action plan answers needed", Audience.OFFICER, NoticeKind.PLAN),
    events.EarlyAdviceGiven.name: NoticeRule("early advice given", Audience.OFFICER, NoticeKind.REVIEW),
    events.ChargeAuthorised.name: NoticeRule("ready to charge", Audience.OFFICER, NoticeKind.REVIEW),
    events.NfaDecided.name: NoticeRule("charging decision made", Audience.OFFICER, NoticeKind.REVIEW),
    events.OocdDecided.name: NoticeRule("charging decision made", Audience.OFFICER, NoticeKind.REVIEW),
    events.SuspectCharged.name: NoticeRule("charged by police", Audience.PROSECUTOR, NoticeKind.CHARGE),
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
    events.ReopeningRefused.name: NoticeRule("stays closed", Audience.OFFICER, NoticeKind.REVIEW),
    events.SuspectReopened.name: NoticeRule("reopened: police have it again", Audience.OFFICER, NoticeKind.REVIEW),
    events.SuspectAdminFinalised.name: NoticeRule("closed without a decision", Audience.OFFICER, NoticeKind.REVIEW),
    events.ApprovalGiven.name: NoticeRule("your review is approved", Audience.PROSECUTOR, NoticeKind.REVIEW),
    events.ApprovalRefused.name: NoticeRule(
        "your review is sent back instead of approved", Audience.PROSECUTOR, NoticeKind.REVIEW
    ),
    events.MismatchExplained.name: NoticeRule(
        "charges that differ from the authority explained, to be settled", Audience.PROSECUTOR, NoticeKind.CHARGE
    ),
    events.MismatchSettled.name: NoticeRule(
        "charges that differ from the authority settled by the CPS", Audience.OFFICER, NoticeKind.CHARGE
    ),
    events.ChargeAmended.name: NoticeRule("charge amended by police", Audience.PROSECUTOR, NoticeKind.CHARGE),
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
    events.VictimReviewAsked.name: NoticeRule(
        "a victim asks for a review of the decision", Audience.LEGAL_MANAGERS, NoticeKind.REVIEW
    ),
    events.VictimReviewDecided.name: NoticeRule(
        "a victim's request for a review answered", Audience.OFFICER, NoticeKind.REVIEW
    ),
    events.DgaRecorded.name: NoticeRule("quality of your file assessed", Audience.OFFICER, NoticeKind.QUALITY),
    events.DgaDisputeResolved.name: NoticeRule(
        "disputed file-quality failure decided", Audience.OFFICER, NoticeKind.QUALITY
    ),
    casework.MaterialWithdrawn.name: NoticeRule(
        "a point to prove lost material that supports it", Audience.WHO_PROVES, NoticeKind.MATERIAL
    ),
    casework.MaterialQuarantined.name: NoticeRule(
        "a virus was found in a file that you added", Audience.WHO_ADDED_IT, NoticeKind.MATERIAL
    ),
}
CONVERSATION: Mapping[str, NoticeRule] = {
    casework.ThreadOpened.name: NoticeRule("question asked", Audience.CONVERSATION, NoticeKind.QUESTION),
    casework.ThreadAnswered.name: NoticeRule("question answered", Audience.CONVERSATION, NoticeKind.QUESTION),
    casework.ThreadAccepted.name: NoticeRule("answer accepted", Audience.CONVERSATION, NoticeKind.QUESTION),
    casework.ThreadReopened.name: NoticeRule("question asked again", Audience.CONVERSATION, NoticeKind.QUESTION),
    casework.MessagePosted.name: NoticeRule("comment on a question", Audience.CONVERSATION, NoticeKind.QUESTION),
}
CHASED: Mapping[str, str] = {
    Status.REJECTED: "reminder: rejected file not sent again",
    Status.ACTION_PLAN: "reminder: action plan not answered",
    Status.ADVICE_GIVEN: "reminder: early advice not acted on",
    Status.AUTHORISED: "reminder: charge authorised but not laid",
}
ASKS = frozenset({casework.ThreadOpened.name, casework.ThreadReopened.name})
"""Whoever has to answer is told of these; of the rest only those who wrote in the thread."""
ANSWERS_RETURNED = NoticeRule("action plan answers returned", Audience.PROSECUTOR, NoticeKind.PLAN)
SENT_AGAIN = NoticeRule("sent again after you rejected it", Audience.WHO_REJECTED_IT, NoticeKind.SENDING)


def rule_for(event_type: str, details: Mapping[str, Any]) -> NoticeRule | None:
    """Return who is told of an event and in which words; None where nobody is."""
    if event_type == events.SubmissionReceived.name:
        return _received(details)
    if event_type == events.TriageCompleted.name:
        return NoticeRule(_triaged(details), Audience.OFFICER, NoticeKind.SENDING)
    if event_type == events.ChaseSent.name:
        return _chased(details)
    return RULES.get(event_type) or CONVERSATION.get(event_type)


def _chased(details: Mapping[str, Any]) -> NoticeRule:
    """Whom the service reminds, and of what."""
    late = "overdue" if details["step"] == AFTER else "due soon"
    words = CHASED.get(details["about"], f"reminder: action item {late}")
    audience = Audience.OFFICER if details["to"] == Side.POLICE else Audience.PROSECUTOR
    return NoticeRule(words, audience, NoticeKind.PLAN)


def _received(details: Mapping[str, Any]) -> NoticeRule | None:
    """Who waits for what police sent; a first attempt waits in the queue for whoever takes it."""
    if details.get("purpose") == Purpose.ACTION_PLAN_REPLY:
        return ANSWERS_RETURNED
    if details.get("purpose") == Purpose.APPEAL:
        return None
    return SENT_AGAIN if details["seq_in_round"] > 1 else None


def _triaged(details: Mapping[str, Any]) -> str:
    """What triage said, and for a rejection until when police have."""
    if details["result"] != TriageResult.REJECT:
        return "accepted at CPS triage"
    return f"rejected at CPS triage, respond by {day(date.fromisoformat(details['respond_by']))}"
