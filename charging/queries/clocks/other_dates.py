"""What waits on a case by a certain time besides its suspects: answers, approvals, second looks."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from casework.models import CaseFile, Matter
from charging.lifecycle import MatterKind
from charging.queries.clocks.due import Due, due_by
from charging.queries.quality.matters import without_results
from foundation.wording import ends


@dataclass(frozen=True)
class OtherDate:
    """One thing that waits, whom it is about, when it is late and who has to act; empty words where it is nobody's."""

    thing: str
    suspect: str
    by: str
    due: Due
    whose: str


def other_dates(case_file: CaseFile, user: User, *, at: datetime) -> list[OtherDate]:
    """What waits for the reader's agency on a case and has a date, what is due first at the top: in one query.

    Who scores a file blind is left out: not even the fact that it is done twice is anybody else's business.
    """
    rows = Matter.objects.filter(case_file=case_file, side__in=user.sides, due_at__isnull=False)
    found = without_results(rows.exclude(kind=MatterKind.SECOND_SCORE), user).select_related("suspect", "person")
    return [
        OtherDate(
            thing=str(MatterKind(row.kind).label),
            suspect=str(row.suspect or ""),
            by=_capitalised(ends(row.due_at)),
            due=due_by(row.due_at, at),
            whose=str(row.person or ""),
        )
        for row in found.order_by("due_at", "kind", "subject")
        if row.due_at
    ]


def _capitalised(words: str) -> str:
    return words[0].upper() + words[1:]
