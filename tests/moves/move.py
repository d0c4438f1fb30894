"""One move of a walk: an operation, who may ever make it, what it can be made on, and whether it must succeed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import Delegation, User
from accounts.roles import Role, Side
from casework.models import CaseFile
from foundation.periods import local_date
from tests.conftest import PEOPLE

BUILDERS = frozenset({Role.FILE_BUILDER, Role.DISCLOSURE_OFFICER, Role.SUPERVISOR})
SENSITIVE_BUILDERS = frozenset({Role.DISCLOSURE_OFFICER, Role.SUPERVISOR})
SUPERVISORS = frozenset({Role.SUPERVISOR})
TRIAGERS = frozenset({Role.CASEWORK_ASSISTANT, Role.LEGAL_MANAGER})
LAWYERS = frozenset({Role.PROSECUTOR, Role.LEGAL_MANAGER})
MANAGERS = frozenset({Role.LEGAL_MANAGER})
NOTE_KEEPERS = LAWYERS | TRIAGERS
APPROVERS = LAWYERS | {Role.DEPUTY_CHIEF, Role.CHIEF_PROSECUTOR}
LADDER = frozenset({Role.LEGAL_MANAGER, Role.DEPUTY_CHIEF, Role.CHIEF_PROSECUTOR})
ESCALATORS = frozenset({Role.SUPERVISOR, Role.POLICE_MANAGER, Role.CHIEF_OFFICER})
ANSWERERS = frozenset({Role.SUPERVISOR, Role.POLICE_MANAGER})
REPAIRERS = frozenset({Role.LEGAL_MANAGER, Role.POLICE_MANAGER})
LENDERS = frozenset({Role.SUPERVISOR, Role.POLICE_MANAGER})
SPEAKERS = BUILDERS | NOTE_KEEPERS | {Role.DEPUTY_CHIEF, Role.CHIEF_PROSECUTOR}
EVERYBODY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()
WAYS_TO_A_CASE = (
    (),
    ("case_file",),
    ("submission", "case_file"),
    ("suspect", "case_file"),
    ("plan", "case_file"),
    ("item", "plan", "case_file"),
    ("triage", "submission", "case_file"),
    ("consultation", "case_file"),
    ("point", "case_file"),
    ("assessment", "case_file"),
)


def case_of(thing):
    """The case that a thing belongs to; None where it belongs to none."""
    for way in WAYS_TO_A_CASE:
        found = thing
        for name in way:
            found = getattr(found, name, None)
        if isinstance(found, CaseFile):
            return found
    return None


@dataclass(frozen=True, kw_only=True)
class Move:
    """One operation. `make` makes it on a thing; `things` finds what there is.

    `who` are the roles that may ever make it, none for what the service does by itself; `lent` says whether sign-off
    that is lent carries it. `fits` says of a thing and a person with such a role where the case is: True, it must
    succeed; False, it must be refused; None, the model does not say. `whose` names who would usually do it.
    """

    name: str
    operation: Callable
    make: Callable
    things: Callable
    who: frozenset[Role]
    lent: bool = False
    fits: Callable | None = None
    whose: Callable | None = None
    weight: int = 1


MOVES: dict[str, Move] = {}


def move(operation, who, things, **more):
    """Register what follows as the move that makes an operation."""

    def register(make):
        assert make.__name__ not in MOVES, make.__name__
        MOVES[make.__name__] = Move(
            name=make.__name__, operation=operation, make=make, who=frozenset(who), things=things, **more
        )
        return make

    return register


def only_if(condition):
    """A model that says only when a move must be refused: unless a condition holds."""
    return lambda step, thing: None if condition(step, thing) else False


class NothingToDo(Exception):
    """There is nothing that a move could be made with."""


def nothing(_step):
    """What a move that is made on nothing in particular is made on."""
    return [None]


@dataclass(kw_only=True)
class Step:
    """One step of a walk: who takes it when, the draws it makes, and what was drawn wrong on purpose."""

    cast: object
    random: Random
    at: datetime
    name: str = ""
    wrong: list[str] = field(default_factory=list)
    _signed_in: tuple | None = None

    @property
    def by(self):
        """Who takes it, as whoever signed in just now."""
        if self._signed_in is None or self._signed_in[0] != self.name:
            self._signed_in = self.name, User.objects.get(pk=getattr(self.cast, self.name).pk)
        return self._signed_in[1]

    @property
    def role(self) -> Role:
        """Their role."""
        return PEOPLE[self.name][1]

    @property
    def today(self) -> date:
        """The local day of it."""
        return local_date(self.at)

    def one(self, rows):
        """Draw one of some, which must not be empty."""
        return self.random.choice(list(rows))

    def any_of(self, rows):
        """Draw one of some; where there is none, the move is not made."""
        found = list(rows)
        if not found:
            raise NothingToDo
        return self.one(found)

    def maybe(self, rows):
        """Draw one of some; None where there is none."""
        found = list(rows)
        return self.one(found) if found else None

    def some(self, rows):
        """Draw a few of some, each once; at least one where there is one."""
        found = list(rows)
        return self.random.sample(found, self.number(1, min(3, len(found)))) if found else []

    def now_and_then(self, times=10) -> bool:
        """Draw whether something rare happens, about once in so many times."""
        return self.random.randrange(times) == 0

    def number(self, low, high) -> int:
        """Draw a whole number."""
        return self.random.randint(low, high)

    def words(self, said="Because of what came in."):
        """Words where words are needed; now and then there are none, which is wrong."""
        if self.now_and_then(15):
            self.wrong.append("no words")
            return "  "
        return said

    def version(self, row) -> int:
        """The version of a row as it is; now and then another, which is wrong."""
        if self.now_and_then(12):
            self.wrong.append("stale version")
            return row.version + self.one([-1, 1, 7])
        return row.version

    def day(self, low, high) -> date:
        """Draw a day that lies between so many days from today."""
        return self.today + timedelta(days=self.number(low, high))

    def moment(self, *hours) -> datetime:
        """Draw a moment so many hours ago."""
        return self.at - timedelta(hours=self.one(hours))

    def person(self, *names):
        """Draw one of the cast."""
        return getattr(self.cast, self.one(names or sorted(PEOPLE)))

    def lent_to(self) -> bool:
        """Whether sign-off was ever lent to whoever takes the step."""
        return Delegation.objects.filter(person=getattr(self.cast, self.name)).exists()


def may_ever(move_made: Move, step: Step, case_file) -> bool | None:
    """Whether somebody has a role that makes this move and a part in the case; None where a loan may carry it."""
    if move_made.lent and step.lent_to():
        return None
    if step.role not in move_made.who:
        return False
    return case_file is None or home_of(step) in _bodies(case_file)


def has_it_now(step: Step, case_file) -> bool:
    """Whether the agency and place of whoever takes the step have the case now."""
    here = case_file.force.code if step.role.definition.side is Side.POLICE else case_file.cps_body.code
    return home_of(step) == here


def home_of(step: Step) -> str:
    """The code of the force or CPS body in which somebody has their role."""
    unit = PEOPLE[step.name][2]
    return unit[:2] if unit[:2].isdigit() else unit.removesuffix("-mc").removesuffix("-charging")


def _bodies(case_file) -> Iterable[str]:
    handler = [case_file.handled_by.code] if case_file.handled_by else []
    return {case_file.force.code, case_file.cps_area.code, *handler}
