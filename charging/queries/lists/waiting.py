"""What waits for a reader besides suspects in their statuses: contests, approvals, requests, escalations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission, Side
from casework.models import Matter, visible
from casework.queries.prepared import PreparedList
from charging.lifecycle import MatterKind
from charging.models import Mismatch, MismatchState
from charging.queries.case.matters import of_grade
from charging.queries.clocks.due import OWNERS, Due, due_by, waited
from charging.queries.clocks.in_rows import NOTHING, Told, told_of
from charging.queries.lists.matters import ADDRESSES
from charging.queries.lists.worklist import Desk, Scope, in_units_of, is_work_of
from charging.queries.quality.matters import without_results

KEY, OTHERS = "matter-", "others-"
CLOCKS = {
    MatterKind.CONTEST: "Answer to the contest",
    MatterKind.APPROVAL: "Approval",
    MatterKind.THRESHOLD_REVIEW: "Full Code review",
    MatterKind.ITEM_EXTENSION: "Answer",
    MatterKind.ITEM_CHALLENGE: "Answer",
    MatterKind.TRIAL_ITEMS: "Answer",
    MatterKind.REOPENING: "Answer",
    MatterKind.MISMATCH: "Settlement",
    MatterKind.AUTHORITY_UNUSED: "Decision",
    MatterKind.ESCALATION: "Answer",
    MatterKind.VICTIM_REVIEW: "Answer to the victim",
    MatterKind.ASSESSMENT: "Assessment",
    MatterKind.FAILURES: "Answer to the failures",
    MatterKind.DISPUTE: "Decision",
    MatterKind.SECOND_SCORE: "Second score",
}
"""What is due by the clock of each kind."""
MISMATCH_CLOCKS = {
    MismatchState.EXPLAIN.value: "Explanation",
    MismatchState.SETTLE.value: "Settlement",
    MismatchState.AMEND.value: "Amended charge",
}
TURNS = {
    MismatchState.EXPLAIN: Side.POLICE,
    MismatchState.SETTLE: Side.CPS,
    MismatchState.AMEND: Side.POLICE,
}
"""Which agency has to act on what both have in their queues."""


@dataclass(frozen=True)
class MatterQueue:
    """One kind of thing that waits, with how many of them there are, and how many of those are covered colleagues' own.

    Those that are not `ours` wait for the other agency.
    """

    kind: MatterKind
    count: int
    covering: int = 0
    ours: bool = True

    @property
    def key(self) -> str:
        """Its name in addresses, told apart from queues of suspects."""
        return f"{KEY if self.ours else OTHERS}{self.kind.value}"

    @property
    def title(self) -> str:
        """What is needed."""
        return str(self.kind.label)


@dataclass(frozen=True)
class MatterRow:
    """One thing that waits, in the words of the page; `whose` is empty where it is in a pool.

    `turn` says whose turn it is of what both agencies have in their queues; `covering` is whom the reader stands in
    for, where it is that colleague's own.
    """

    matter: Matter
    href: str
    told: Told
    waited: str
    whose: str
    turn: str
    covering: str


def kind_of(key: str) -> MatterKind | None:
    """The kind that a queue's key names; None for a queue of suspects."""
    value = key.removeprefix(KEY).removeprefix(OTHERS)
    return MatterKind(value) if key.startswith((KEY, OTHERS)) and value in MatterKind.values else None


def queues(desk: Desk, *, scope: Scope) -> list[MatterQueue]:
    """How much of each kind waits for somebody, kinds with nothing left out, in one query."""
    found = _COUNTED.ask(desk.user, desk.people, scope)
    places = {kind: place for place, kind in enumerate(MatterKind.values)}
    told = [
        MatterQueue(MatterKind(kind), number, covering, ours)
        for kind, ours, number, covering in found
        if kind in places
    ]
    return sorted(told, key=lambda queue: (not queue.ours, places[queue.kind.value]))


def rows(desk: Desk, kind: MatterKind, *, scope: Scope, ours: bool | None = None) -> QuerySet[Matter]:
    """The things of one kind that wait for somebody, what is due first at the top; with `ours` those of one agency."""
    found = _matters(desk.user, desk.people, scope).filter(kind=kind)
    if ours is not None:
        found = found.annotate(ours=_is_ours(desk.user)).filter(ours=ours)
    return found.select_related("case_file__officer", "case_file__police_unit", "suspect__standing", "person")


