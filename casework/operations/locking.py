"""Locking a piece of material for a change, in the one order: the case, then the item."""

from accounts.models import User
from accounts.roles import Permission
from casework import permissions
from casework.models import CaseFile, Material
from foundation.verdicts import Refused, Verdict


def lock_item(item: Material, by: User) -> tuple[CaseFile, Material]:
    """Lock the case, then the item, for a change by somebody who may build and may know of it.

    Raises NotPermitted, or Refused where it was withdrawn.
    """
    case_file = CaseFile.objects.lock(item.case_file)
    item = Material.objects.select_for_update(of=("self",)).select_related("suspect", "person").get(pk=item.pk)
    permissions.may_build(by, case_file).require_permission()
    if item.sensitive:
        permissions.may(by, Permission.SEE_SENSITIVE, case_file).require_permission()
    if item.withdrawn_at:
        raise Refused(Verdict.no("withdrawn", "This material has been withdrawn already."))
    item.case_file = case_file
    return case_file, item
