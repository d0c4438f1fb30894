"""The items of an action plan that a review asks for, and what each must say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casework.models import Suspect
from charging.lifecycle import CHARGES, ActionCategory, NeededFor, Result
from charging.models import ActionItem
from foundation.verdicts import Verdict

if TYPE_CHECKING:
    from charging.rules.decision import Outcome


@dataclass(frozen=True, kw_only=True)
class RequestedItem:
    """One thing the prosecutor still needs; `suspect` None means it is about all of them.

    `repeat` says of a later plan's item whether it was asked before, in the words of Repeat, and `repeat_of` what it
    repeats; empty where nobody said.
    """

    category: str
    text: str
    why: str
    needed_for: str
    due_on: date
    suspect: Suspect | None = None
    repeat: str = ""
    repeat_of: ActionItem | None = None

    @property
    def category_words(self) -> str:
        """What sort of thing it is."""
        return ActionCategory(self.category).label

    @property
    def needed_words(self) -> str:
        """Whether it is needed for the decision or for trial."""
        return NeededFor(self.needed_for).label


@dataclass(frozen=True)
class Asked:
    """Of whom a review asks for more work, and whether that is only for their trial: then nobody's decision waits."""

    suspects: Sequence[Suspect]
    for_trial: bool


def asked_of(outcomes: Mapping[int, "Outcome"], suspects: Sequence[Suspect]) -> Asked:
    """Those whose decision waits for an action plan; where there are none, those who are charged.

    Source: the decision codes that charge may carry agreed further action.
    """

    def decided(*results: Result) -> list[Suspect]:
        return [s for s in suspects if (outcome := outcomes.get(s.pk)) and outcome.result in results]

    waiting = decided(Result.ACTION_PLAN)
    return Asked(waiting or decided(*CHARGES), for_trial=not waiting)


def for_items(
    items: Sequence[RequestedItem], outcomes: Mapping[int, "Outcome"], suspects: Sequence[Suspect], today: date
) -> Verdict:
    """Say what is wrong with the items that a review asks for."""
    asked = asked_of(outcomes, suspects)
    verdict = Verdict.ok()
    if items and not asked.suspects:
        message = "You asked for more work, but no suspect is charged or has the decision “action plan”."
        verdict &= Verdict.no("items_without_plan", message, "items")
    for suspect in () if asked.for_trial else asked.suspects:
        if not any(item.suspect in {None, suspect} for item in items):
            verdict &= Verdict.no("plan_without_items", f"Add what you need about {suspect}.", "items")
    for number, item in enumerate(items, 1):
        verdict &= _check_item(number, item, today) & _check_need(number, item, asked)
    return verdict


def _check_need(number: int, item: RequestedItem, asked: Asked) -> Verdict:
    """Once a decision is made, more can be needed for trial and for nothing else."""
    if item.needed_for != NeededFor.DECISION or not asked.suspects:
        return Verdict.ok()
    if asked.for_trial:
        message = f"Item {number}: every decision is made, so it can be needed for trial only. Change what it is for."
        return Verdict.no("item_about_decided", message, f"item-{number}")
    if item.suspect in {None, *asked.suspects}:
        return Verdict.ok()
    message = f"Item {number}: nothing more is needed for a decision about {item.suspect}, which is made."
    return Verdict.no("item_about_decided", message, f"item-{number}")


def _check_item(number: int, item: RequestedItem, today: date) -> Verdict:
    verdict = Verdict.ok()
    if not item.why.strip() or not item.text.strip():
        message = f"Item {number}: say what you need and why it matters."
        verdict &= Verdict.no("no_why", message, f"item-{number}")
    if item.due_on < today:
        verdict &= Verdict.no("past_date", f"Item {number}: the date must be today or later.", f"item-{number}")
    return verdict
