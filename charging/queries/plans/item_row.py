"""One item of an action plan for one reader: its state in words, and what the reader can do with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from casework.models import Material
from charging.lifecycle import ActionState, NeededFor, RequestState
from charging.models import ActionItem, ItemChallenge, ItemExtension
from charging.queries.clocks.due import Due
from charging.queries.plans.item_said import Said, told
from charging.rules.repeats import asked_before
from foundation.clocks import due_day
from foundation.periods import local_date

STATE_COLOURS = {
    ActionState.PENDING: "orange",
    ActionState.PART: "yellow",
    ActionState.ANSWERED: "green",
    ActionState.CANCELLED: "grey",
}


@dataclass(frozen=True)
class ItemRow:
    """One item for one reader; `shows_answer` says whether the answer may be read already."""

    item: ActionItem
    number: int
    material: Sequence[Material]
    due: Due
    shows_answer: bool
    is_police: bool
    able: "Able"

    @property
    def is_answered(self) -> bool:
        """Whether police have answered it."""
        return self.item.state == ActionState.ANSWERED

    @property
    def days_late(self) -> int:
        """How many days after it was due police answered it; 0 where that was in time, or may not be read yet."""
        if not self.shows_answer or self.item.answered_at is None:
            return 0
        return max(0, (local_date(self.item.answered_at) - self.item.due_now).days)

    @property
    def colour(self) -> str:
        """The colour of its state."""
        return STATE_COLOURS[ActionState(self.item.state)]

    @property
    def state(self) -> str:
        """Its state in words: what is needed of police is only told to police."""
        waits = self.item.state == ActionState.PENDING and (self.able.over or not self.is_police)
        return "Not answered" if waits else str(self.item.get_state_display())

    @property
    def extension(self) -> ItemExtension | None:
        """The request for more time that waits; None where there is none."""
        return next((row for row in self.item.extensions.all() if row.state == RequestState.OPEN), None)

    @property
    def challenge(self) -> ItemChallenge | None:
        """The challenge that waits; None where there is none."""
        return next((row for row in self.item.challenges.all() if not row.outcome), None)

    @property
    def answered_by(self) -> date | None:
        """The day by which the CPS answers what waits; None where nothing does, or no time was set for it."""
        dues = [row.due_at for row in (self.extension, self.challenge) if row and row.due_at]
        return due_day(min(dues)) if dues else None

    @property
    def may_answer(self) -> bool:
        """Whether the reader may answer it, or change the answer, now."""
        if not self.able.answer or self.item.state == ActionState.CANCELLED:
            return False
        return not self.able.returned or (self.item.needed_for == NeededFor.TRIAL and self.item.is_open)

    @property
    def may_decide_challenge(self) -> bool:
        """Whether the reader decides the challenge that waits."""
        return self.able.review and self.challenge is not None and self.challenge.asked_by_id != self.able.reader_id

    @property
    def offers(self) -> bool:
        """Whether there is anything that the reader can do with it."""
        moves = self.item.is_open and (self.able.ask or self.able.keep)
        return self.may_answer or self.may_decide_challenge or moves

    @property
    def before(self) -> str:
        """What it repeats, in a sentence; empty where it is new."""
        return asked_before(self.item.repeat_of) if self.item.repeat_of else ""

    @cached_property
    def said(self) -> list[Said]:
        """What was said about it on its way, oldest first."""
        return sorted(told(self.item), key=lambda one: one.at)


@dataclass(frozen=True)
class Able:
    """What a reader can do with the items of a plan."""

    reader_id: int
    answer: bool
    ask: bool
    keep: bool
    review: bool
    returned: bool
    over: bool = False
    """Whether nobody waits for the answers any more, because the cases that they are about were closed."""
