"""Who is told of what. A notice says that something happened on a case, never what the case says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from charging import events
from charging.lifecycle import Purpose, TriageResult


class Audience(StrEnum):
    """The people of a case who may be told."""

    OFFICER = "officer"
    SUPERVISORS = "supervisors"
    PROSECUTOR = "prosecutor"


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
}
ANSWERS_RETURNED = NoticeRule("action plan answers returned", Audience.PROSECUTOR)


def rule_for(event_type: str, details: Mapping[str, Any]) -> NoticeRule | None:
    """Return who is told of an event and in which words; None where nobody is."""
    if event_type == events.SubmissionReceived.name and details.get("purpose") == Purpose.ACTION_PLAN_REPLY:
        return ANSWERS_RETURNED
    if event_type == events.TriageCompleted.name:
        return NoticeRule(_triaged(details), Audience.OFFICER)
    return RULES.get(event_type)


def _triaged(details: Mapping[str, Any]) -> str:
    """What triage said, and for a rejection until when police have."""
    if details["result"] != TriageResult.REJECT:
        return "accepted at CPS triage"
    day = date.fromisoformat(details["respond_by"])
    return f"rejected at CPS triage, respond by {day.day} {day:%B %Y}"
