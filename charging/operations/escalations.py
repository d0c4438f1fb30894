"""Taking a disagreement with the CPS up the ladder, step by step, and answering it there."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.lifecycle import RECONSIDER
from casework.models import CaseEvent, CaseFile, Suspect
from casework.operations.locking import lock_suspect
from charging import events
from charging.models import (
    EscalatedAbout,
    Escalation,
    EscalationOutcome,
    EscalationStep,
)
from charging.operations import listing, reopening
from charging.operations.escalating import follow, had_part
from charging.operations.ladder_steps import about, grounds_given, raise_step, require_not_raised, rung_at
from charging.permissions import disagreeing
from charging.rules import escalation as rules
from charging.rules.ladder import ladder_on, may_go_on
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when


@dataclass(frozen=True, kw_only=True)
class StepAnswer:
    """What the CPS says to a step: changed, agreed in part, or that it stands; and why."""

    outcome: EscalationOutcome
    reasons: str


@dataclass(frozen=True)
class _Raised:
    """An escalation that is locked, with its steps in order."""

    escalation: Escalation
    steps: list[EscalationStep]

    @property
    def last(self) -> EscalationStep:
        return self.steps[-1]


@transaction.atomic
def escalate(*, suspect: Suspect, grounds: str, by: User, at: datetime) -> CaseEvent:
    """Take the last decision for a suspect to the first step.

    Raises NotPermitted (role, rank), WrongStatus (nothing that stands), Refused (no grounds) or Conflict (escalated
    already); then nothing has changed.
    """
    case_file, suspect = lock_suspect(suspect)
    rung = rung_at(1, at)
    disagreeing.may_escalate(by, case_file, rung.raised_by).require_permission()
    RECONSIDER.require([suspect])
    require_not_raised(Escalation.objects.filter(suspect=suspect, outcome="").first())
    grounds_given(grounds).require()
    decision = reopening.last_decision(suspect)
    escalation = Escalation.objects.create(
        case_file=case_file,
        suspect=suspect,
        about=EscalatedAbout.DECISION,
        decision=decision,
        original_by=decision.consultation.completed_by if decision else None,
        raised_at=at,
    )
    return raise_step(escalation, rung, grounds, by=by, at=at)


def _lock(escalation: Escalation) -> _Raised:
    """Lock the case and read the escalation; raises Conflict where it has ended."""
    case_file = CaseFile.objects.lock(escalation.case_file)
    rows = Escalation.objects.select_for_update(of=("self",)).select_related(
        "suspect",
        "closed_by",
        "original_by",
        "contest__triage__submission",
        "plan__consultation__submission",
    )
    row = rows.get(pk=escalation.pk)
    row.case_file = case_file
    steps = list(row.steps.select_related("raised_by", "answered_by").order_by("step"))
    if row.closed_at:
        message = f"This escalation has ended, {when(row.closed_at)}, {row.closed_by}: {row.get_outcome_display()}."
        raise Conflict(Verdict.no("already_done", message))
    return _Raised(row, steps)


@transaction.atomic
def go_on(*, escalation: Escalation, step: int, grounds: str, by: User, at: datetime) -> CaseEvent:
    """Take it to the next step, by its number, once the last was answered or the time for that has run out.

    Raises NotPermitted (role, rank), Refused (too soon, no such step, no grounds) or Conflict (ended, gone on
    already); then nothing has changed.
    """
    found = _lock(escalation)
    if found.last.step >= step:
        raise _gone_on(found.last)
    rung = rung_at(found.last.step + 1, at)
    disagreeing.may_escalate(by, found.escalation.case_file, rung.raised_by).require_permission()
    (may_go_on(found.escalation, found.steps, at=at) & grounds_given(grounds)).require()
    return raise_step(found.escalation, rung, grounds, by=by, at=at)


@transaction.atomic
def answer(*, escalation: Escalation, step: int, reply: StepAnswer, by: User, at: datetime) -> CaseEvent:
    """Answer a step, by its number. Changed, the decision is made again by somebody else.

    Raises NotPermitted (role, grade, own decision, answered before), Refused (no reasons), WrongStatus (it stands no
    more) or Conflict (answered, gone on, ended); then nothing has changed.
    """
    found = _lock(escalation)
    row, last = found.escalation, found.last
    _require_waiting(last, step)
    rung = rung_at(step, last.raised_at)
    earlier = [*had_part(row), *(each.answered_by_id for each in found.steps if each.outcome)]
    raised_by = [each.raised_by_id for each in found.steps]
    disagreeing.may_answer_escalation(by, row, rung.answered_by, earlier, raised_by).require_permission()
    rules.words(reply.reasons, "Say why, so that police can read it.", "reasons").require()
    suspects = about(row)
    last.outcome, last.reasons, last.answered_at, last.answered_by = reply.outcome, reply.reasons.strip(), at, by
    last.save()
    is_last = ladder_on(local_date(last.raised_at)).rung(step + 1) is None
    if rules.ends(reply.outcome, is_last=is_last):
        _close(row, reply.outcome, by=by, at=at)
    said = events.EscalationAnswered(
        escalation_id=row.pk, about=row.about, step=step, outcome=reply.outcome.value, in_time=at < last.due_at
    )
    entry = ledger.record(said, case_file=row.case_file, by=by, at=at, suspects=suspects)
    follow(row, reply.outcome, by=by, at=at)
    listing.keep_standings(row.case_file)
    return entry


def _gone_on(last: EscalationStep) -> Conflict:
    message = f"{last.raised_by} has gone on to step {last.step}, {when(last.raised_at)}."
    return Conflict(Verdict.no("gone_on", message))


def _require_waiting(last: EscalationStep, step: int) -> None:
    if last.step != step:
        raise _gone_on(last)
    if last.answered_at:
        said = last.get_outcome_display().lower()
        message = f"{last.answered_by} has answered this step already, {when(last.answered_at)}: {said}."
        raise Conflict(Verdict.no("already_done", message))


@transaction.atomic
def withdraw(*, escalation: Escalation, reason: str, by: User, at: datetime) -> CaseEvent:
    """End an escalation: police agree with an answer, or do not go on, and say why.

    Whoever may raise the step that it has come to, or a later one, may. Raises NotPermitted, Refused (no reason) or
    Conflict (ended); then nothing has changed.
    """
    found = _lock(escalation)
    row = found.escalation
    ranks = ladder_on(local_date(found.last.raised_at)).ranks_from(found.last.step)
    disagreeing.may_escalate(by, row.case_file, ranks).require_permission()
    rules.words(reason, "Say why you end it, so that the CPS and whoever raised it can read it.", "reason").require()
    suspects = about(row)
    row.end_reason = reason.strip()
    _close(row, EscalationOutcome.WITHDRAWN, by=by, at=at)
    listing.keep_standings(row.case_file)
    said = events.EscalationClosed(
        escalation_id=row.pk, about=row.about, step=found.last.step, outcome=EscalationOutcome.WITHDRAWN.value
    )
    return ledger.record(said, case_file=row.case_file, by=by, at=at, suspects=suspects)


def _close(row: Escalation, outcome: EscalationOutcome, *, by: User, at: datetime) -> None:
    row.outcome, row.closed_at, row.closed_by = outcome, at, by
    row.save(update_fields=["outcome", "closed_at", "closed_by", "end_reason"])
