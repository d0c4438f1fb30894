"""The life of a suspect in a case: every status, who holds the file in it, and the only legal moves.

Status sits on the suspect; the headline of a case is derived from its suspects. The diagram in
docs/reference/lifecycle.md is drawn from these tables.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from accounts.roles import Side
from foundation.verdicts import Refused, Verdict


class HasStatus(Protocol):
    """A suspect, as far as its moves are concerned."""

    pk: int
    status: str


class Holder(StrEnum):
    """Who has the file. Every instant of a suspect's life has exactly one holder."""

    POLICE = "police"
    CPS = "cps"
    POLICE_TO_CHARGE = "police_to_charge"
    COURT = "court"
    CLOSED = "closed"


class Status(StrEnum):
    """Where a suspect stands."""

    BUILDING = "building"
    WITH_SUPERVISOR = "with_supervisor"
    SUBMITTED = "submitted"
    SECOND_TRIAGE = "second_triage"
    REJECTED = "rejected"
    WITH_PROSECUTOR = "with_prosecutor"
    ACTION_PLAN = "action_plan"
    ADVICE_GIVEN = "advice_given"
    AUTHORISED = "authorised"
    CHARGED = "charged"
    NO_FURTHER_ACTION = "no_further_action"
    OUT_OF_COURT = "out_of_court"
    ADMIN_FINALISED = "admin_finalised"


@dataclass(frozen=True)
class StatusDefinition:
    """Who holds a suspect in a status, and what each agency calls it.

    The wording rule is the CPS's own: "Ready to" or "needed" when we must act,
    "Waiting for" when another must.
    """

    holder: Holder
    police: str
    cps: str
    colour: str

    def label(self, side: Side | None) -> str:
        """The words for one agency's reader; those of the CPS where the reader has no agency."""
        return self.police if side is Side.POLICE else self.cps


STATUSES: dict[Status, StatusDefinition] = {
    Status.BUILDING: StatusDefinition(Holder.POLICE, "File build needed", "Waiting for police file", "blue"),
    Status.WITH_SUPERVISOR: StatusDefinition(
        Holder.POLICE, "Supervisor sign-off needed", "Waiting for police file", "blue"
    ),
    Status.SUBMITTED: StatusDefinition(Holder.CPS, "Waiting for CPS triage", "Triage needed", "purple"),
    Status.SECOND_TRIAGE: StatusDefinition(
        Holder.CPS, "Waiting for second CPS triage", "Second triage needed", "purple"
    ),
    Status.REJECTED: StatusDefinition(Holder.POLICE, "Resubmission needed", "Waiting for police to resubmit", "orange"),
    Status.WITH_PROSECUTOR: StatusDefinition(
        Holder.CPS, "Waiting for charging decision", "Charging decision needed", "purple"
    ),
    Status.ACTION_PLAN: StatusDefinition(
        Holder.POLICE, "Action plan answers needed", "Waiting for action plan answers", "orange"
    ),
    Status.ADVICE_GIVEN: StatusDefinition(
        Holder.POLICE, "Ready to act on early advice", "Waiting for police after early advice", "orange"
    ),
    Status.AUTHORISED: StatusDefinition(
        Holder.POLICE_TO_CHARGE, "Ready to charge", "Waiting for police to charge", "turquoise"
    ),
    Status.CHARGED: StatusDefinition(Holder.COURT, "Charged", "Charged", "green"),
    Status.NO_FURTHER_ACTION: StatusDefinition(Holder.CLOSED, "No further action", "No further action", "grey"),
    Status.OUT_OF_COURT: StatusDefinition(Holder.CLOSED, "Out-of-court disposal", "Out-of-court disposal", "grey"),
    Status.ADMIN_FINALISED: StatusDefinition(
        Holder.CLOSED, "Closed without a decision", "Closed without a decision", "grey"
    ),
}

EDITABLE = frozenset({Status.BUILDING, Status.REJECTED, Status.ACTION_PLAN, Status.ADVICE_GIVEN})
OPEN = frozenset(status for status, words in STATUSES.items() if words.holder not in {Holder.COURT, Holder.CLOSED})


class WrongStatus(Refused):
    """A step was asked for that the suspect's status does not allow."""


@dataclass(frozen=True)
class Transition:
    """One legal move: its imperative name, where it may start and where it ends."""

    name: str
    sources: frozenset[Status]
    target: Status

    def check(self, suspects: Iterable[HasStatus]) -> Verdict:
        """Say whether every suspect may make the move, naming those who may not."""
        verdict = Verdict.ok()
        for suspect in suspects:
            if Status(suspect.status) not in self.sources:
                now = STATUSES[Status(suspect.status)].police
                verdict &= Verdict.no(
                    "wrong_status",
                    f"{suspect}: cannot {self.name} now. The status is “{now}”.",
                    f"suspect-{suspect.pk}",
                )
        return verdict

    def require(self, suspects: Iterable[HasStatus]) -> None:
        """Pass, or raise WrongStatus naming every suspect who may not make the move."""
        verdict = self.check(suspects)
        if not verdict.allowed:
            raise WrongStatus(verdict)

    def apply_to(self, suspects: Iterable[HasStatus]) -> None:
        """Set the new status on suspects held in memory; raises WrongStatus and sets none if one may not move."""
        rows = list(suspects)
        self.require(rows)
        for suspect in rows:
            suspect.status = self.target.value


