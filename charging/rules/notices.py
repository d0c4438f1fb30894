"""Who is told of what. A notice says that something happened on a case, never what the case says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from casework import events as casework
from charging import events
from charging.lifecycle import Purpose, TriageResult
from foundation.wording import day


class Audience(StrEnum):
    """The people of a case who may be told."""

    OFFICER = "officer"
    SUPERVISORS = "supervisors"
    PROSECUTOR = "prosecutor"
    CONVERSATION = "conversation"
    WHO_ADDED_IT = "who_added_it"
    WHO_REJECTED_IT = "who_rejected_it"


@dataclass(frozen=True)
class NoticeRule:
    """The words of a notice, after the reference, and who gets it."""

    says: str
    audience: Audience


RULES: Mapping[str, NoticeRule] = {
    events.FileSentToSupervisor.name: NoticeRule("supervisor sign-off needed", Audience.SUPERVISORS),
    events.FileReturnedBySupervisor.name: NoticeRule("sent back by the supervisor", Audience.OFFICER),
    events.ReviewAllocated.name: NoticeRule("review allocated to you", Audience.PROSECUTOR),
    events.ActionPlanIssued.name: NoticeRule("action plan answers needed", Audience.OFFICER),
    events.EarlyAdviceGiven.name: NoticeRule("early advice given", Audience.OFFICER),
    events.ChargeAuthorised.name: NoticeRule("ready to charge", Audience.OFFICER),
    events.NfaDecided.name: NoticeRule("charging decision made", Audience.OFFICER),
    events.OocdDecided.name: NoticeRule("charging decision made", Audience.OFFICER),
    events.SuspectCharged.name: NoticeRule("charged by police", Audience.PROSECUTOR),
    events.SuspectAdminFinalised.name: NoticeRule("closed without a decision", Audience.OFFICER),
    casework.MaterialQuarantined.name: NoticeRule("a virus was found in a file that you added", Audience.WHO_ADDED_IT),
}
CONVERSATION: Mapping[str, NoticeRule] = {
    casework.ThreadOpened.name: NoticeRule("question asked", Audience.CONVERSATION),
    casework.ThreadAnswered.name: NoticeRule("question answered", Audience.CONVERSATION),
    casework.ThreadAccepted.name: NoticeRule("answer accepted", Audience.CONVERSATION),
    casework.ThreadReopened.name: NoticeRule("question asked again", Audience.CONVERSATION),
    casework.MessagePosted.name: NoticeRule("comment on a question", Audience.CONVERSATION),
}
ASKS = frozenset({casework.ThreadOpened.name, casework.ThreadReopened.name})
"""Whoever has to answer is told of these; of the rest only those who wrote in the thread."""
ANSWERS_RETURNED = NoticeRule("action plan answers returned", Audience.PROSECUTOR)
SENT_AGAIN = NoticeRule("sent again after you rejected it", Audience.WHO_REJECTED_IT)


def rule_for(event_type: str, details: Mapping[str, Any]) -> NoticeRule | None:
    """Return who is told of an event and in which words; None where nobody is."""
    if event_type == events.SubmissionReceived.name:
        return _received(details)
    if event_type == events.TriageCompleted.name:
        return NoticeRule(_triaged(details), Audience.OFFICER)
    return RULES.get(event_type) or CONVERSATION.get(event_type)


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
