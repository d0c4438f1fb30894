"""When detention and bail may begin, be extended and end. What a clock says is worked out in rules/clocks.py."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from casework.lifecycle import OPEN, Status
from casework.models import Bail, CustodyBasis, Detention, DetentionPause, Ended, Offence, Rank, Suspect
from casework.models.reference import ModeOfTrial
from casework.rules import limits
from casework.rules.limits import Step
from foundation.periods import local_date
from foundation.verdicts import Verdict
from foundation.wording import ends, when

LOWEST_FIRST = tuple(Rank)
AFTER_DETENTION = {Ended.RUI: CustodyBasis.RUI, Ended.CHARGED: None}
AFTER_BAIL = {Ended.RUI: CustodyBasis.RUI, Ended.ABSCONDED: CustodyBasis.AT_LARGE, Ended.CHARGED: None}
"""The footing on which a suspect is after detention or bail ended with something; None where it says nothing new."""


PAUSED = Verdict.no("paused", "The clock stands still. Record first when it started again.", "agreed_on")


def is_open(suspect: Suspect) -> Verdict:
    """Custody before charge is recorded of suspects whose case goes on."""
    if Status(suspect.status) in OPEN:
        return Verdict.ok()
    message = f"The case against {suspect} is with the court or closed, so no detention or bail before charge begins."
    return Verdict.no("not_open", message, f"suspect-{suspect.pk}")


def moment(told: datetime, *, field: str, what: str, at: datetime, after: datetime | None = None) -> Verdict:
    """What happened is not in the future, and not before what it belongs to."""
    verdict = Verdict.ok()
    if told > at:
        verdict &= Verdict.no("in_the_future", f"{what} must be now or earlier.", field)
    if after is not None and told < after:
        verdict &= Verdict.no("too_early", f"{what} must not be before {when(after)}.", field)
    return verdict


def said(text: str, *, field: str, ask: str) -> Verdict:
    """A row of a custody record names what it has to name."""
    return Verdict.ok() if text.strip() else Verdict.no(f"no_{field}", ask, field)


def latest_end(suspect: Suspect) -> datetime | None:
    """When the last detention of a suspect ended; None where there was none."""
    return max((each.ended_at for each in suspect.detentions.all() if each.ended_at), default=None)


def in_force(code: str, since: datetime) -> Verdict:
    """Nothing is counted by a limit that was not in force when the count began."""
    try:
        limits.limit(code, local_date(since))
    except LookupError:
        first = limits.latest(code).valid_from
        message = f"The limits that are counted here hold from {first.day} {first:%B %Y}. Give a later date."
        return Verdict.no("before_the_law", message, "since")
    return Verdict.ok()


def step_to(clock: str, limit: str) -> Step | None:
    """The way to extend a clock to a limit; None where there is none."""
    return next((step for step in limits.steps(clock) if step.to == limit), None)


def open_steps(clock: str, now: str) -> list[Step]:
    """The ways to extend a clock that stands at a limit."""
    return [step for step in limits.steps(clock) if now in step.after]


def may_be_extended(suspect: Suspect, clock: str, now: str, amount: int, *, stands_still: bool) -> Verdict:
    """Say whether there is any way to extend a clock that stands at a limit, whoever agrees and why."""
    longer = any(amount < limits.latest(step.to).span.amount for step in open_steps(clock, now))
    verdict = is_open(suspect)
    if not longer:
        verdict &= Verdict.no("wrong_step", "It is as long as it can be already.", "limit")
    if clock == "detention" and stands_still:
        verdict &= PAUSED
    return verdict


def extension(
    step: Step | None, *, now: str, amount_now: int, amount: int, rank: str, offences: Iterable[Offence]
) -> Verdict:
    """Say whether a clock that stands at one limit may be extended to another, and so far, by somebody of a rank."""
    if step is None or now not in step.after:
        return Verdict.no("wrong_step", "It cannot be extended to this from where it stands now.", "limit")
    verdict = _high_enough(step, rank) & _far_enough(step, amount_now, amount)
    if step.not_summary and all(each.offence_code.mode_of_trial == ModeOfTrial.SUMMARY for each in offences):
        message = "Detention is extended only for an offence that can be tried in the Crown Court. Propose it first."
        verdict &= Verdict.no("summary_only", message, "limit")
    return verdict


def _high_enough(step: Step, rank: str) -> Verdict:
    if LOWEST_FIRST.index(Rank(rank)) >= LOWEST_FIRST.index(Rank(step.rank)):
        return Verdict.ok()
    words = "a magistrates' court" if step.rank == Rank.COURT else f"at least {_an(Rank(step.rank).label.lower())}"
    return Verdict.no("rank_too_low", f"This extension has to be agreed by {words}.", "rank")


def _an(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _far_enough(step: Step, now: int, amount: int) -> Verdict:
    span = limits.latest(step.to).span
    if step.whole and amount != span.amount:
        return Verdict.no("wrong_length", f"This extension is to {span} from the start.", "amount")
    if amount > span.amount:
        return Verdict.no("too_long", f"It can be {span} from the start at most.", "amount")
    if amount <= now:
        return Verdict.no("no_longer", "Give a length that is longer than it is now, counted from the start.", "amount")
    return Verdict.ok()


def before_expiry(agreed: datetime, deadline: datetime | None) -> Verdict:
    """Nothing is extended once it has run out, whenever that is recorded."""
    if deadline is None or agreed < deadline:
        return Verdict.ok()
    message = f"It ran out ({ends(deadline)}) before this was agreed, so it cannot be extended."
    return Verdict.no("expired", message, "agreed_on")


def pause(pauses: Sequence[DetentionPause], starts: datetime) -> Verdict:
    """The clock stands still once at a time."""
    verdict = Verdict.ok()
    for each in pauses:
        if each.ends_at is None:
            verdict &= Verdict.no(
                "paused_already", f"The clock has stood still since {when(each.starts_at)}.", "starts_at"
            )
        elif starts < each.ends_at:
            message = f"The clock started again on {when(each.ends_at)}. Give a later time."
            verdict &= Verdict.no("overlaps", message, "starts_at")
    return verdict


def basis_follows(suspect: Suspect, basis: str, detention: Detention | None, bail: Bail | None) -> Verdict:
    """The footing of a suspect is changed where detention and bail are recorded, once either is."""
    if detention is not None and basis != CustodyBasis.CUSTODY:
        message = f"{suspect} is recorded as detained. Record the release under “Clocks”."
        return Verdict.no("detained", message, "custody_basis")
    if bail is not None and basis != CustodyBasis.BAIL:
        message = f"{suspect} is recorded as on bail. Record how it ended under “Clocks”."
        return Verdict.no("on_bail", message, "custody_basis")
    return Verdict.ok()
