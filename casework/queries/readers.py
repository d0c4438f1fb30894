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
    """Every look at the case or at something in it, the latest first; also where it was before a merger or a split.

    Who may not know of sensitive things sees looks at the case itself and at material that they can see.
    """
    rows = ReadEntry.objects.filter(_here(case_file) | _before_the_split(case_file)).order_by("-at", "-id")
    if sees_sensitive(user, case_file):
        return rows
    keys = [str(key) for key in _seen(case_file, user).values_list("pk", flat=True)]
    return rows.filter(Q(kind=ReadKind.CASE_OPENED) | Q(thing=MATERIAL, thing_id__in=keys))


def _here(case_file: CaseFile) -> Q:
    return Q(case_id__in=list(CaseFile.objects.with_merged(case_file).values_list("pk", flat=True)))


def _before_the_split(case_file: CaseFile) -> Q:
    """Looks at the whole that this case was a part of, while it was, and at what has come here since."""
    if case_file.split_from_id is None:
        return Q(pk__in=[])
    keys = [str(key) for key in Material.objects.filter(case_file=case_file).values_list("pk", flat=True)]
    whole = ~Q(thing=MATERIAL) & Q(at__lt=case_file.opened_at)
    return Q(case_id=case_file.split_from_id) & (whole | Q(thing=MATERIAL, thing_id__in=keys))


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
