"""Work queues: what the reader must act on, and what they wait for, suspect by suspect.

A queue is a query on status, never a list of tasks, so nothing can be lost between the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, F, Func, Prefetch, Q, QuerySet, Value, When

from accounts.models import User
from accounts.queries.people import covered_by
from accounts.roles import Permission, Side
from casework.lifecycle import STATUSES, Status
from casework.models import CaseFile, Offence, Standing, Suspect, visible
from casework.queries.prepared import PreparedList
from charging.queries.clocks.due import Due, stream_name, waited
from charging.queries.clocks.in_rows import Told, told_of
from charging.queries.lists import facets
from charging.queries.lists.facets import Chosen, Found, Population, Screen

FACETS = (facets.QUEUE, *facets.EVERYWHERE)


class Scope(StrEnum):
    """Whose work a reader looks at: what is theirs, that of all units they belong to, or all they may see."""

    MINE = "mine"
    UNITS = "units"
    ALL = "all"


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


@dataclass(frozen=True)
class QueueRow:
    """One suspect in a queue, in the words of the page; `stream` is empty where the queue has none."""

    suspect: Suspect
    case_file: CaseFile
    waited: str
    stream: str
    told: Told

    @property
    def due(self) -> Due:
        """What is due first."""
        return self.told.due


@dataclass(frozen=True)
class QueueCount:
    """A queue with how many suspects are in it; more than 1,000 are not counted out."""

    queue: Queue
    count: int

    @property
    def shown(self) -> str:
        """The number as the page prints it."""
        return facets.counted(self.count)


@dataclass(frozen=True)
class Desk:
    """Somebody's place of work on a day: who they are, whom they stand in for as well, and their queues."""

    user: User
    people: Sequence[User]
    queues: Sequence[Queue]


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


def desk_of(user: User, *, on: date) -> Desk:
    """Where somebody works on a local day; no queues where they have no role."""
    queues = queues_for(user)
    return Desk(user, [user, *covered_by(user, on=on)] if queues else [user], queues)


def scopes_of(user: User) -> Sequence[Scope]:
    """Whose work this reader can choose to look at, their own first where they have any."""
    return tuple(Scope) if user.holds(Permission.BUILD_FILE) else (Scope.UNITS, Scope.ALL)


def landing_scope(desk: Desk) -> Scope:
    """Where a reader lands who did not choose: on their own work, else their units', else everybody's.

    A supervisor's own work is their unit's; the CPS works from the pool of the whole Area. Nobody lands on an
    empty list while there is work.
    """
    if not desk.user.holds(Permission.BUILD_FILE):
        return Scope.ALL
    nearest = [Scope.UNITS] if desk.user.holds(Permission.SIGN_OFF) else [Scope.MINE, Scope.UNITS]
    statuses = tuple(queue.status.value for queue in desk.queues if queue.to_do)
    for scope in nearest:
        if any(_ANYBODY.ask(desk.user, desk.people, scope, statuses)):
            return scope
    return Scope.ALL


def _standings(user: User, people: Sequence[User], scope: Scope) -> QuerySet[Standing]:
    rows = Standing.objects.filter(visible(user), is_work_of(user)).order_by()
    if scope is Scope.MINE:
        return rows.filter(officer__in=people)
    return rows.filter(in_units_of(user)) if scope is Scope.UNITS else rows


def is_work_of(user: User) -> Q:
    """What somebody works on, of what they see: an Area only looks on while CPS Direct has one of its cases."""
    looks_on = user.sides == {Side.CPS} and not user.direct_ids
    return Q(handled_by__isnull=True) if looks_on else Q()


def in_units_of(user: User) -> Q:
    """In any unit that the reader belongs to; what the CPS has not routed yet is in the pool of every unit."""
    units = {side: [g.unit_id for g in user.grants if g.role.definition.side is side] for side in Side}
    theirs = Q(police_unit__in=units[Side.POLICE]) | Q(cps_unit__in=units[Side.CPS])
    if user.direct_ids:
        theirs |= Q(handled_by__in=user.direct_ids)
    return theirs | Q(cps_unit__isnull=True) if units[Side.CPS] else theirs


def _population(desk: Desk, scope: Scope, queues: Sequence[Queue]) -> Population | None:
    """Every suspect in one of these queues, with the queues they stand in and what they can be filtered by."""
    statuses = tuple(sorted({queue.status.value for queue in queues}))
    found = _LISTED.statement(desk.user, desk.people, scope, statuses)
    return Population(*found, once=True) if found else None


def _listed(user: User, people: Sequence[User], scope: Scope, statuses: Sequence[str]) -> QuerySet[Any, Any]:
    reviewed = Q(status=Status.WITH_PROSECUTOR.value)
    review = Case(
        When(reviewed & Q(prosecutor__in=people), then=Value("mine")),
        When(reviewed & Q(prosecutor__isnull=True), then=Value("unallocated")),
        default=Value(""),
        output_field=CharField(),
    )
    named = {
        "key": F("suspect_id"),
        "queue": Func(F("status"), review, template="ARRAY[%(expressions)s]", output_field=CharField()),
        "submitted_at": F("first_submitted_at"),
        "unit": F("police_unit_id"),
        "type": F("casework_type"),
        "flag": F("flags"),
        "custody": F("custody_basis"),
    }
    rows: QuerySet[Any, Any] = _standings(user, people, scope).filter(status__in=statuses).annotate(**named)
    return rows.values(*named, "cps_unit", "stream", "turn", "due_at", "status_at", "opened_at")


_LISTED = PreparedList(_listed)
_ANYBODY = PreparedList(
    lambda user, people, scope, statuses: (
        _standings(user, people, scope).filter(status__in=statuses).values_list("pk", "status")[:1]
    )
)


def counts(desk: Desk, *, scope: Scope = Scope.ALL, chosen: Chosen | None = None) -> list[QueueCount]:
    """How many suspects are in each queue, with the reader's filters."""
    everybody = _population(desk, scope, desk.queues)
    each = facets.count(everybody, FACETS, chosen or Chosen(), facets.QUEUE)
    return [QueueCount(queue, each.get(queue.key, 0)) for queue in desk.queues]


def find(
    desk: Desk, queue: Queue, chosen: Chosen, *, scope: Scope = Scope.ALL, number: int = 1, size: int = 25
) -> Found:
    """One page of a queue, what is due first at the top, with the count of each choice of every filter."""
    within = replace(chosen, wanted={**chosen.wanted, facets.QUEUE.key: (queue.key,)})
    screen = Screen("urgent", number, size, uncounted=(facets.QUEUE.key,))
    return facets.find(_population(desk, scope, [queue]), FACETS, within, screen)


def rows_of(found: Found, *, user: User, at: datetime) -> list[QueueRow]:
    """Read what the page shows of the suspects on it, in their order; the policy is asked again."""
    offences = Offence.objects.filter(withdrawn_at__isnull=True).select_related("offence_code")
    rows = Standing.objects.filter(visible(user), pk__in=found.keys).order_by()
    shown = rows.select_related("suspect", "case_file__police_unit", "case_file__officer").prefetch_related(
        Prefetch("suspect__offences", queryset=offences)
    )
    by_key = {standing.pk: standing for standing in shown}
    told = told_of(by_key.values(), at)
    return [_row(by_key[key], told[key], at) for key in found.keys if key in by_key]


def _row(standing: Standing, told: Told, at: datetime) -> QueueRow:
    return QueueRow(
        suspect=standing.suspect,
        case_file=standing.case_file,
        waited=waited(standing.status_at, at),
        stream=stream_name(standing.stream),
        told=told,
    )
