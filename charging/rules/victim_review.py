"""Which decisions a victim may ask to have reviewed, and until when.

Source: Victims' Right to Review guidance; the limits are dated data.
"""

from dataclasses import dataclass
from datetime import date, datetime

from casework.lifecycle import Status
from casework.models import Suspect
from casework.rules import limits
from charging.lifecycle import Result
from charging.models import Asked, Decision, VictimReviewOutcome
from foundation.clocks import due_day
from foundation.verdicts import Verdict
from foundation.wording import day, when

QUALIFYING = frozenset({Result.NFA_EVIDENTIAL, Result.NFA_PUBLIC_INTEREST})
ENDED = frozenset({Status.NO_FURTHER_ACTION})


@dataclass(frozen=True)
class Window:
    """Until when a victim asks: ideally, and at the latest unless it is exceptional."""

    ideally: datetime
    latest: datetime

    @property
    def ideally_on(self) -> date:
        """The last day on which a request comes in the ideal time."""
        return due_day(self.ideally)

    @property
    def latest_on(self) -> date:
        """The last day on which a request is in time."""
        return due_day(self.latest)

    def asked(self, asked_at: datetime) -> Asked:
        """How a request stands to the limits."""
        if asked_at < self.ideally:
            return Asked.PROMPT
        return Asked.IN_TIME if asked_at < self.latest else Asked.EXCEPTIONAL


def window(decided_at: datetime) -> Window:
    """The limits of a decision made at an instant."""
    return Window(limits.due("victim_review_ask", decided_at), limits.due("victim_review_latest", decided_at))


def qualifies(decision: Decision | None, suspect: Suspect) -> Verdict:
    """A victim may ask about a decision not to prosecute that still stands."""
    if decision is None or decision.result not in QUALIFYING or Status(suspect.status) not in ENDED:
        message = f"A victim can ask for a review of a decision not to prosecute, and none stands for {suspect}."
        return Verdict.no("does_not_qualify", message)
    return Verdict.ok()


def request(decision: Decision, asked_at: datetime, late_reason: str, *, at: datetime) -> Verdict:
    """A request comes after the decision and not from the future; late, it says why it is exceptional."""
    verdict = Verdict.ok()
    if asked_at > at:
        verdict &= Verdict.no("future", "The victim must have asked already.", "asked_at")
    if asked_at < decision.at.replace(second=0, microsecond=0):
        message = f"The victim cannot have asked before the decision, {when(decision.at)}."
        verdict &= Verdict.no("before_decision", message, "asked_at")
    limits_of = window(decision.at)
    if limits_of.asked(asked_at) is Asked.EXCEPTIONAL and not late_reason.strip():
        message = f"The victim could ask until {day(limits_of.latest_on)}. Say why this later request is exceptional."
        verdict &= Verdict.no("too_late", message, "late_reason")
    return verdict


def may_go_on(local_outcome: str) -> Verdict:
    """Independent review follows a local answer that left the decision as it was."""
    if local_outcome in {VictimReviewOutcome.UPHELD, VictimReviewOutcome.EXPLAINED}:
        return Verdict.ok()
    return Verdict.no("not_answered", "Independent review follows once the local answer left the decision as it was.")
