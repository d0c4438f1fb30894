"""Which clocks run for a suspect by what happens between police and the CPS: decision, answers, the charge."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from casework.lifecycle import OPEN, Status
from casework.rules import clocks, limits
from casework.rules.clocks import Running, SuspectFacts, earliest
from charging.lifecycle import Purpose, Stream
from foundation.clocks import end_of

DECISION_LIMITS = {
    Stream.RED: "decide_red",
    Stream.GREEN_PRIORITY: "decide_green_priority",
    Stream.GREEN: "decide_green",
}
"""The code of the time limit that the CPS has for a decision, from the moment it has the file; none for advice."""
RESPOND_BY, ANSWERS, GATE, ADVICE = "respond_by", "action_items", "at_gate", "early_advice"
AGREED = frozenset({RESPOND_BY, ANSWERS, GATE, ADVICE})
"""Clocks that no list of limits has: their days were agreed in the case, or they have none."""
POLICE, CPS = "police", "cps"


@dataclass(frozen=True, kw_only=True)
class WayFacts:
    """What the clocks of one suspect on the way to a decision are worked out from.

    Purpose and stream are those of the submission that counts now; `since` is when it was handed over, to the
    supervisor or to the CPS. `respond_by` and `answer_by` are local days that were agreed; `asked_at` is when, though
    a suspect who was reopened, or sent back at the gate, stands there only later.
    """

    status: Status
    status_at: datetime
    purpose: str = ""
    stream: str = ""
    since: datetime | None = None
    respond_by: date | None = None
    asked_at: datetime | None = None
    answer_by: date | None = None
    answer_first: date | None = None
    file: SuspectFacts = field(default_factory=SuspectFacts)


def clocks_of(facts: WayFacts) -> list[Running]:
    """Every clock of an open suspect, first the one that runs out first; none once court has them, or it is closed.

    At the gate only those who are not held stand in the order of the decisions to come: a detention that runs out
    says more, and must not be hidden by it.
    """
    if facts.status not in OPEN:
        return []
    on_the_way = _BY_STATUS.get(facts.status)
    found = [*(on_the_way(facts) if on_the_way else []), *clocks.clocks_of(facts.file)]
    if facts.file.detention and earliest(clocks.detention(facts.file.detention)):
        found = [clock for clock in found if clock.code != GATE]
    return sorted(found, key=lambda clock: (clock.deadline is None, clock.deadline or clock.began, clock.code))


def decision(stream: str, purpose: str, since: datetime) -> Running:
    """How long the CPS has for a decision. For early advice no time is set."""
    code = DECISION_LIMITS.get(Stream(stream)) if purpose != Purpose.EARLY_ADVICE else None
    if code is None:
        return Running(code=ADVICE, title="Early advice, no national target", owner=CPS, began=since, deadline=None)
    return clocks.since(code, since)


def _decision(facts: WayFacts) -> list[Running]:
    return [decision(facts.stream, facts.purpose, facts.since)] if facts.since and facts.stream else []


def _second_triage(facts: WayFacts) -> list[Running]:
    return [clocks.since("second_triage", facts.status_at), *_decision(facts)]


def _at_gate(facts: WayFacts) -> list[Running]:
    """Nothing is due yet, but the gate sees first what the CPS will have to decide first."""
    if facts.since is None or not facts.stream:
        return []
    planned = decision(facts.stream, facts.purpose, facts.since)
    title = "Supervisor's sign-off, in the order of the decisions to come"
    return [Running(code=GATE, title=title, owner=POLICE, began=facts.since, deadline=planned.deadline)]


def _respond_by(facts: WayFacts) -> list[Running]:
    if facts.respond_by is None:
        return []
    deadline = end_of(facts.respond_by)
    return [
        Running(
            code=RESPOND_BY,
            title="Resubmission",
            owner=POLICE,
            began=facts.asked_at or facts.status_at,
            deadline=deadline,
            original=deadline,
        )
    ]


def _answers(facts: WayFacts) -> list[Running]:
    if facts.answer_by is None:
        return []
    return [
        Running(
            code=ANSWERS,
            title="Action plan answers",
            owner=POLICE,
            began=facts.asked_at or facts.status_at,
            deadline=end_of(facts.answer_by),
            original=end_of(facts.answer_first or facts.answer_by),
        )
    ]


def _charge(facts: WayFacts) -> list[Running]:
    return [clocks.since("lay_charge_first", facts.status_at)]


_BY_STATUS: Mapping[Status, Callable[[WayFacts], Sequence[Running]]] = {
    Status.WITH_SUPERVISOR: _at_gate,
    Status.SUBMITTED: _decision,
    Status.SECOND_TRIAGE: _second_triage,
    Status.WITH_PROSECUTOR: _decision,
    Status.REJECTED: _respond_by,
    Status.ACTION_PLAN: _answers,
    Status.AUTHORISED: _charge,
}


def words_of(code: str) -> tuple[str, str]:
    """What is due by the clock of a code, for a list, with its verb: "Detention" "ends"."""
    return _WORDS.get(code) or (limits.latest(code).short, limits.latest(code).verb)


def owner_of(code: str) -> str:
    """Who has to act before a clock runs out: police or cps; empty where the code is not known any more."""
    return _OWNERS.get(code) or limits.latest(code).owner


_WORDS = {
    RESPOND_BY: ("Resubmission", "due"),
    ANSWERS: ("Action plan answers", "due"),
    GATE: ("Supervisor's sign-off", "due"),
    ADVICE: ("Early advice", "due"),
}
_OWNERS = {RESPOND_BY: POLICE, ANSWERS: POLICE, GATE: POLICE, ADVICE: CPS}
