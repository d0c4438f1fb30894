"""Where a story stands: the clock, the case so far, and the ways to move on. Instants are seconds since 1970."""

from datetime import date, timedelta
from random import Random

from casework.events import Payload
from casework.lifecycle import Transition
from charging.lifecycle import Stream
from charging.rules.submissions import CUSTODY_ORDER
from config.history import shape
from config.history.ledger import CaseLedger
from config.history.plan import EPOCH, Beginning
from config.history.records import CaseRecord, PlanRecord, ReviewRecord, SubmissionRecord, SuspectRecord
from config.history.rows import Rows
from config.history.world import Actor, Force, World


class EndOfStory(Exception):
    """The case ended, or history did."""


class Scene:
    """One case while it is told: the beginning it was given, what changed since, and the clock."""

    def __init__(
        self, world: World, begins: Beginning, rng: Random, rows: Rows, end: int, office_days: dict[int, int]
    ) -> None:
        self.world, self.begins, self.rng, self.rows = world, begins, rng, rows
        self.end, self.office_days = end, office_days
        self.now = begins.opened_at
        self.stream = begins.stream
        self.force: Force = world.forces[begins.force]
        self.unit = self.force.units[begins.unit]
        self.area = rng.choice(self.force.areas)
        self.builder: Actor = rng.choice(self.force.builders)
        self.supervisor: Actor = rng.choice(self.force.supervisors)
        self.case: CaseRecord
        self.ledger: CaseLedger
        self.suspects: list[SuspectRecord] = []
        self.submissions: list[SubmissionRecord] = []
        self.reviews: list[ReviewRecord] = []
        self.plans: list[PlanRecord] = []
        # What happens beside the way of the file draws from chances of its own, and leaves the way as it is.
        self.aside = Random(begins.urn)

    def goto(self, at: int) -> None:
        """Move the clock, never back. Raises EndOfStory at the end of history."""
        self.now = max(self.now, at)
        if self.now >= self.end:
            raise EndOfStory

    def after(self, wait: tuple[float, float]) -> None:
        """Let a wait go by; what is not urgent then goes on in office hours."""
        self.goto(self.now + shape.wait(self.rng, wait))
        if not self.in_custody:
            self.goto(self.in_office(self.now))

    @property
    def in_custody(self) -> bool:
        """Whether somebody is held, so that work goes on around the clock."""
        return self.stream == Stream.RED

    def beside(self, since: int, wait: tuple[float, float]) -> int | None:
        """When something beside the way of the file happens, in office hours; None if not before history ends."""
        at = since + shape.wait(self.aside, wait)
        at = self.in_office(at, self.aside) if at < self.end else at
        return at if at < self.end else None

    def in_office(self, at: int, rng: Random | None = None) -> int:
        """The same instant, or one in the next office hours."""
        day, second = divmod(at, shape.DAY)
        opens = self.office_days[day]
        if opens == day and second > 18 * shape.HOUR:
            opens = self.office_days[day + 1]
        if opens == day and second >= 8 * shape.HOUR:
            return at
        return opens * shape.DAY + 8 * shape.HOUR + (rng or self.rng).randrange(3 * shape.HOUR)

    def say(self, payload: Payload, by: Actor, suspects: list[SuspectRecord] | None = None) -> None:
        """Enter an event at this instant."""
        self.ledger.add(self.now, payload, by, suspects or [])

    def today(self, days: int = 0) -> date:
        """The day of the clock, or some days later."""
        return EPOCH + timedelta(seconds=self.now, days=days)

    def move(self, suspects: list[SuspectRecord], transition: Transition) -> None:
        """Make a move as of now. Raises WrongStatus if an operation would: no story may tell what cannot happen."""
        transition.apply_to(suspects)
        for suspect in suspects:
            suspect.status_at = self.now


def basis_of(suspects: list[SuspectRecord]) -> str:
    """The custody basis of whoever is most confined, as charging.rules.submissions says it."""
    held = {suspect.basis for suspect in suspects}
    return next(basis.value for basis in CUSTODY_ORDER if basis.value in held)
