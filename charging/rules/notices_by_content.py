"""Who is told of events for which that, or the words, or the urgency, depends on what the event says."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from accounts.roles import Side
from casework import events as casework
from casework.lifecycle import Status
from casework.models import LinkState, NoticeKind
from charging import events
from charging.lifecycle import Match, Purpose, Stream, TransferKind, TriageResult
from charging.models.assessment import FailureAnswer
from charging.models.escalation import EscalationOutcome
from charging.rules.audiences import Audience, NoticeRule
from charging.rules.chasing import AFTER
from foundation.wording import day

Details = Mapping[str, Any]
CHASED: Mapping[str, str] = {
    Status.REJECTED: "reminder: rejected file not sent again",
    Status.ACTION_PLAN: "reminder: action plan not answered",
    Status.ADVICE_GIVEN: "reminder: early advice not acted on",
    Status.AUTHORISED: "reminder: charge authorised but not laid",
}
NOW_WITH: Mapping[str, str] = {
    TransferKind.OUT_OF_HOURS: "with CPS Direct now",
    TransferKind.DECIDED: "with the CPS Area now, after CPS Direct decided",
    TransferKind.HAND_OVER: "with the CPS Area now, not decided by CPS Direct",
}
ANSWERS_RETURNED = NoticeRule("action plan answers returned", Audience.PROSECUTOR, NoticeKind.PLAN)
SENT_AGAIN = NoticeRule("sent again after you rejected it", Audience.WHO_REJECTED_IT, NoticeKind.SENDING)


def _chased(details: Details) -> NoticeRule:
    """Whom the service reminds, and of what."""
    late = "overdue" if details["step"] == AFTER else "due soon"
    words = CHASED.get(details["about"], f"reminder: action item {late}")
    audience = Audience.OFFICER if details["to"] == Side.POLICE else Audience.PROSECUTOR
    return NoticeRule(words, audience, NoticeKind.PLAN)


def _received(details: Details) -> NoticeRule | None:
    """Who waits for what police sent; a first attempt waits in the queue for whoever takes it."""
    if details.get("purpose") == Purpose.ACTION_PLAN_REPLY:
        return ANSWERS_RETURNED
    if details.get("purpose") == Purpose.APPEAL:
        return None
    return SENT_AGAIN if details["seq_in_round"] > 1 else None


def _item_answered(details: Details) -> NoticeRule | None:
    """Answers are told of when they are returned; what follows for trial is not returned, so each is."""
    if not details.get("followed"):
        return None
    return NoticeRule("action item needed for trial answered", Audience.PROSECUTOR, NoticeKind.PLAN)


def _triaged(details: Details) -> NoticeRule:
    """What triage said, and for a rejection until when police have."""
    words = "accepted at CPS triage"
    if details["result"] == TriageResult.REJECT:
        words = f"rejected at CPS triage, respond by {day(date.fromisoformat(details['respond_by']))}"
    return NoticeRule(words, Audience.OFFICER, NoticeKind.SENDING)


def _charged(details: Details) -> NoticeRule:
    """The prosecutor is told of every charge, and at once of one that is not what was authorised."""
    if details["matches_authority"] == Match.EXACT:
        return NoticeRule("charged by police", Audience.PROSECUTOR, NoticeKind.CHARGE)
    return NoticeRule("charged by police, not as authorised", Audience.PROSECUTOR, NoticeKind.CHARGE, urgent=True)


def _amended(details: Details) -> NoticeRule:
    differs = details["matches"] != Match.EXACT
    return NoticeRule("charge amended by police", Audience.PROSECUTOR, NoticeKind.CHARGE, urgent=differs)


def _assessed(details: Details) -> NoticeRule:
    """The officer is told of every assessment; whoever answers for police, of one that found failures."""
    found = NoticeRule("file-quality failures to answer", Audience.SUPERVISORS, NoticeKind.QUALITY)
    besides = found if details["failure_codes"] else None
    return NoticeRule("quality of your file assessed", Audience.OFFICER, NoticeKind.QUALITY, besides=besides)


def _failure_answered(details: Details) -> NoticeRule | None:
    """A failure that police dispute waits for a decision; one that they do not is settled."""
    if details["decision"] != FailureAnswer.DISPUTED:
        return None
    return NoticeRule("disputed file-quality failure to decide", Audience.LEGAL_MANAGERS, NoticeKind.QUALITY)


def _escalation_ended(details: Details) -> NoticeRule:
    """Both who would have answered and who raised it are told, and whether police ended it themselves."""
    ended = details["outcome"] == EscalationOutcome.WITHDRAWN
    words = "escalation ended by police" if ended else "escalation ended: it was decided again"
    raisers = NoticeRule(words, Audience.WHO_ESCALATED, NoticeKind.CONTEST)
    return NoticeRule(words, Audience.WHO_ANSWERS, NoticeKind.CONTEST, besides=raisers)


def _advice_sealed(details: Details) -> NoticeRule | None:
    """The first version goes out with the decision; of one in its place both are told who work by what it says."""
    if details["version"] == 1:
        return None
    words = "advice of the CPS replaced by a new version"
    lawyer = NoticeRule(words, Audience.PROSECUTOR, NoticeKind.REVIEW)
    return NoticeRule(words, Audience.OFFICER, NoticeKind.REVIEW, besides=lawyer)


def _handed_over(details: Details) -> NoticeRule | None:
    """Whoever is the officer from now on is told; not that somebody stays it and only the unit changes."""
    if details["from_officer_id"] == details["to_officer_id"]:
        return None
    return NoticeRule("handed over to you", Audience.OFFICER, NoticeKind.OTHER)


def _transferred(details: Details) -> NoticeRule:
    """Which part of the CPS has it from now on, as far as the kind of the transfer says."""
    units = "with another unit of the same CPS Area now"
    elsewhere = units if details["from_body"] == details["to_body"] else "with another CPS Area now"
    return NoticeRule(NOW_WITH.get(details["kind"], elsewhere), Audience.OFFICER, NoticeKind.SENDING)


def _stream_changed(details: Details) -> NoticeRule:
    """Each agency learns it of the other: whoever made it so is never told."""
    red = details["to_stream"] == Stream.RED
    words = "decision needed sooner: it is red now" if red else "how urgent the decision is has changed"
    lawyer = NoticeRule(words, Audience.PROSECUTOR, NoticeKind.REVIEW, urgent=red)
    return NoticeRule(words, Audience.OFFICER, NoticeKind.SENDING, urgent=red, besides=lawyer)


def _link_checked(details: Details) -> NoticeRule | None:
    if details["state"] != LinkState.BROKEN:
        return None
    return NoticeRule("a link to digital evidence does not open", Audience.OFFICER, NoticeKind.MATERIAL)


BY_CONTENT: Mapping[str, Callable[[Details], NoticeRule | None]] = {
    events.SubmissionReceived.name: _received,
    events.TriageCompleted.name: _triaged,
    events.ActionItemAnswered.name: _item_answered,
    events.ChaseSent.name: _chased,
    events.SuspectCharged.name: _charged,
    events.ChargeAmended.name: _amended,
    events.DgaRecorded.name: _assessed,
    events.DgaFailureConsidered.name: _failure_answered,
    events.EscalationClosed.name: _escalation_ended,
    events.StreamChanged.name: _stream_changed,
    events.AdviceSealed.name: _advice_sealed,
    events.CaseTransferred.name: _transferred,
    casework.CaseHandedOver.name: _handed_over,
    casework.LinkChecked.name: _link_checked,
}
