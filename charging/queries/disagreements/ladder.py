"""An escalation with the whole ladder: which steps were taken, which wait, who may take the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from casework.models import CaseFile
from charging.models import Escalation, EscalationStep
from charging.permissions import disagreeing
from charging.queries.clocks.due import Due, due_by
from charging.rules.ladder import Ladder, Rung, ladder_on, may_go_on
from foundation.periods import local_date
from foundation.verdicts import Verdict


@dataclass(frozen=True)
class Step:
    """One step of the ladder: what was said on it; None where nobody took it."""

    rung: Rung
    taken: EscalationStep | None
    due: Due


@dataclass(frozen=True)
class EscalationPage:
    """One escalation for one reader: whether they may answer it, take it on or end it, each with what is in the way."""

    escalation: Escalation
    steps: Sequence[Step]
    last: EscalationStep
    may_answer: Verdict
    may_go_on: Verdict
    may_end: Verdict

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return not self.escalation.outcome

    @property
    def offers_end(self) -> bool:
        """Whether the reader can end it now."""
        return self.is_open and self.may_end.allowed

    @property
    def waits_for_answer(self) -> bool:
        """Whether the CPS has to answer."""
        return self.is_open and not self.last.outcome


def escalation_of(case_file: CaseFile, pk: int) -> Escalation | None:
    """One escalation of a case; None where there is no such."""
    rows = Escalation.objects.filter(case_file=case_file, pk=pk)
    found = rows.select_related(
        "suspect", "decision__reason", "original_by", "closed_by", "plan", "contest__triage"
    ).first()
    if found:
        found.case_file = case_file
    return found


def escalation_page(escalation: Escalation, user: User, *, at: datetime) -> EscalationPage:
    """Read an escalation of a case that the reader may see."""
    taken = list(escalation.steps.select_related("raised_by", "answered_by").order_by("step"))
    last = taken[-1]
    ladder = ladder_on(local_date(last.raised_at))
    by_step = {each.step: each for each in taken}
    return EscalationPage(
        escalation=escalation,
        steps=[
            Step(rung, by_step.get(rung.step), _due(by_step.get(rung.step), escalation, at)) for rung in ladder.rungs
        ],
        last=last,
        may_answer=_may_answer(escalation, taken, ladder, user),
        may_go_on=_may_go_on(escalation, taken, ladder, user, at),
        may_end=_may_end(escalation, last, ladder, user),
    )


def _due(step: EscalationStep | None, escalation: Escalation, at: datetime) -> Due:
    return due_by(step.due_at, at) if step and not step.outcome and not escalation.outcome else Due()


def _may_answer(escalation: Escalation, taken: Sequence[EscalationStep], ladder: Ladder, user: User) -> Verdict:
    last, rung = taken[-1], ladder.rung(taken[-1].step)
    if escalation.outcome or last.outcome or rung is None:
        return Verdict.no("answered", "Nothing waits for an answer.")
    rejected_by = [escalation.contest.triage.by_id] if escalation.contest else []
    earlier = [*rejected_by, *(each.answered_by_id for each in taken if each.outcome)]
    raised_by = [each.raised_by_id for each in taken]
    return disagreeing.may_answer_escalation(user, escalation, rung.answered_by, earlier, raised_by)


def _may_go_on(
    escalation: Escalation, taken: Sequence[EscalationStep], ladder: Ladder, user: User, at: datetime
) -> Verdict:
    rung = ladder.rung(taken[-1].step + 1)
    if escalation.outcome or rung is None:
        return Verdict.no("no_step", "There is no further step.")
    return disagreeing.may_escalate(user, escalation.case_file, rung.raised_by) & may_go_on(escalation, taken, at=at)


def _may_end(escalation: Escalation, last: EscalationStep, ladder: Ladder, user: User) -> Verdict:
    return disagreeing.may_escalate(user, escalation.case_file, ladder.ranks_from(last.step))
