"""Who may answer, who may accept, whom a question waits for, and for how long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from accounts.roles import Side
from casework.models import MessageAct, ThreadState, Visibility
from foundation.periods import local_date
from foundation.verdicts import Verdict
from foundation.working_days import Calendar

OTHER = {Side.POLICE: Side.CPS, Side.CPS: Side.POLICE}
NAMES = {Side.POLICE: "police", Side.CPS: "the CPS"}
LEADS_TO = {
    MessageAct.ASK: ThreadState.OPEN,
    MessageAct.ANSWER: ThreadState.ANSWERED,
    MessageAct.ACCEPT: ThreadState.ACCEPTED,
    MessageAct.REOPEN: ThreadState.OPEN,
}
"""What each act makes of a thread; a comment moves nothing."""


class Said(Protocol):
    """What the rules must know of a message: a row of the conversation, or anything like one."""

    act: str
    side: str
    at: datetime
    by_id: int


@dataclass(frozen=True)
class Standing:
    """Where a thread stands: who can read it, who asked, in which state, and who moved it there."""

    visibility: Visibility
    side: Side
    state: ThreadState
    moved_by: int

    @property
    def waiting_for(self) -> Side | None:
        """The agency that is waited for; None once the answer was accepted.

        An answer waits for those who asked to accept it: an answer that nobody read is no answer.
        """
        if self.state == ThreadState.ACCEPTED:
            return None
        asks_the_other = self.visibility == Visibility.SHARED and self.state == ThreadState.OPEN
        return OTHER[self.side] if asks_the_other else self.side

    def after(self, act: MessageAct, by_id: int) -> "Standing":
        """Where it stands once an act is done; nothing is asked here."""
        return replace(self, state=LEADS_TO[act], moved_by=by_id) if act in LEADS_TO else self


def for_opening(visibility: Visibility, *, was_submitted: bool) -> Verdict:
    """Say whether a question can be asked: the CPS knows nothing of a case before it was first submitted."""
    if visibility == Visibility.OWN or was_submitted:
        return Verdict.ok()
    message = "The CPS cannot see this case before it is first submitted, so only your own agency can be asked."
    return Verdict.no("cps_cannot_see_it", message, "visibility")


def for_act(act: MessageAct, now: Standing, *, side: Side, by_id: int) -> Verdict:
    """Say whether somebody of an agency may do an act now: the state of the thread, then the person."""
    checks = {
        MessageAct.ANSWER: _may_answer,
        MessageAct.ACCEPT: _may_accept,
        MessageAct.REOPEN: _may_reopen,
        MessageAct.ASK: _was_asked,
    }
    return checks[act](now, side, by_id) if act in checks else Verdict.ok()


def _was_asked(now: Standing, side: Side, by_id: int) -> Verdict:
    return Verdict.no("asked_already", "This question is asked. Ask again once it is answered, or start another.")


def _may_answer(now: Standing, side: Side, by_id: int) -> Verdict:
    verdict = Verdict.ok()
    if now.state != ThreadState.OPEN:
        verdict &= Verdict.no("not_open", "This question has its answer. Add a comment instead.")
    if now.visibility == Visibility.SHARED and side is now.side:
        message = f"Your own agency asked this, so {NAMES[OTHER[side]]} must answer. Add a comment instead."
        verdict &= Verdict.no("asked_by_us", message)
    if now.visibility == Visibility.OWN and by_id == now.moved_by and now.state == ThreadState.OPEN:
        verdict &= Verdict.no("own_question", "You asked this, so a colleague must answer. Add a comment instead.")
    return verdict


def _may_accept(now: Standing, side: Side, by_id: int) -> Verdict:
    verdict = Verdict.ok()
    if now.state != ThreadState.ANSWERED:
        verdict &= Verdict.no("nothing_to_accept", "There is no answer to accept now.")
    if side is not now.side:
        verdict &= Verdict.no("asked_by_them", f"Only {NAMES[now.side]}, who asked, can accept the answer.")
    if now.state == ThreadState.ANSWERED and now.visibility == Visibility.OWN and by_id == now.moved_by:
        verdict &= Verdict.no("own_answer", "You answered this, so a colleague must accept it.")
    return verdict


def _may_reopen(now: Standing, side: Side, by_id: int) -> Verdict:
    verdict = Verdict.ok()
    if now.state == ThreadState.OPEN:
        verdict &= Verdict.no("not_answered", "The question is still open. Add a comment instead.")
    if side is not now.side:
        verdict &= Verdict.no("asked_by_them", f"Only {NAMES[now.side]}, who asked, can ask again. Start a question.")
    return verdict


def words(act: MessageAct, text: str) -> Verdict:
    """Every message says something; an answer can be accepted without a word."""
    if text.strip() or act == MessageAct.ACCEPT:
        return Verdict.ok()
    return Verdict.no("nothing_said", "Write your message.", "text")


@dataclass(frozen=True)
class Wait:
    """A stretch of time in which one agency was waited for; `until` is None while it still is.

    `days` are local calendar days, `working_days` those of England and Wales: the day after the start is day 1.
    """

    side: Side
    since: datetime
    until: datetime | None
    days: int
    working_days: int


def waits(messages: Iterable[Said], visibility: Visibility, *, now: datetime, calendar: Calendar) -> Sequence[Wait]:
    """Return who was waited for and when, in order, from the messages of a thread, oldest first.

    From the first question on, every instant belongs to exactly one agency, but for the time after an
    answer was accepted, which is nobody's until it is asked again.
    """
    moves = [message for message in messages if MessageAct(message.act) in LEADS_TO]
    found = []
    for place, move in enumerate(moves):
        standing = Standing(visibility, Side(moves[0].side), LEADS_TO[MessageAct(move.act)], move.by_id)
        if standing.waiting_for is None:
            continue
        until = moves[place + 1].at if place + 1 < len(moves) else None
        found.append(wait(standing.waiting_for, move.at, until, now, calendar))
    return found


def wait(side: Side, since: datetime, until: datetime | None, now: datetime, calendar: Calendar) -> Wait:
    """Measure how long an agency was, or is, waited for."""
    first, last = local_date(since), local_date(until or now)
    return Wait(side, since, until, (last - first).days, calendar.working_days_between(first, last))
