"""What comes next in a case: the steps this reader can take, and whom the others wait for."""

from collections.abc import Sequence

from accounts.models import User
from casework.models import CaseFile, Suspect
from charging.queries.disagreements import Disagreement
from charging.queries.rounds import Round
from charging.queries.steps import contests, custody, ending, matters, passage, plans, quality, review, sending, triage
from charging.queries.steps import disagreements as disagreements_next
from charging.queries.steps.step import PLACE, NextStep, Situation, StepKind

__all__ = ["NextStep", "Situation", "StepKind", "next_steps"]


def next_steps(
    case_file: CaseFile,
    user: User,
    suspects: Sequence[Suspect],
    rounds: Sequence[Round],
    *,
    covers: frozenset[int] = frozenset(),
    disagreements: Sequence[Disagreement] = (),
    unrecorded: frozenset[int] = frozenset(),
) -> list[NextStep]:
    """Return every step that is possible or waited for now, those the reader must take first.

    `covers` are the keys of those on this case whom the reader covers for today, `unrecorded` of suspects in custody
    whose detention is not on record.
    """
    situation = Situation(case_file, user, suspects, rounds, covers, disagreements, unrecorded)
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
        plans.assess,
        ending.charge,
        disagreements_next.settle,
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
