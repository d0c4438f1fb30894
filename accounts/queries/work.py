"""What decides which work people can be given, read for many people at once in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet, Value

from accounts.models import Cover, Leave, Membership, Trait, TraitKind, User, WorkingPattern
from accounts.roles import Permission, Role
from accounts.rules.work import FULL_TIME, OFFICE_DAYS, title_of


@dataclass(frozen=True, kw_only=True)
class Arrangements:
    """What is noted of somebody: titles by code, days of the week as numbers (Monday is 1), hours in per cent.

    `away` are those of the days asked about on which they are on leave or covered for; `covered` says that somebody
    stands in for them on the first of those days.
    """

    specialisms: Mapping[str, str] = field(default_factory=dict)
    restrictions: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    days: Sequence[int] = OFFICE_DAYS
    court_days: Sequence[int] = ()
    share: int = FULL_TIME
    away: frozenset[date] = frozenset()
    covered: bool = False


def reviewers_of(organisations: Iterable[int]) -> QuerySet[User]:
    """Everybody who reviews files in some CPS bodies today, by name; in which is on their `grants`."""
    members = Membership.objects.current().filter(unit__organisation__in=organisations, role__in=_roles())
    return User.objects.filter(pk__in=members.values("user_id"), is_active=True).order_by("name", "pk")


def _roles() -> list[str]:
    return [role.value for role in Role if Permission.REVIEW in role.definition.permissions]


def arrangements_of(people: Collection[int], days: Sequence[date]) -> dict[int, Arrangements]:
    """What is noted of people by key, on the first of some days; absence on all of them. In three queries."""
    traits, patterns = _traits(people, days[0]), _patterns(people, days[0])
    away: dict[int, set[date]] = {}
    covered: set[int] = set()
    for person, first, last, is_cover in _absences(people, days):
        days_off = {day for day in days if first <= day <= last}
        away.setdefault(person, set()).update(days_off)
        covered.update({person} if is_cover and days[0] in days_off else ())
    return {key: _arrangements(traits.get(key, []), patterns.get(key), away.get(key), key in covered) for key in people}


def _arrangements(
    traits: Sequence[Trait], pattern: WorkingPattern | None, away: set[date] | None, covered: bool
) -> Arrangements:
    named = {kind: {t.code: title_of(t.kind, t.code) for t in traits if t.kind == kind} for kind in TraitKind}
    return Arrangements(
        specialisms=named[TraitKind.SPECIALISM],
        restrictions=named[TraitKind.RESTRICTION],
        grade=next(iter(named[TraitKind.GRADE].values()), ""),
        days=tuple(pattern.days) if pattern else OFFICE_DAYS,
        court_days=tuple(pattern.court_days) if pattern else (),
        share=pattern.share if pattern else FULL_TIME,
        away=frozenset(away or ()),
        covered=covered,
    )


def _traits(people: Collection[int], on: date) -> dict[int, list[Trait]]:
    found: dict[int, list[Trait]] = {}
    for trait in Trait.objects.on(on).filter(person__in=people):
        found.setdefault(trait.person_id, []).append(trait)
    return found


def _patterns(people: Collection[int], on: date) -> dict[int, WorkingPattern]:
    rows = WorkingPattern.objects.filter(person__in=people, starts_on__lte=on)
    latest = rows.order_by("person_id", "-starts_on", "-id").distinct("person_id")
    return {pattern.person_id: pattern for pattern in latest}


def _absences(people: Collection[int], days: Sequence[date]) -> Iterable[tuple[int, date, date, bool]]:
    """Leave and cover that touch some days: whose, from when, until when, and whether somebody stands in."""
    touching = {"person__in": people, "starts_on__lte": days[-1], "ends_on__gte": days[0], "cancelled_at": None}
    columns = ("person_id", "starts_on", "ends_on", "is_cover")
    leave = Leave.objects.filter(**touching).annotate(is_cover=Value(False)).order_by().values_list(*columns)
    cover = Cover.objects.filter(**touching).annotate(is_cover=Value(True)).order_by().values_list(*columns)
    return leave.union(cover, all=True)


def whose_work(user: User) -> QuerySet[User]:
    """Everybody whose specialisms and working days a person may keep: their own, and of whom they manage."""
    managed = [grant.organisation_id for grant in user.grants if grant.allows(Permission.MANAGE_WORK)]
    own = [grant.organisation_id for grant in user.grants if grant.allows(Permission.REVIEW)]
    theirs = Q(pk__in=reviewers_of(managed).values("pk"))
    return User.objects.filter(theirs | Q(pk=user.pk) if own else theirs)
