"""Who: organisations, people, memberships and cover."""

from accounts.models.membership import Cover, Membership
from accounts.models.organisation import AreaForce, Organisation, OrganisationKind, Unit
from accounts.models.user import Grant, User

__all__ = ["AreaForce", "Cover", "Grant", "Membership", "Organisation", "OrganisationKind", "Unit", "User"]
