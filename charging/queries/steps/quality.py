"""What comes next about the quality of a file: to assess it, to answer its failures, to decide disputes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from accounts.roles import Permission
from casework.permissions import may
from charging.lifecycle import MatterKind
from charging.queries.steps.step import NextStep, Situation, StepKind
from charging.queries.submission.rounds import Round

Waits = Mapping[str, Any]


def quality(now: Situation) -> Iterator[NextStep]:
    several = sum(bool(each.quality) for each in now.rounds) > 1
    for each in now.rounds:
        for waits in each.quality:
            for step in STEPS[MatterKind(waits["kind"])](now, waits):
                yield _naming(step, each) if several else step


def _naming(step: NextStep, each: Round) -> NextStep:
    """Say which review a step follows, where files of several reviews wait."""
    return replace(step, label=f"{step.label}, review {each.consultation.number}") if each.consultation else step


def _assess(now: Situation, waits: Waits) -> Iterator[NextStep]:
    if not now.is_police and may(now.user, Permission.REVIEW, now.case_file):
        kind = StepKind.PAGE if waits["person"] == now.user.pk else StepKind.ASIDE
        yield NextStep("Assess the quality of the file", now.url("assessment", waits["subject"]), kind=kind)


def _answer(now: Situation, waits: Waits) -> Iterator[NextStep]:
    if now.is_police and may(now.user, Permission.ANSWER_FAILURES, now.case_file):
        yield NextStep("Answer the file-quality failures", now.url("assessment", waits["subject"]))


def _decide(now: Situation, waits: Waits) -> Iterator[NextStep]:
    if not now.is_police and may(now.user, Permission.DECIDE_DISPUTES, now.case_file):
        yield NextStep("Decide what police dispute", now.url("assessment", waits["subject"]))


def _score(now: Situation, waits: Waits) -> Iterator[NextStep]:
    yield NextStep("Score this file a second time", now.url("second_score", waits["subject"]))


STEPS: Mapping[MatterKind, Callable[[Situation, Waits], Iterator[NextStep]]] = {
    MatterKind.ASSESSMENT: _assess,
    MatterKind.FAILURES: _answer,
    MatterKind.DISPUTE: _decide,
    MatterKind.SECOND_SCORE: _score,
}
