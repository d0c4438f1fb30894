"""Lists of people: the demo's, those who can cover for somebody, those who review in an Area."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject, Now, TruncDate

from accounts.models import Cover, Delegation, Membership, User
from accounts.models.user import GRANT_COLUMNS, grants_from
from accounts.roles import Permission, Role, Side


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to be with one click."""

    pk: int
    name: str
    role: str
    home: str
    side: Side


def demo_people() -> list[DemoPerson]:
    """The demo people by agency, organisation and role, one row a person."""
    rows = (
        Membership.objects.current()
        .filter(user__is_demo=True, user__is_active=True)
        .select_related("user", "unit__organisation")
        .order_by("unit__organisation__kind", "unit__organisation__name", "role", "user__name")
    )
    found: dict[int, DemoPerson] = {}
    for row in rows:
        definition = Role(row.role).definition
        person = DemoPerson(row.user_id, row.user.name, definition.title, row.unit.organisation.name, definition.side)
        found.setdefault(row.user_id, person)
    return list(found.values())


def with_permission(permission: Permission, *, organisation_id: int) -> QuerySet[User]:
    """People whose role in an organisation carries a permission today."""
    roles = [role.value for role in Role if permission in role.definition.permissions]
    current = Membership.objects.current().filter(unit__organisation_id=organisation_id, role__in=roles)
    return User.objects.filter(pk__in=current.values("user_id"), is_active=True).order_by("name")


def with_grants(people: Iterable[User]) -> list[User]:
    """Read what many people hold in one query, as each of them would; those whose account was closed hold nothing."""
    found = list(people)
    held = Membership.objects.current().filter(user__in=found).annotate(is_lent=Value(False), who=F("user_id"))
    lent = Delegation.objects.current().filter(person__in=found)
    lent_rows = lent.annotate(is_lent=Value(True), role=Value(Role.SUPERVISOR.value), who=F("person_id"))
    columns = ("who", *GRANT_COLUMNS)
    rows: Any = held.order_by().values_list(*columns).union(lent_rows.order_by().values_list(*columns), all=True)
    theirs: dict[int, list[tuple[Any, ...]]] = {}
    for who, *row in rows:
        theirs.setdefault(who, []).append(tuple(row))
    for person in found:
        person.__dict__["grants"] = grants_from(theirs.get(person.pk, ())) if person.is_active else ()
    return found


def signed_in(key: int) -> User | None:
    """Read somebody with what they hold, in one query; None where there is nobody, or the account was closed."""
    held = Membership.objects.current().filter(user=OuterRef("pk")).annotate(is_lent=Value(False))
    lent = Delegation.objects.current().filter(person=OuterRef("pk"))
    lent = lent.annotate(is_lent=Value(True), role=Value(Role.SUPERVISOR.value))
    row: Any = JSONObject(**{name: name for name in GRANT_COLUMNS})
    rows = User.objects.filter(pk=key, is_active=True)
    person: Any = rows.annotate(
        held=ArraySubquery(held.order_by().values(row=row)), lent=ArraySubquery(lent.order_by().values(row=row))
    ).first()
    if person is not None:
        told = (*person.held, *person.lent)
        person.__dict__["grants"] = grants_from(tuple(each[name] for name in GRANT_COLUMNS) for each in told)
    found: User | None = person
    return found


def lent_to(user: User) -> QuerySet[Delegation]:
    """The sign-off that is lent to somebody today."""
    return Delegation.objects.current().filter(person=user).select_related("unit", "given_by")


def may_be_lent_to(user: User) -> QuerySet[User]:
    """People of this person's forces who build files, themselves apart: sign-off can be lent to them."""
    organisations = {grant.organisation_id for grant in user.grants if grant.allows(Permission.DELEGATE)}
    builders = [role.value for role in Role if Permission.BUILD_FILE in role.definition.permissions]
    members = Membership.objects.current().filter(unit__organisation__in=organisations, role__in=builders)
    return User.objects.filter(pk__in=members.values("user_id"), is_active=True).exclude(pk=user.pk).order_by("name")


def delegations_of(user: User) -> QuerySet[Delegation]:
    """Sign-off lent now or later for the units that this person may lend it for, the next to end first."""
    units = [grant.unit_id for grant in user.grants if grant.allows(Permission.DELEGATE)]
    rows = Delegation.objects.filter(unit__in=units, ended_at__isnull=True, ends_on__gte=TruncDate(Now()))
    return rows.select_related("unit", "person", "given_by").order_by("ends_on", "id")


def covered_by(user: User, *, on: date) -> Sequence[User]:
    """The people whose work this person looks after on a local day."""
    rows = Cover.objects.on(on).filter(covered_by=user).select_related("person")
    return [row.person for row in rows]


def colleagues(user: User) -> QuerySet[User]:
    """People of the same organisations whose roles let them do all that this person's do."""
    members = Membership.objects.none()
    for grant in user.grants:
        if grant.lent:
            continue
        needed = grant.permissions
        able = [role.value for role in Role if needed <= role.definition.permissions]
        same = Membership.objects.current().filter(unit__organisation_id=grant.organisation_id, role__in=able)
        members = members | same
    return User.objects.filter(pk__in=members.values("user_id"), is_active=True).exclude(pk=user.pk).order_by("name")


@dataclass(frozen=True)
class StandIn:
    """Whoever looks after somebody's work on a day, and how to reach them; both days are included."""

    user_id: int
    name: str
    contact_number: str
    email: str
    starts_on: date
    ends_on: date


def with_stand_in(people: QuerySet[User], *, on: date) -> QuerySet[User]:
    """Read with each person who stands in for them on a local day, for `stand_in_of`, in the same query."""
    latest = Cover.objects.on(on).filter(person=OuterRef("pk")).order_by("-starts_on", "-pk")
    said = JSONObject(
        user_id="covered_by_id",
        name="covered_by__name",
        contact_number="covered_by__contact_number",
        email="covered_by__email",
        starts_on="starts_on",
        ends_on="ends_on",
    )
    return people.annotate(stand_in=Subquery(latest.values(said=said)[:1]))


def stand_in_of(person: User) -> StandIn | None:
    """Who stands in for a person read by `with_stand_in`; None for somebody who is there."""
    said = getattr(person, "stand_in", None)
    if said is None:
        return None
    days = {name: date.fromisoformat(said[name]) for name in ("starts_on", "ends_on")}
    return StandIn(**{**said, **days})
