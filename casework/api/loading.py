"""From a key in the address to a thing the reader may see, or 404: one policy, `visible_to`, for all of them."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from casework.models import CaseFile, CaseFlag, Material, Offence, Person, Suspect, Upload
from casework.models.case_file import RELATED
from casework.queries.material import for_rows

M = TypeVar("M", bound=Model)


def find_case_file(user: User, urn: str) -> CaseFile:
    """Return the case file with a URN as addresses carry it."""
    visible = CaseFile.objects.visible_to(user).select_related(*RELATED)
    return get_object_or_404(visible, urn=urn[:11].upper(), suffix=urn[11:].upper())


def find_in_case(user: User, rows: QuerySet[M], pk: int) -> M:
    """Return a row that belongs to a case file by its field `case_file`."""
    visible = rows.filter(case_file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(visible.select_related("case_file"), pk=pk)


def find_suspect(user: User, pk: int) -> Suspect:
    """Return a suspect of a visible case."""
    return find_in_case(user, Suspect.objects.all(), pk)


def find_person(user: User, pk: int) -> Person:
    """Return a victim or witness of a visible case."""
    return find_in_case(user, Person.objects.all(), pk)


def find_material(user: User, pk: int) -> Material:
    """Return a piece of material of a visible case, withdrawn or not, that the reader may know of."""
    return find_in_case(user, Material.objects.visible_to(user).prefetch_related("versions"), pk)


def whole_material(pk: int) -> Material:
    """Return a piece of material as it is now, with all that is said of it; the caller has asked who may know of it."""
    return for_rows(Material.objects.all()).get(pk=pk)


def find_upload(user: User, urn: str, key: UUID) -> Upload:
    """Return an upload to a visible case that the reader began; nobody else's exists for them."""
    case_file = find_case_file(user, urn)
    return get_object_or_404(Upload.objects.filter(case_file=case_file, by=user).select_related("case_file"), pk=key)


def find_offence(user: User, pk: int) -> Offence:
    """Return an offence proposed in a visible case."""
    visible = Offence.objects.filter(suspect__case_file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(visible.select_related("suspect__case_file", "offence_code"), pk=pk)


def for_list(rows: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Read what a list shows of each case, in a fixed number of queries."""
    flags = CaseFlag.objects.filter(cleared_at__isnull=True)
    return rows.select_related(*RELATED).prefetch_related("suspects", Prefetch("flags", queryset=flags))


def with_offences(rows: QuerySet[Suspect]) -> QuerySet[Suspect]:
    """Read the offences that are still proposed against each suspect."""
    live = Offence.objects.filter(withdrawn_at__isnull=True).select_related("offence_code").order_by("id")
    return rows.prefetch_related(Prefetch("offences", queryset=live)).order_by("number")


def whole_case(case_file_id: int) -> CaseFile:
    """Return a case as it is now, with everybody in it; the caller has asked who may see it."""
    suspects = Prefetch("suspects", queryset=with_offences(Suspect.objects.all()))
    flags = Prefetch("flags", queryset=CaseFlag.objects.filter(cleared_at__isnull=True))
    people = Prefetch("people", queryset=Person.objects.live())
    rows = CaseFile.objects.select_related(*RELATED).prefetch_related(suspects, flags, people)
    return rows.get(pk=case_file_id)


def whole_suspect(pk: int) -> Suspect:
    """Return a suspect as they are now, with what is proposed against them."""
    return with_offences(Suspect.objects.all()).get(pk=pk)