def told(matters: Sequence[Matter], *, reader: User, at: datetime, covered: Sequence[User] = ()) -> list[MatterRow]:
    """Say some of them in the words of the page; those of whom the reader covers for say so."""
    names = {person.pk: str(person) for person in covered}
    shared = [matter.subject for matter in matters if matter.kind == MatterKind.MISMATCH]
    states = dict(Mismatch.objects.filter(pk__in=shared).values_list("pk", "state")) if shared else {}
    suspects = told_of((each.suspect.standing for each in matters if each.suspect), at)
    return [_row(matter, states, suspects, names, reader, at) for matter in matters]


def _row(
    matter: Matter,
    states: Mapping[int, str],
    suspects: Mapping[int, Told],
    names: Mapping[int, str],
    reader: User,
    at: datetime,
) -> MatterRow:
    name = ADDRESSES.get(MatterKind(matter.kind))
    slug = matter.case_file.slug
    return MatterRow(
        matter=matter,
        href=reverse(name, args=[slug, matter.subject]) if name else matter.case_file.get_absolute_url(),
        told=_told(matter, states.get(matter.subject, ""), suspects.get(matter.suspect_id or 0, NOTHING), at),
        waited=waited(matter.since, at),
        whose="" if matter.person_id in {None, reader.pk, *names} else str(matter.person),
        covering=names.get(matter.person_id or 0, "") or names.get(matter.case_file.officer_id, ""),
        turn=str(MismatchState(states[matter.subject]).label) if matter.subject in states else "",
    )


def _told(matter: Matter, state: str, suspect: Told, at: datetime) -> Told:
    """What is due of a matter, by which clock and whose turn it is, and what runs out for its suspect besides."""
    if matter.due_at is None:
        return suspect
    thing = MISMATCH_CLOCKS.get(state) or CLOCKS[MatterKind(matter.kind)]
    due = due_by(matter.due_at, at)
    words = f"{thing} {due.words[0].lower()}{due.words[1:]} · {OWNERS[_owner(matter, state)]}"
    return Told(Due(words, due.colour), suspect.all)


def _owner(matter: Matter, state: str) -> str:
    """Which agency has to act; of a mismatch, which is in the queues of both, the one whose turn it is."""
    return TURNS[MismatchState(state)].value if state else matter.side


def _matters(user: User, people: Sequence[User], scope: Scope) -> QuerySet[Matter]:
    """What the reader, or whom they cover for, has to act on; whoever manages work sees that of all their people."""
    held = [permission.value for permission in Permission if user.holds(permission)]
    theirs = Matter.objects.filter(visible(user), is_work_of(user), of_grade(user), permission__in=held)
    found = theirs.filter(side__in=user.sides).exclude(not_person=user)
    found = without_results(found, user)
    if not user.holds(Permission.MANAGE_WORK):
        found = found.filter(Q(person__isnull=True) | Q(person__in=people))
    if scope is Scope.MINE:
        return found.filter(Q(person__in=people) | Q(case_file__officer__in=people))
    return found.filter(in_units_of(user)) if scope is Scope.UNITS else found


def _is_ours(user: User) -> Case:
    """Whether it is the reader's agency that has to act: of what both have in their queues, by whose turn it is."""
    states = [state.value for state, side in TURNS.items() if side in user.sides]
    turn = Exists(Mismatch.objects.filter(pk=OuterRef("subject"), state__in=states))
    return Case(When(~Q(kind=MatterKind.MISMATCH) | Q(turn), then=Value(True)), default=Value(False))


def _counted(user: User, people: Sequence[User], scope: Scope) -> QuerySet[Matter, Any]:
    covered = people[1:]
    theirs = Q(person__in=covered)
    if scope is Scope.MINE:
        theirs |= Q(case_file__officer__in=covered)
    covering = Count("pk", filter=theirs) if covered else Value(0)
    rows = _matters(user, people, scope).order_by().annotate(ours=_is_ours(user))
    return rows.values_list("kind", "ours").annotate(number=Count("pk"), covering=covering)


_COUNTED = PreparedList(_counted)
