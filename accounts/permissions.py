"""Who may do what with people's own arrangements."""

from accounts.models import User
from accounts.roles import Permission
from foundation.verdicts import Verdict


def may_arrange_cover(user: User, covered_by: User) -> Verdict:
    """Somebody may be covered by a colleague of their own organisation, never by themselves."""
    verdict = Verdict.ok()
    if not user.holds(Permission.ARRANGE_COVER):
        verdict &= Verdict.no("not_your_role", "Your role does not include arranging cover.")
    if user.pk == covered_by.pk:
        verdict &= Verdict.no("yourself", "Choose somebody else to cover for you.", "covered_by")
    ours = {grant.organisation_id for grant in user.grants}
    theirs = {grant.organisation_id for grant in covered_by.grants}
    if not ours & theirs:
        verdict &= Verdict.no("not_a_colleague", f"{covered_by} works elsewhere.", "covered_by")
    return verdict
