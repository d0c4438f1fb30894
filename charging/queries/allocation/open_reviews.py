"""Open reviews: who has each, what it is, when it is due. What allocation, workload and bulk jobs are made of.

A review is open while one of its suspects waits for a decision in it; the rows of work queues say so.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, Min, Q, QuerySet

from accounts.models import User
from casework.lifecycle import Status
from casework.models import visible
from casework.rules.facts import is_under_age
from charging.models import Consultation
from charging.rules.workload import WeightEdition, Work, weight_of

STANDING = "submission__suspects__standing__"
UNALLOCATED = "nobody"


@dataclass(frozen=True, kw_only=True)
class OpenReview:
    """One open review; `body` is the key of who works on the case at the CPS, `holder` None for nobody.

    `due_at` is when the decision is late: what police have to do before, as where bail ran out, is not the lawyer's.
    """

    key: int
    case_file: int
    number: int
    holder: int | None
    body: int
    opened_at: datetime
    due_at: datetime | None
    in_custody: bool
    work: Work


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one person holds: reviews, their weight in points, how many are late, and since when the oldest is open."""

    reviews: int = 0
    points: int = 0
    overdue: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which open reviews: of whom (None for anybody, UNALLOCATED for nobody's), late at what moment, and what else."""

    holder: int | str | None = None
    unit: int | None = None
    stream: str = ""
    casework_type: str = ""
    late_at: datetime | None = None


ANY = Wanted()


def open_reviews(user: User | None, wanted: Wanted = ANY) -> QuerySet[Consultation]:
    """The open reviews of the cases that somebody may see, or all, narrowed to what is wanted.

    A row for each suspect who waits: everything that is asked of the suspects is asked of the same one.
    """
    asked = Q(completed_at__isnull=True, **{f"{STANDING}status": Status.WITH_PROSECUTOR.value})
    asked &= visible(user, through=STANDING) if user else Q()
    for name, value in (("cps_unit", wanted.unit), ("stream", wanted.stream), ("casework_type", wanted.casework_type)):
        asked &= Q(**{f"{STANDING}{name}": value}) if value else Q()
    if wanted.holder is not None:
        is_nobodys = wanted.holder == UNALLOCATED
        asked &= Q(prosecutor__isnull=True) if is_nobodys else Q(prosecutor=wanted.holder)
    if wanted.late_at is not None:
        asked &= Q(**{f"{STANDING}decide_by__lte": wanted.late_at})
    return Consultation.objects.filter(asked).order_by()


def listed(rows: QuerySet[Consultation]) -> QuerySet[Any, Any]:
    """One row of plain values a review, in custody first, then what is due first."""
    said = rows.values(
        "pk",
        "number",
        "opened_at",
        case=F("case_file_id"),
        holder=F("prosecutor_id"),
        purpose=F("submission__purpose"),
        type=F(f"{STANDING}casework_type"),
        flags=F(f"{STANDING}flags"),
        area=F(f"{STANDING}cps_area_id"),
        handled=F(f"{STANDING}handled_by_id"),
    ).annotate(
        suspects=Count("submission__suspects"),
        youngest=Max("submission__suspects__date_of_birth"),
        turn=Min(f"{STANDING}turn"),
        due_at=Min(f"{STANDING}decide_by"),
        first_stream=Min(f"{STANDING}stream", filter=Q(**{f"{STANDING}stream": "red"})),
        any_stream=Max(f"{STANDING}stream"),
    )
    return said.order_by("turn", F("due_at").asc(nulls_last=True), "opened_at", "pk")


def read(rows: Iterable[Mapping[str, Any]], on: date) -> list[OpenReview]:
    """Say rows of `listed` as reviews; `on` is the day on which a youth is one."""
    return [_read(row, on) for row in rows]


def _read(row: Mapping[str, Any], on: date) -> OpenReview:
    work = Work(
        casework_type=row["type"],
        suspects=row["suspects"],
        youth=is_under_age(row["youngest"], on),
        stream=row["first_stream"] or row["any_stream"],
        purpose=row["purpose"],
        first=row["number"] == 1,
        flags=frozenset(row["flags"]),
    )
    return OpenReview(
        key=row["pk"],
        case_file=row["case"],
        number=row["number"],
        holder=row["holder"],
        body=row["handled"] or row["area"],
        opened_at=row["opened_at"],
        due_at=row["due_at"],
        in_custody=row["turn"] == 0,
        work=work,
    )


LOADS = """
SELECT holder, type, suspects, youngest > %s::date - interval '18 years', COALESCE(first_stream, any_stream), purpose,
       number = 1, flags, count(*), count(*) FILTER (WHERE due_at <= %s), min(opened_at)
  FROM ({reviews}) r GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
"""Reviews of the same shape weigh the same, so a whole Area is a few rows."""


def loads(
    edition: WeightEdition, *, at: datetime, on: date, holders: Collection[int] | None = None, user: User | None = None
) -> dict[int | None, Load]:
    """What each person holds, by key, and under None what nobody has; of some people, or of what somebody may see."""
    rows = open_reviews(user)
    if holders is not None:
        rows = rows.filter(prosecutor__in=holders)
    if holders is not None and not holders:
        return {}
    sql, params = listed(rows).order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(LOADS.format(reviews=sql), (on, at, *params))
        shapes = cursor.fetchall()
    found: dict[int | None, Load] = {}
    for shape in shapes:
        found[shape[0]] = _added(found.get(shape[0], Load()), shape, edition)
    return found


def _added(load: Load, shape: tuple[Any, ...], edition: WeightEdition) -> Load:
    _, kind, suspects, youth, stream, purpose, first, flags, number, late, oldest = shape
    work = Work(
        casework_type=kind,
        suspects=suspects,
        youth=bool(youth),
        stream=stream,
        purpose=purpose,
        first=first,
        flags=frozenset(flags),
    )
    return Load(
        reviews=load.reviews + number,
        points=load.points + number * weight_of(work, edition),
        overdue=load.overdue + late,
        oldest=min(load.oldest, oldest) if load.oldest else oldest,
    )
