"""The queues that somebody's roles give them: what they must act on, and what they wait for."""

from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Permission, Side
from casework.lifecycle import STATUSES, Status


@dataclass(frozen=True)
class Queue:
    """One list: its key in addresses, its title, the statuses in it, and what narrows it further."""

    key: str
    title: str
    status: Status
    to_do: bool

    @property
    def urgency(self) -> str:
        """The heading of the column that says which clock runs out first."""
        return "Urgency" if self.status is Status.WITH_SUPERVISOR else "Due"

    @property
    def order(self) -> str:
        """What stands first, for the caption."""
        return "most urgent first"


POLICE_TO_DO = (Status.BUILDING, Status.REJECTED, Status.ACTION_PLAN, Status.ADVICE_GIVEN, Status.AUTHORISED)
POLICE_WAITING = (Status.SUBMITTED, Status.SECOND_TRIAGE, Status.WITH_PROSECUTOR)
CPS_WAITING = (Status.REJECTED, Status.ACTION_PLAN, Status.ADVICE_GIVEN, Status.AUTHORISED)


def _queue(status: Status, side: Side, *, to_do: bool) -> Queue:
    return Queue(status.value, STATUSES[status].label(side), status, to_do)


TO_DO = (
    ((Permission.SIGN_OFF,), _queue(Status.WITH_SUPERVISOR, Side.POLICE, to_do=True)),
    ((Permission.TRIAGE,), _queue(Status.SUBMITTED, Side.CPS, to_do=True)),
    ((Permission.ALLOCATE,), _queue(Status.SECOND_TRIAGE, Side.CPS, to_do=True)),
    ((Permission.REVIEW,), Queue("mine", "Charging decision needed from me", Status.WITH_PROSECUTOR, True)),
    (
        (Permission.REVIEW, Permission.ALLOCATE),
        Queue("unallocated", "Ready to allocate", Status.WITH_PROSECUTOR, True),
    ),
)
"""What must be acted on, first things first: by whoever holds one of these, in this queue."""


def queues_for(user: User) -> list[Queue]:
    """The queues that this reader's roles give them, what they must act on first."""
    found = [queue for permissions, queue in TO_DO if any(user.holds(permission) for permission in permissions)]
    found += [_queue(status, side, to_do=to_do) for status, side, to_do in _by_side(user)]
    known: dict[str, Queue] = {}
    for queue in found:
        known.setdefault(queue.key, queue)
    return list(known.values())


def _by_side(user: User) -> list[tuple[Status, Side, bool]]:
    rows: list[tuple[Status, Side, bool]] = []
    if Side.POLICE in user.sides:
        builds = user.holds(Permission.BUILD_FILE)
        rows += [(status, Side.POLICE, builds) for status in POLICE_TO_DO]
        rows += [(status, Side.POLICE, False) for status in (Status.WITH_SUPERVISOR, *POLICE_WAITING)]
    if Side.CPS in user.sides:
        rows += [(status, Side.CPS, False) for status in (*POLICE_WAITING, *CPS_WAITING)]
    return rows
