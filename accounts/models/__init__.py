"""Who: organisations, people, memberships, cover, and what decides which work they can be given."""

from accounts.models.membership import Cover, Delegation, Membership
from accounts.models.organisation import AreaForce, Organisation, OrganisationKind, Unit
from accounts.models.user import Grant, User
from accounts.models.work import Leave, Trait, TraitKind, WorkingPattern

__all__ = [
    "AreaForce",
    "Cover",
    "Delegation",
    "Grant",
    "Leave",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Trait",
    "TraitKind",
    "Unit",
    "User",
    "WorkingPattern",
]
