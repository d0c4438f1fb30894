"""Who may do what with people's own arrangements."""

from accounts.models import Grant, User
from accounts.roles import Permission
from foundation.verdicts import Verdict


def may_arrange_cover(user: User, covered_by: User) -> Verdict:
    """Somebody may be covered by a colleague of their own organisation who can do all that they do."""
    verdict = Verdict.ok()
    if not user.holds(Permission.ARRANGE_COVER):
        verdict &= Verdict.no("not_your_role", "Your role does not include arranging cover.")
    if user.pk == covered_by.pk:
        verdict &= Verdict.no("yourself", "Choose somebody else to cover for you.", "covered_by")
    if not any(_can_stand_in(grant, covered_by) for grant in user.grants):
        message = f"{covered_by} works elsewhere, or has a role that cannot do your work."
        verdict &= Verdict.no("cannot_stand_in", message, "covered_by")
    return verdict


def _can_stand_in(grant: Grant, other: User) -> bool:
    needed = grant.role.definition.permissions
    return any(
        theirs.organisation_id == grant.organisation_id and needed <= theirs.role.definition.permissions
        for theirs in other.grants
    )
