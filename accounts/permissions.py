"""Who may do what with people's own arrangements."""

from accounts.models import Delegation, Grant, Unit, User
from accounts.roles import Permission
from foundation.verdicts import Verdict


def may_arrange_cover(user: User, covered_by: User) -> Verdict:
    """Somebody may be covered by a colleague of their own organisation who can do all that they do."""
    verdict = Verdict.ok()
    if not user.holds(Permission.ARRANGE_COVER):
        verdict &= Verdict.no("not_your_role", "Your role does not include arranging cover.")
    if user.pk == covered_by.pk:
        verdict &= Verdict.no("yourself", "Choose somebody else to cover for you.", "covered_by")
    if not any(_can_stand_in(grant, covered_by) for grant in user.grants if not grant.lent):
        message = f"{covered_by} works elsewhere, or has a role that cannot do your work."
        verdict &= Verdict.no("cannot_stand_in", message, "covered_by")
    return verdict


def _can_stand_in(grant: Grant, other: User) -> bool:
    return any(
        theirs.organisation_id == grant.organisation_id and grant.permissions <= theirs.permissions
        for theirs in other.grants
    )


def may_delegate(user: User, unit: Unit, person: User) -> Verdict:
    """Supervisors and force managers lend sign-off for their own unit to a builder of the same force."""
    verdict = Verdict.ok()
    if unit.pk not in units_to_delegate_for(user):
        verdict &= Verdict.no("not_your_unit", f"You cannot lend sign-off for {unit}.", "unit")
    if person.pk == user.pk:
        verdict &= Verdict.no("yourself", "Choose somebody else.", "person")
    if not person.holds(Permission.BUILD_FILE, organisation_ids=(unit.organisation_id,)):
        message = f"{person} does not build files in {unit.organisation}, so cannot vouch for one."
        verdict &= Verdict.no("cannot_vouch", message, "person")
    if any(grant.unit_id == unit.pk and grant.allows(Permission.SIGN_OFF) for grant in _own(person)):
        verdict &= Verdict.no("signs_off_already", f"{person} signs off for {unit} by their own role.", "person")
    return verdict


def may_end_delegation(user: User, delegation: Delegation) -> Verdict:
    """Whoever may lend sign-off for a unit may take it back, whoever lent it."""
    if delegation.unit_id in units_to_delegate_for(user):
        return Verdict.ok()
    return Verdict.no("not_your_unit", f"You cannot take back sign-off for {delegation.unit}.")


def may_keep_work(user: User, person: User) -> Verdict:
    """Whoever reviews files keeps their own working days and specialisms; whoever manages their work does so too."""
    reviews = {grant.organisation_id for grant in person.grants if grant.allows(Permission.REVIEW)}
    if not reviews:
        return Verdict.no("not_a_reviewer", f"{person} does not review files, so nothing is kept of their work.")
    if user.pk == person.pk or user.holds(Permission.MANAGE_WORK, organisation_ids=tuple(reviews)):
        return Verdict.ok()
    return Verdict.no("not_your_people", f"You do not manage the work of {person}.")


def units_to_delegate_for(user: User) -> frozenset[int]:
    """The keys of the units for which somebody may lend sign-off."""
    return frozenset(grant.unit_id for grant in user.grants if grant.allows(Permission.DELEGATE))


def _own(person: User) -> list[Grant]:
    return [grant for grant in person.grants if not grant.lent]
