"""The reader's notices, each with the page it is about; what they may not know of any more is gone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, RowNumber, StrIndex, Substr, TruncDate
from django.urls import reverse

from accounts.models import User
from casework import events
from casework.events.registry import REGISTRY, Payload
from casework.models import CaseEvent, Notice, NoticeKind, Suspect
from casework.queries.prepared import PreparedList
from foundation.periods import LONDON

GROUPS = ("Urgent", "New", "Read")
IS_NEW = Q(read_at__isnull=True)


def notices_of(user: User) -> QuerySet[Notice]:
    """A person's notices, newest first; `thread_key` names the thread of those about one."""
    told = CaseEvent.objects.filter(pk=OuterRef("event_id"))
    thread = told.annotate(key=Cast(KT("details__thread_id"), BigIntegerField())).values("key")
    rows = Notice.objects.filter(Exists(events.visible_to(told, user)), recipient=user)
    return rows.annotate(thread_key=Subquery(thread)).select_related("case_file")


MOST_COUNTED = 100
_NEW = PreparedList(
    lambda user, people: notices_of(user).filter(IS_NEW).order_by().values_list("pk")[: MOST_COUNTED + 1]
)


def new_notices(user: User) -> str:
    """How many new notices somebody has, of those that the page of notices shows: "3", "100+"; nothing for none."""
    return shown(len(list(_NEW.ask(user, ()))))


def shown(number: int) -> str:
    """Write a number of new notices; nothing for none."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")


MOST_APART, MOST_TOGETHER = 5, 200
"""So many notices in the same words on one day stand apart; of more, so many of the newest are told in their fold."""
ALIKE = ("group", "says", "day")
Key = tuple[Any, ...]


def in_groups(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Put what is new and urgent first, then what is new, then what was read; `group` is a place in GROUPS.

    `says` is what a notice says after the reference of its case, `day` the day in London; `alike` counts those that
    say the same on the same day, `newest` is the greatest key of them, and `place` counts them from the latest.
    """
    group = Case(When(IS_NEW & Q(urgent=True), then=Value(0)), When(IS_NEW, then=Value(1)), default=Value(2))
    says = Substr("text", StrIndex("text", Value(": ")) + 2)
    told = rows.annotate(group=group, says=says, day=TruncDate("at", tzinfo=LONDON))
    latest = [F("at").desc(), F("pk").desc()]
    return told.annotate(
        alike=Window(Count("pk"), partition_by=ALIKE),
        newest=Window(Max("pk"), partition_by=ALIKE),
        place=Window(RowNumber(), partition_by=ALIKE, order_by=latest),
    ).order_by("group", "-at", "-pk")


def folded(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Leave only the latest of those of which too many say the same on one day."""
    return in_groups(rows).filter(Q(alike__lte=MOST_APART) | Q(place=1))


def said_like(rows: QuerySet[Notice], key: int) -> QuerySet[Notice]:
    """Those of some notices that stand in one fold with one of them, by its key; none where it is not among them."""
    told = in_groups(rows)
    pattern = told.filter(pk=key).values_list(*ALIKE).first()
    return told.filter(**dict(zip(ALIKE, pattern, strict=True))) if pattern else told.none()


@dataclass(frozen=True)
class NoticeRow:
    """A notice, and the page of what it is about; with `together`, the first of all that say the same on one day."""

    notice: Notice
    href: str
    together: Sequence["NoticeRow"] = ()

    @property
    def key(self) -> str:
        """Its key, to name parts of the page by."""
        return str(self.notice.pk)

    @property
    def reference(self) -> str:
        """The case, as the notice names it."""
        return self.notice.text.partition(": ")[0]

    @property
    def says(self) -> str:
        """What the notice says of it, to begin a line."""
        words = self.notice.text.partition(": ")[2]
        return words[:1].upper() + words[1:]


def headed(rows: Sequence[Notice], among: QuerySet[Notice]) -> list[tuple[str, list[NoticeRow]]]:
    """Split one page of them into groups, each under its heading; those in a fold are read from `among`."""
    folds = _in_folds([row for row in rows if getattr(row, "alike", 0) > MOST_APART], among)
    told = CaseEvent.objects.in_bulk([row.event_id for found in (rows, *folds.values()) for row in found])
    stand = _statuses(told.values())

    def shown(row: Notice, *, folds: Mapping[Key, Sequence[Notice]]) -> NoticeRow:
        together = [shown(each, folds={}) for each in folds.get(_key(row), ())]
        return NoticeRow(row, _address(row, told.get(row.event_id), stand), together)

    groups = groupby(rows, key=lambda row: getattr(row, "group", 0))
    return [(GROUPS[key], [shown(row, folds=folds) for row in found]) for key, found in groups]


def _key(row: Notice) -> Key:
    return tuple(getattr(row, name) for name in ALIKE)


def _in_folds(firsts: Sequence[Notice], among: QuerySet[Notice]) -> Mapping[Key, Sequence[Notice]]:
    """What stands in each fold, the latest first: one query for all of them, none where there is none."""
    wanted, found = Q(), defaultdict(list)
    for row in firsts:
        wanted |= Q(**dict(zip(ALIKE, _key(row), strict=True)))
    for row in in_groups(among).filter(wanted, Q(place__lte=MOST_TOGETHER)) if firsts else ():
        found[_key(row)].append(row)
    return found


def _statuses(told: Iterable[CaseEvent]) -> Mapping[int, str]:
    """How suspects stand now on whom something could be done when somebody was told, by key: no query for none."""
    asks = {
        key
        for each in told
        if (payload := REGISTRY.get(each.type)) and payload.acted_on_while
        for key in each.suspect_ids
    }
    return dict(Suspect.objects.filter(pk__in=asks).values_list("pk", "status")) if asks else {}


def _address(notice: Notice, told: CaseEvent | None, stand: Mapping[int, str]) -> str:
    """Where a notice leads: to its thread, to the page that its type of event names, or else to the case.

    To a page on which something is done only while there is something to do.
    """
    if thread := getattr(notice, "thread_key", None):
        return reverse("casework:thread", args=[notice.case_file.slug, thread])
    payload = REGISTRY.get(told.type) if told else None
    if told and payload and payload.page and _is_open(payload, told, stand):
        name, *fields = payload.page
        keys = [told.details.get(field) for field in fields]
        if None not in keys:
            return reverse(name, args=[notice.case_file.slug, *keys]) + _anchor(payload, told)
    return notice.case_file.get_absolute_url()


def _is_open(payload: type[Payload], told: CaseEvent, stand: Mapping[int, str]) -> bool:
    needed = payload.acted_on_while
    return needed is None or any(stand.get(key) == needed for key in told.suspect_ids)


def _anchor(payload: type[Payload], told: CaseEvent) -> str:
    """The part of the page that an event is about; nothing where it is about the whole."""
    if payload.anchor is None:
        return ""
    name, field = payload.anchor
    return f"#{name}-{told.details[field]}"


@dataclass(frozen=True)
class KindCount:
    """How many notices of a kind somebody has, and how many of them are new."""

    kind: NoticeKind
    number: int
    new: int


def kinds_of(user: User) -> list[KindCount]:
    """The kinds of notices that somebody has, in the order of the kinds."""
    rows = notices_of(user).order_by().values_list("kind").annotate(number=Count("pk"), new=Count("pk", filter=IS_NEW))
    found = {kind: (number, new) for kind, number, new in rows}
    return [KindCount(kind, *found[kind.value]) for kind in NoticeKind if kind.value in found]
