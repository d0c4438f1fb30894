"""Who looked at a case and at what is in it, by the record of reads that nobody can change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from casework.models import CaseFile, Material, ReadEntry, ReadKind, sees_sensitive
from casework.queries.documents import documents_of

MATERIAL = "material"
THINGS = {
    "package": "The package of what was sent",
    "sealed file": "The file as it was sent",
    "sensitive annex": "The sensitive annex of what was sent",
}
"""What is no material and has no title, in words."""
DOCUMENT, SCHEDULE = "document", "schedule"
BY_PROGRAM = "by_program"
"""What the details of a look say where a program fetched it on somebody's account."""


@dataclass(frozen=True)
class LookRow:
    """One look in words; `thing` is empty for the case itself and for what the reader may not know by its title.

    `version` and `sha256` say which bytes, where there were any.
    """

    at: datetime
    who: str
    what: str
    thing: str
    version: str = ""
    sha256: str = ""


def looks_at(case_file: CaseFile, user: User) -> QuerySet[ReadEntry]:
    """Every look at the case or at something in it, the latest first; also where it was before a merger or a split.

    Who may not know of sensitive things sees looks at the case itself and at material that they can see.
    """
    rows = ReadEntry.objects.filter(_here(case_file) | _before_the_split(case_file)).order_by("-at", "-id")
    if sees_sensitive(user, case_file):
        return rows
    keys = [str(key) for key in _seen(case_file, user).values_list("pk", flat=True)]
    return rows.filter(Q(kind=ReadKind.CASE_OPENED) | Q(thing=MATERIAL, thing_id__in=keys))


def downloads_of(item: Material, user: User) -> QuerySet[ReadEntry]:
    """Every download of a piece of material, the latest first."""
    return looks_at(item.case_file, user).filter(kind=ReadKind.DOWNLOADED, thing=MATERIAL, thing_id=str(item.pk))


def _here(case_file: CaseFile) -> Q:
    return Q(case_id__in=list(CaseFile.objects.with_merged(case_file).values_list("pk", flat=True)))


def _before_the_split(case_file: CaseFile) -> Q:
    """Looks at the whole that this case was a part of, while it was, and at what has come here since."""
    parts = CaseFile.objects.with_merged(case_file).filter(split_from__isnull=False)
    here = Q(thing_id__in=[str(key) for key in case_file.material.values_list("pk", flat=True)])
    found = Q(pk__in=[])
    for whole, since in parts.values_list("split_from_id", "opened_at"):
        found |= Q(case_id=whole) & (Q(thing=MATERIAL) & here | ~Q(thing=MATERIAL) & Q(at__lt=since))
    return found


def _seen(case_file: CaseFile, user: User) -> QuerySet[Material]:
    return Material.objects.visible_to(user).filter(case_file=case_file)


def rows_of(looks: Sequence[ReadEntry], case_file: CaseFile, user: User) -> list[LookRow]:
    """Put looks into words, in three queries however many they are."""
    people = User.objects.in_bulk({look.by_id for look in looks})
    titles = _titles(looks, case_file, user)
    return [
        LookRow(
            at=look.at,
            who=_name(people.get(look.by_id)),
            what=f"{look.get_kind_display()}, by a program"
            if look.details.get(BY_PROGRAM)
            else look.get_kind_display(),
            thing=titles.get((look.thing, look.thing_id)) or _words(look),
            version=str(look.details.get("version", "")),
            sha256=look.sha256,
        )
        for look in looks
    ]


def _titles(looks: Sequence[ReadEntry], case_file: CaseFile, user: User) -> dict[tuple[str, str], str]:
    """The titles of material and of documents that the reader may know of, by what the looks call them."""
    items = _seen(case_file, user).filter(pk__in=_keys(looks, MATERIAL))
    made: Iterable[Any] = documents_of(case_file, user).filter(pk__in=_keys(looks, DOCUMENT))
    return {(MATERIAL, str(item.pk)): item.title for item in items} | {
        (DOCUMENT, str(each.pk)): f"{each.title}, version {each.number}" for each in made
    }


def _keys(looks: Sequence[ReadEntry], thing: str) -> set[int]:
    return {int(look.thing_id) for look in looks if look.thing == thing and look.thing_id.isdecimal()}


def _words(look: ReadEntry) -> str:
    """What a look was at that has no title; nothing of what the reader may not know."""
    return look.thing_id.upper() if look.thing == SCHEDULE else THINGS.get(look.thing, "")


def _name(person: User | None) -> str:
    if person is None:
        return "Somebody whose account is gone"
    return f"{person}, {person.rank_or_grade}" if person.rank_or_grade else str(person)
