"""A person who signs in. What they may do comes from their memberships, read afresh for every request."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from accounts.roles import Permission, Role, Side


@dataclass(frozen=True)
class Grant:
    """One role in one unit, with the codes that decide where it counts."""

    role: Role
    unit_id: int
    unit_code: str
    organisation_id: int
    organisation_code: str
    organisation_name: str

    def allows(self, permission: Permission) -> bool:
        """Whether the role carries the permission."""
        return permission in self.role.definition.permissions


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
        return self.name or self.email

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Today's roles; ended memberships give nothing, and neither does an account that was closed."""
        if not self.is_active:
            return ()
        rows = self.memberships.current().select_related("unit__organisation")
        return tuple(
            Grant(
                Role(row.role),
                row.unit_id,
                row.unit.code,
                row.unit.organisation_id,
                row.unit.organisation.code,
                row.unit.organisation.name,
            )
            for row in rows
        )

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

    def organisation_ids(self, side: Side) -> tuple[int, ...]:
        """The organisations of one agency in which this person may see cases."""
        return tuple(
            {
                grant.organisation_id
                for grant in self.grants
                if grant.role.definition.side is side and grant.allows(Permission.VIEW_CASES)
            }
        )