def _move(name: str, sources: Iterable[Status], target: Status) -> Transition:
    return Transition(name, frozenset(sources), target)


SEND_TO_SUPERVISOR = _move(
    "send to a supervisor", [Status.BUILDING, Status.REJECTED, Status.ADVICE_GIVEN], Status.WITH_SUPERVISOR
)
SEND_BACK = _move("send back to the builder", [Status.WITH_SUPERVISOR], Status.BUILDING)
SEND_BACK_TO_RESUBMIT = _move("send back to be mended again", [Status.WITH_SUPERVISOR], Status.REJECTED)
SEND_BACK_AFTER_ADVICE = _move("send back to act on the advice", [Status.WITH_SUPERVISOR], Status.ADVICE_GIVEN)
SUBMIT = _move("submit to the CPS", [Status.WITH_SUPERVISOR], Status.SUBMITTED)
ACCEPT = _move("accept at triage", [Status.SUBMITTED], Status.WITH_PROSECUTOR)
PASS_ON = _move("pass to second triage", [Status.SUBMITTED], Status.SECOND_TRIAGE)
ACCEPT_SECOND = _move("accept at second triage", [Status.SECOND_TRIAGE], Status.WITH_PROSECUTOR)
REJECT = _move("reject at triage", [Status.SUBMITTED, Status.SECOND_TRIAGE], Status.REJECTED)
OVERTURN = _move("overturn a rejection", [Status.REJECTED], Status.WITH_PROSECUTOR)
WITHDRAW = _move(
    "withdraw a submission", [Status.SUBMITTED, Status.SECOND_TRIAGE, Status.WITH_PROSECUTOR], Status.BUILDING
)
ASK_FOR_MORE = _move("issue an action plan", [Status.WITH_PROSECUTOR], Status.ACTION_PLAN)
ADVISE = _move("give early advice", [Status.WITH_PROSECUTOR], Status.ADVICE_GIVEN)
RETURN_ANSWERS = _move("return an action plan", [Status.ACTION_PLAN], Status.WITH_PROSECUTOR)
AUTHORISE = _move("authorise a charge", [Status.WITH_PROSECUTOR], Status.AUTHORISED)
END = _move("end with no further action", [Status.WITH_PROSECUTOR], Status.NO_FURTHER_ACTION)
DIVERT = _move("choose an out-of-court disposal", [Status.WITH_PROSECUTOR], Status.OUT_OF_COURT)
CHARGE = _move("record a charge", [Status.AUTHORISED], Status.CHARGED)
CHARGE_WITHOUT_AUTHORITY = _move(
    "charge without authority",
    [
        Status.BUILDING,
        Status.SUBMITTED,
        Status.SECOND_TRIAGE,
        Status.REJECTED,
        Status.WITH_PROSECUTOR,
        Status.ACTION_PLAN,
        Status.ADVICE_GIVEN,
    ],
    Status.CHARGED,
)
RECONSIDER = _move(
    "decide again",
    [Status.NO_FURTHER_ACTION, Status.OUT_OF_COURT, Status.AUTHORISED],
    Status.WITH_PROSECUTOR,
)
FINALISE = _move(
    "close without a decision",
    [Status.REJECTED, Status.ACTION_PLAN, Status.ADVICE_GIVEN],
    Status.ADMIN_FINALISED,
)
CLOSE_UNUSED = _move("close an authority that is not used", [Status.AUTHORISED], Status.ADMIN_FINALISED)
REOPEN_TO_RESUBMIT = _move("reopen to be mended", [Status.ADMIN_FINALISED], Status.REJECTED)
REOPEN_TO_ANSWER = _move("reopen to answer the plan", [Status.ADMIN_FINALISED], Status.ACTION_PLAN)
REOPEN_AFTER_ADVICE = _move("reopen to act on the advice", [Status.ADMIN_FINALISED], Status.ADVICE_GIVEN)
REOPEN_TO_CHARGE = _move("reopen to charge", [Status.ADMIN_FINALISED], Status.AUTHORISED)

TRANSITIONS: tuple[Transition, ...] = (
    SEND_TO_SUPERVISOR,
    SEND_BACK,
    SEND_BACK_TO_RESUBMIT,
    SEND_BACK_AFTER_ADVICE,
    SUBMIT,
    ACCEPT,
    PASS_ON,
    ACCEPT_SECOND,
    REJECT,
    OVERTURN,
    WITHDRAW,
    ASK_FOR_MORE,
    ADVISE,
    RETURN_ANSWERS,
    AUTHORISE,
    END,
    DIVERT,
    CHARGE,
    CHARGE_WITHOUT_AUTHORITY,
    RECONSIDER,
    FINALISE,
    CLOSE_UNUSED,
    REOPEN_TO_RESUBMIT,
    REOPEN_TO_ANSWER,
    REOPEN_AFTER_ADVICE,
    REOPEN_TO_CHARGE,
)
SEND_BACKS = {move.target: move for move in (SEND_BACK, SEND_BACK_TO_RESUBMIT, SEND_BACK_AFTER_ADVICE)}
"""The way back from the supervisor's gate, by where the suspect stood before it."""
REOPENINGS = {
    move.target: move for move in (REOPEN_TO_RESUBMIT, REOPEN_TO_ANSWER, REOPEN_AFTER_ADVICE, REOPEN_TO_CHARGE)
}
"""The way back from being closed without a decision, by where the suspect stood before it."""
