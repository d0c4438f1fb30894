"""Who: organisations, people, memberships and cover."""

from accounts.models.membership import Cover, Delegation, Membership
from accounts.models.organisation import AreaForce, Organisation, OrganisationKind, Unit
from accounts.models.user import Grant, User

__all__ = [
    "AreaForce",
    "Cover",
    "Delegation",
    "Grant",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Unit",
    "User",
]
