"""What somebody opened last and what they watch. Theirs alone, and the policy decides anew what is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value

from accounts.models import User
from casework.models import CaseFile, ReadEntry, ReadKind, Suspect, Watch
from casework.models.case_file import status_of_all

MOST_RECENT, MOST_WATCHED = 5, 20
LOOKS = 60
"""So many looks back are read to find the last few different cases."""


@dataclass(frozen=True)
class CaseInSight:
    """A case with its status in the reader's words."""

    case_file: CaseFile
    status: str


@dataclass(frozen=True)
class InSight:
    """The last few cases that somebody opened, and those they watch, newest first."""

    opened: Sequence[CaseInSight]
    watched: Sequence[CaseInSight]


def in_sight(user: User) -> InSight:
    """Return what this person opened and watches, as far as they may see it now."""
    looks = ReadEntry.objects.filter(by_id=user.pk, kind=ReadKind.CASE_OPENED).order_by("-at", "-id")
    watches = Watch.objects.filter(user=user).order_by("-at", "-id")
    opened = looks.annotate(list=Value("opened")).values_list("list", "case_id", "at")[:LOOKS]
    watched = watches.annotate(list=Value("watched")).values_list("list", "case_file_id", "at")[:MOST_WATCHED]
    keys: dict[str, list[int | None]] = {"opened": [], "watched": []}
    for name, key, _ in sorted(opened.union(watched, all=True), key=itemgetter(2), reverse=True):
        keys[name].append(key)
    known = _known({*keys["opened"], *keys["watched"]}, user)
    return InSight(_in_order(keys["opened"], known)[:MOST_RECENT], _in_order(keys["watched"], known))


def _known(keys: set[int | None], user: User) -> dict[int, CaseInSight]:
    statuses = Suspect.objects.filter(case_file=OuterRef("pk")).order_by("number").values("status")
    found = CaseFile.objects.visible_to(user).filter(pk__in=[key for key in keys if key])
    seen: QuerySet[Any] = found.annotate(statuses=ArraySubquery(statuses))
    return {case.pk: CaseInSight(case, status_of_all(case.statuses, user.side)) for case in seen}


def _in_order(keys: Iterable[int | None], known: dict[int, CaseInSight]) -> list[CaseInSight]:
    """Those that are known, each where it comes first."""
    return [known[key] for key in dict.fromkeys(keys) if key in known]
