"""The ladder by rank: dated data, each step with who raises it, who answers it and how long that may take.

Source: domain facts 2.11, from our own knowledge; see the note in the list.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from accounts.roles import Role
from casework.rules import limits
from charging.models import Escalation, EscalationStep
from foundation.verdicts import Verdict
from foundation.wording import in_time_until

DATA = Path(__file__).resolve().parent.parent / "data" / "ladder.json"


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of an edition; `limit` is the code of its time limit, `limit_in_custody` where somebody is held."""

    step: int
    title: str
    raised_by: tuple[Role, ...]
    answered_by: tuple[Role, ...]
    limit: str
    limit_in_custody: str

    def due(self, since: datetime, *, in_custody: bool) -> datetime:
        """The first instant at which an answer is late."""
        return limits.due(self.limit_in_custody if in_custody else self.limit, since)

    @property
    def raisers(self) -> str:
        """Who may raise it, in words."""
        return " or ".join(role.definition.title for role in self.raised_by)

    @property
    def answerers(self) -> str:
        """Who answers it, in words."""
        return " or ".join(role.definition.title for role in self.answered_by)


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """An edition: the steps that hold from one day until another."""

    code: str
    valid_from: date
    valid_to: date | None
    rungs: tuple[Rung, ...]

    def rung(self, step: int) -> Rung | None:
        """A step by its number; None beyond the last."""
        return next((rung for rung in self.rungs if rung.step == step), None)

    def ranks_from(self, step: int) -> tuple[Role, ...]:
        """Who may raise a step or a later one, and so may end what has come to it."""
        return tuple(dict.fromkeys(role for rung in self.rungs if rung.step >= step for role in rung.raised_by))


@cache
def ladders() -> tuple[Ladder, ...]:
    """Every edition there ever was, oldest first."""
    return tuple(_ladder(row) for row in json.loads(DATA.read_text(encoding="utf-8"))["editions"])


def ladder_on(day: date) -> Ladder:
    """The edition of a local day: the newest that had begun, or the first where none had."""
    begun = [ladder for ladder in ladders() if ladder.valid_from <= day]
    return begun[-1] if begun else ladders()[0]


def _ladder(row: Mapping[str, Any]) -> Ladder:
    ends = row.get("valid_to")
    return Ladder(
        code=row["code"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(ends) if ends else None,
        rungs=tuple(_rung(each, row["limit_in_custody"]) for each in row["steps"]),
    )


def _rung(row: Mapping[str, Any], in_custody: str) -> Rung:
    return Rung(
        step=row["step"],
        title=row["title"],
        raised_by=tuple(Role(role) for role in row["raised_by"]),
        answered_by=tuple(Role(role) for role in row["answered_by"]),
        limit=row["limit"],
        limit_in_custody=in_custody,
    )


def may_go_on(escalation: Escalation, steps: Sequence[EscalationStep], *, at: datetime) -> Verdict:
    """Say whether the next step may be raised: after an answer, or once the time for one has run out."""
    if escalation.outcome:
        return Verdict.no("closed", f"This escalation has ended: {escalation.get_outcome_display().lower()}.")
    last = steps[-1]
    if not last.outcome and at < last.due_at:
        until = in_time_until(last.due_at)
        message = f"Step {last.step} is to be answered by {until}. Go on after the answer, or after that."
        return Verdict.no("wait_for_answer", message)
    return Verdict.ok()
