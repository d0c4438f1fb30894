"""Who looked at a case: people, by the record of reads that nobody can change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from casework.models import CaseFile, Material, ReadEntry, ReadKind, sees_sensitive

MATERIAL = "material"


@dataclass(frozen=True)
class LookRow:
    """One look in words; `thing` is empty for the case itself and for what the reader may not know by its title."""

    at: datetime
    who: str
    what: str
    thing: str


def looks_at(case_file: CaseFile, user: User) -> QuerySet[ReadEntry]:
    """Every look at the case or at something in it, the latest first.

    Who may not know of sensitive things sees looks at the case itself and at material that they can see.
    """
    rows = ReadEntry.objects.filter(case_id=case_file.pk).order_by("-at", "-id")
    if sees_sensitive(user, case_file):
        return rows
    keys = [str(key) for key in _seen(case_file, user).values_list("pk", flat=True)]
    return rows.filter(Q(kind=ReadKind.CASE_OPENED) | Q(thing=MATERIAL, thing_id__in=keys))


def _seen(case_file: CaseFile, user: User) -> QuerySet[Material]:
    return Material.objects.visible_to(user).filter(case_file=case_file)


def rows_of(looks: Sequence[ReadEntry], case_file: CaseFile, user: User) -> list[LookRow]:
    """Put looks into words, in two queries however many they are."""
    people = User.objects.in_bulk({look.by_id for look in looks})
    keys = {int(look.thing_id) for look in looks if look.thing == MATERIAL and look.thing_id.isdecimal()}
    titles = {str(item.pk): item.title for item in _seen(case_file, user).filter(pk__in=keys)}
    return [
        LookRow(
            at=look.at,
            who=_name(people.get(look.by_id)),
            what=look.get_kind_display(),
            thing=titles.get(look.thing_id, "") if look.thing == MATERIAL else "",
        )
        for look in looks
    ]


def _name(person: User | None) -> str:
    if person is None:
        return "Somebody whose account is gone"
    return f"{person}, {person.rank_or_grade}" if person.rank_or_grade else str(person)
