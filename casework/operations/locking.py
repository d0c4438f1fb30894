"""Locking somebody or something for a change, in the one order: the case in which it was read, then the row itself.

While a writer waits for the case, its suspects may be split off and the whole case may be merged away. Then the row
is in another case, whose lock nobody here holds, and nothing may be written.
"""

from typing import TypeVar

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Permission
from casework import permissions
from casework.models import CaseFile, Material, Person, Suspect
from casework.operations import building
from foundation.verdicts import Refused, Verdict

R = TypeVar("R", Suspect, Person, Material)


def lock_suspect(suspect: Suspect) -> tuple[CaseFile, Suspect]:
    """Lock the case, then the suspect; who may change them is the caller's to ask.

    Raises Refused where the case was merged away, or Conflict where the suspect has left it.
    """
    return _lock(suspect, Suspect.objects.all())


def lock_person(person: Person) -> tuple[CaseFile, Person]:
    """Lock the case, then the victim or witness. Raises as `lock_suspect` does."""
    return _lock(person, Person.objects.all())


def lock_item(item: Material, by: User) -> tuple[CaseFile, Material]:
    """Lock the case, then the item, for a change by somebody who may build and may know of it.

    Raises NotPermitted, or Refused where it was withdrawn, or as `lock_suspect` does.
    """
    case_file, item = _lock(item, Material.objects.select_related("suspect", "person"))
    permissions.may_build(by, case_file).require_permission()
    if item.sensitive:
        permissions.may(by, Permission.SEE_SENSITIVE, case_file).require_permission()
    if item.withdrawn_at:
        raise Refused(Verdict.no("withdrawn", "This material has been withdrawn already."))
    return case_file, item


def lock_case_of(item: Material) -> CaseFile:
    """Lock the case in which a piece of material is now: a worker may have read it long ago. Refuses nothing."""
    while True:
        case_file = CaseFile.objects.lock(CaseFile.objects.get(material=item.pk))
        if case_file.material.filter(pk=item.pk).exists():
            return case_file


def _lock(row: R, rows: QuerySet[R]) -> tuple[CaseFile, R]:
    case_file = CaseFile.objects.lock(row.case_file)
    building.require_live(case_file)
    found = rows.select_for_update(of=("self",)).filter(pk=row.pk, case_file=case_file).first()
    if found is None:
        raise building.changed_meanwhile()
    found.case_file = case_file
    return case_file, found
