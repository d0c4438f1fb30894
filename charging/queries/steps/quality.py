"""What comes next about the quality of a file: to assess it, to answer its failures, to decide disputes."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from accounts.roles import Permission
from casework.permissions import may
from charging.lifecycle import MatterKind
from charging.queries.steps.step import NextStep, Situation, StepKind

Waits = Mapping[str, Any]


def quality(now: Situation) -> Iterator[NextStep]:
    for each in now.rounds:
        for waits in each.quality:
            yield from STEPS[MatterKind(waits["kind"])](now, waits)


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
