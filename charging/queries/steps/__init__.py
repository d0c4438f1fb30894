"""What comes next in a case: the steps this reader can take, and whom the others wait for."""

from charging.queries.steps import contests, custody, ending, matters, passage, plans, quality, review, sending, triage
from charging.queries.steps import disagreements as disagreements_next
from charging.queries.steps.step import PLACE, NextStep, Situation, StepKind

__all__ = ["NextStep", "Situation", "StepKind", "next_steps"]


def next_steps(situation: Situation) -> list[NextStep]:
    """Return every step that is possible or waited for now, those the reader must take first."""
    parts = (
        custody.detention,
        passage.with_direct,
        sending.send,
        sending.sign_off,
        triage.triage,
        contests.contest,
        review.review,
        matters.matters,
        plans.answer,
        plans.answer_for_trial,
        plans.assess,
        ending.charge,
        disagreements_next.settle,
        custody.bail,
        ending.close,
        quality.quality,
        ending.reopen,
        disagreements_next.escalate,
        disagreements_next.escalate_file,
        disagreements_next.victim,
        passage.withdraw,
        passage.transfer,
    )
    found = [step for part in parts for step in part(situation)]
    return sorted(found, key=lambda step: (PLACE[step.kind], not step.verdict.allowed))
