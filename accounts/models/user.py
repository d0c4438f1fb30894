"""A person who signs in. What they may do comes from their memberships, read afresh for every request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from accounts.models.organisation import OrganisationKind
from accounts.roles import LENT, Permission, Role, Side
from foundation.wording import isolated


@dataclass(frozen=True)
class Grant:
    """One role in one unit, with the codes that decide where it counts.

    One that is `lent` by a delegation carries sign-off for that unit and nothing else of the role. One at CPS Direct
    counts for the cases that CPS Direct handles, which belong to an Area all the same.
    """

    role: Role
    unit_id: int
    unit_code: str
    organisation_id: int
    organisation_code: str
    organisation_name: str
    lent: bool = False
    is_direct: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it allows."""
        return LENT if self.lent else self.role.definition.permissions

    def allows(self, permission: Permission) -> bool:
        """Whether it carries the permission."""
        return permission in self.permissions


GRANT_COLUMNS = (
    "is_lent",
    "unit__name",
    "role",
    "unit_id",
    "unit__code",
    "unit__organisation_id",
    "unit__organisation__code",
    "unit__organisation__name",
    "unit__organisation__kind",
)


def _in_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Own roles first, since the first that fits names the doer; then by organisation, unit and role."""
    is_lent, unit_name, role, _, unit_code, _, _, organisation_name, _ = row
    return is_lent, organisation_name, unit_name, unit_code, role


def _grant(row: tuple[Any, ...]) -> Grant:
    is_lent, _, role, unit_id, unit_code, organisation_id, organisation_code, organisation_name, kind = row
    return Grant(
        Role(role),
        unit_id,
        unit_code,
        organisation_id,
        organisation_code,
        organisation_name,
        lent=is_lent,
        is_direct=kind == OrganisationKind.CPS_DIRECT,
    )


def grants_from(rows: Iterable[tuple[Any, ...]]) -> tuple[Grant, ...]:
    """What somebody holds, from rows of GRANT_COLUMNS; what is lent counts only beside a role of their own there."""
    found = [_grant(row) for row in sorted(rows, key=_in_order)]
    own = {grant.organisation_id for grant in found if not grant.lent}
    return tuple(grant for grant in found if not grant.lent or grant.organisation_id in own)


class UserManager(BaseUserManager["User"]):
    """Makes people; allauth and the demo world both come through here."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a person with a usable password only where one is given."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody with an account, known by a work e-mail address that is unique whatever its letter case."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    rank_or_grade = models.CharField(max_length=60, blank=True)
    contact_number = models.CharField(max_length=30, blank=True, help_text="Where the other agency can ring")
    working_pattern = models.CharField(
        max_length=120, blank=True, db_default="", help_text="Shifts, rest days, part time: when to expect an answer"
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="A plainly synthetic person of the demo world")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_one_email_whatever_its_case")]

    def __str__(self) -> str:
        return isolated(self.name) or self.email

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Today's roles, then what is lent; ended ones give nothing, and neither does an account that was closed.

        What is lent counts only where the person has a role of their own, in the same organisation.
        """
        if not self.is_active:
            return ()
        held = self.memberships.current().annotate(is_lent=Value(False)).order_by()
        lent = self.delegations.current().annotate(is_lent=Value(True), role=Value(Role.SUPERVISOR.value)).order_by()
        rows: Any = held.values_list(*GRANT_COLUMNS).union(lent.values_list(*GRANT_COLUMNS), all=True)
        return grants_from(rows)

    def holds(self, permission: str, *, organisation_ids: tuple[int, ...] | None = None) -> bool:
        """Whether any role carries the permission, in any of the organisations where some are named."""
        wanted = Permission(permission)
        return any(
            grant.allows(wanted)
            for grant in self.grants
            if organisation_ids is None or grant.organisation_id in organisation_ids
        )

    @property
    def sides(self) -> frozenset[Side]:
        """The agencies this person works for: nearly always one."""
        return frozenset(grant.role.definition.side for grant in self.grants)

    @property
    def side(self) -> Side | None:
        """The agency whose words this person is shown; None where somebody has no role yet."""
        return next((grant.role.definition.side for grant in self.grants), None)

    @cached_property
    def direct_ids(self) -> tuple[int, ...]:
        """CPS Direct, where this person may see the cases that it handles; nearly always nothing."""
        return tuple({g.organisation_id for g in self.grants if g.is_direct and g.allows(Permission.VIEW_CASES)})

    def organisation_ids(self, side: Side) -> tuple[int, ...]:
        """The organisations of one agency in which this person may see cases."""
        return self._places[side]

    @cached_property
    def _places(self) -> Mapping[Side, tuple[int, ...]]:
        """The same for both agencies, worked out once: every query that obeys the policy asks for it."""
        seeing = [grant for grant in self.grants if grant.allows(Permission.VIEW_CASES)]
        return {
            side: tuple({grant.organisation_id for grant in seeing if grant.role.definition.side is side})
            for side in Side
        }
