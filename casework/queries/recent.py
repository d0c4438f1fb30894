"""What somebody opened last and what they watch. Theirs alone, and the policy decides anew what is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import User
from casework.models import CaseFile, ReadEntry, ReadKind, Watch, headline_status

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
    opened = list(dict.fromkeys(looks.values_list("case_id", flat=True)[:LOOKS]))
    watches = Watch.objects.filter(user=user).order_by("-at", "-id")
    watched = list(watches.values_list("case_file_id", flat=True)[:MOST_WATCHED])
    seen = CaseFile.objects.visible_to(user).filter(pk__in={*opened, *watched}).prefetch_related("suspects")
    known = {case.pk: CaseInSight(case, headline_status(list(case.suspects.all()), user.side)) for case in seen}
    return InSight(_in_order(opened, known)[:MOST_RECENT], _in_order(watched, known))


def _in_order(keys: Iterable[int | None], known: dict[int, CaseInSight]) -> list[CaseInSight]:
    return [known[key] for key in keys if key in known]
