"""Joiners, movers and leavers: people, and what they are in which unit."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from foundation.periods import local_date
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class Post:
    """One role in one unit."""

    unit: Unit
    role: Role

    def check(self) -> Verdict:
        """Police roles are for police units, CPS roles for CPS units."""
        if self.unit.organisation.side is self.role.definition.side:
            return Verdict.ok()
        return Verdict.no("wrong_agency", f"{self.role.definition.title} is not a role in {self.unit.organisation}.")


@transaction.atomic
def join(*, email: str, name: str, password: str, post: Post, by: User | None, at: datetime) -> Membership:
    """Give somebody an account if they have none, and a role from today on; `by` is None for the operator.

    The password must be set where the account is new; the person has to add a second factor when they
    first sign in. Raises Refused (agency, role held already) or ValidationError (password).
    """
    post.check().require()
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        validate_password(password)
        user = User.objects.create_user(email, password, name=name)
    if user.memberships.current().filter(unit=post.unit, role=post.role).exists():
        raise Refused(Verdict.no("held_already", f"{user} is {post.role.definition.title} in {post.unit} already."))
    return Membership.objects.create(user=user, unit=post.unit, role=post.role, valid_from=local_date(at))


@transaction.atomic
def leave(*, membership: Membership, by: User | None, at: datetime) -> Membership:
    """End a role. A role that began today is taken away as if it had never been given; one that ended stays so."""
    today = local_date(at)
    if membership.valid_to and membership.valid_to <= today:
        return membership
    if membership.valid_from >= today:
        membership.delete()
        return membership
    membership.valid_to = today
    membership.save(update_fields=["valid_to"])
    return membership
