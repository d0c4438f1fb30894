"""What the pages of closing and reopening show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casework.lifecycle import FINALISE, Status
from casework.models import CaseFile, Suspect
from charging.models import Closing
from charging.queries.plans.overdue import overdue_since
from charging.rules.closing import closes_from
from charging.rules.plan_lists import PlanList, title_of
from foundation.clocks import due_day
from foundation.periods import local_date


@dataclass(frozen=True)
class Closable:
    """One suspect whose case may be closed: since when police have owed it, and until when they usually may."""

    suspect: Suspect
    since: date
    until: date
    is_early: bool


def closable(case_file: CaseFile, *, at: datetime) -> list[Closable]:
    """The suspects of a case whose file, advice or answers have not come back, by number."""
    rows = [row for row in case_file.suspects.order_by("number") if Status(row.status) in FINALISE.sources]
    since = overdue_since(case_file, rows)
    return [_closable(row, since[row], at) for row in rows]


def _closable(suspect: Suspect, since: datetime, at: datetime) -> Closable:
    ends = closes_from(since)
    return Closable(suspect, local_date(since), due_day(ends), at < ends)


def closings_of(case_file: CaseFile) -> Sequence[Closing]:
    """Every closing of a case's suspects that stands, in order."""
    rows = Closing.objects.filter(suspect__case_file=case_file, reopened_at__isnull=True)
    return list(rows.select_related("suspect", "closed_by", "asked_by", "refused_by").order_by("suspect__number"))


def reason_of(closing: Closing) -> str:
    """Why it was closed, in words."""
    return title_of(PlanList.CLOSE, closing.reason)


def refusals_of(closing: Closing) -> list[dict[str, Any]]:
    """What police asked before and the CPS refused, oldest first, with its moments."""
    moments = ("asked_at", "refused_at")
    return [each | {name: datetime.fromisoformat(each[name]) for name in moments} for each in closing.earlier]
