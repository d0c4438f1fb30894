"""Work queues: what the reader must act on, and what they wait for, suspect by suspect.

A queue is a query on status, never a list of tasks, so nothing can be lost between the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, F, Func, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from accounts.models import User
from accounts.queries.people import covered_by
from accounts.roles import Permission, Side
from casework.lifecycle import Status
from casework.models import CaseFile, Offence, Standing, Suspect, visible
from casework.queries.prepared import PreparedList
from charging.queries.clocks.due import Due, stream_name, waited
from charging.queries.clocks.in_rows import Told, told_of
from charging.queries.lists import facets
from charging.queries.lists.facets import Chosen, Found, Population, Screen
from charging.queries.lists.queues import Queue, queues_for

COVERING = "+covering"
FACETS = (facets.QUEUE, *facets.EVERYWHERE)


class Scope(StrEnum):
    """Whose work a reader looks at: what is theirs, that of all units they belong to, or all they may see."""

    MINE = "mine"
    UNITS = "units"
    ALL = "all"


@dataclass(frozen=True)
class QueueRow:
    """One suspect in a queue, in the words of the page; `stream` is empty where the queue has none.

    `covering` names the colleague whose work it is, where the reader only stands in for them.
    """

    suspect: Suspect
    case_file: CaseFile
    waited: str
    stream: str
    told: Told
    covering: str

    @property
    def due(self) -> Due:
        """What is due first."""
        return self.told.due


@dataclass(frozen=True)
class QueueCount:
    """A queue with how many suspects are in it; more than 1,000 are not counted out. `covering` are colleagues' own."""

    queue: Queue
    count: int
    covering: int = 0

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
    stands_in = [_covering(reviewed, people[1:], scope)] if people[1:] else []
    named = {
        "key": F("suspect_id"),
        "queue": Func(F("status"), review, *stands_in, template="ARRAY[%(expressions)s]", output_field=CharField()),
        "submitted_at": F("first_submitted_at"),
        "unit": F("police_unit_id"),
        "type": F("casework_type"),
        "flag": F("flags"),
        "custody": F("custody_basis"),
    }
    rows: QuerySet[Any, Any] = _standings(user, people, scope).filter(status__in=statuses).annotate(**named)
    return rows.values(*named, "cps_unit", "stream", "turn", "due_at", "status_at", "opened_at")


def _covering(reviewed: Q, covered: Sequence[User], scope: Scope) -> Case:
    """The queue in which a row is somebody's for whom the reader stands in; their own rows alone are told apart."""
    own = [When(reviewed & Q(prosecutor__in=covered), then=Value(f"mine{COVERING}"))]
    if scope is Scope.MINE:
        own.append(When(officer__in=covered, then=Concat(F("status"), Value(COVERING))))
    return Case(*own, default=Value(""), output_field=CharField())


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
    return [QueueCount(queue, each.get(queue.key, 0), each.get(f"{queue.key}{COVERING}", 0)) for queue in desk.queues]


def find(
    desk: Desk, queue: Queue, chosen: Chosen, *, scope: Scope = Scope.ALL, number: int = 1, size: int = 25
) -> Found:
    """One page of a queue, what is due first at the top, with the count of each choice of every filter."""
    within = replace(chosen, wanted={**chosen.wanted, facets.QUEUE.key: (queue.key,)})
    screen = Screen("urgent", number, size, uncounted=(facets.QUEUE.key,))
    return facets.find(_population(desk, scope, [queue]), FACETS, within, screen)


def rows_of(found: Found, *, user: User, at: datetime, covered: Sequence[User] = ()) -> list[QueueRow]:
    """Read what the page shows of the suspects on it, in their order; the policy is asked again.

    Rows of those who are `covered` by the reader say so.
    """
    names = {person.pk: str(person) for person in covered}
    offences = Offence.objects.filter(withdrawn_at__isnull=True).select_related("offence_code")
    rows = Standing.objects.filter(visible(user), pk__in=found.keys).order_by()
    shown = rows.select_related("suspect", "case_file__police_unit", "case_file__officer").prefetch_related(
        Prefetch("suspect__offences", queryset=offences)
    )
    by_key = {standing.pk: standing for standing in shown}
    told = told_of(by_key.values(), at)
    return [_row(by_key[key], told[key], names, at) for key in found.keys if key in by_key]


def _row(standing: Standing, told: Told, names: Mapping[int, str], at: datetime) -> QueueRow:
    return QueueRow(
        suspect=standing.suspect,
        case_file=standing.case_file,
        waited=waited(standing.status_at, at),
        stream=stream_name(standing.stream),
        told=told,
        covering=names.get(standing.prosecutor_id or 0, "") or names.get(standing.officer_id, ""),
    )
