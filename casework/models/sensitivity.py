"""Who may know of sensitive things, and in which cases: every list, count, page, export and address asks here."""

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import Permission
from casework.models.case_file import CaseFile

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


def sees_sensitive(user: User, case_file: CaseFile) -> bool:
    """Whether a person may know of sensitive things in one case that they can see. Asks nothing of the database."""
    return _by_own_role(user) or case_file.police_unit_id in _lent_units(user)


def known_to(rows: Rows, user: User, *, open_to_all: Q, case: str = "case_file_id") -> Rows:
    """Narrow rows of whatever cases to what a person may know of: `open_to_all` says what is kept from nobody.

    `case` is the field of a row that holds the key of its case.
    """
    if _by_own_role(user):
        return rows
    units = _lent_units(user)
    lent = Exists(CaseFile.objects.filter(pk=OuterRef(case), police_unit__in=units))
    return rows.filter(open_to_all | lent if units else open_to_all)


def _by_own_role(user: User) -> bool:
    """Whether a person's own roles let them know of it wherever they see a case.

    Whoever works for two forces or Areas must hold the permission in both: their pages do not mix the two.
    """
    own = [grant for grant in user.grants if not grant.lent]
    homes = {grant.organisation_id for grant in own}
    return bool(homes) and homes == {grant.organisation_id for grant in own if grant.allows(Permission.SEE_SENSITIVE)}


def _lent_units(user: User) -> list[int]:
    """The police units for which sign-off is lent to a person: sight of all that they vouch for goes with it there."""
    return [grant.unit_id for grant in user.grants if grant.lent and grant.allows(Permission.SEE_SENSITIVE)]
