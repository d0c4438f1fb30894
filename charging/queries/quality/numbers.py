"""A month of file quality in numbers, counted when it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from charging.models import FailureGroup
from charging.queries.quality.rows import DUE, FAILURES, FILES, SAID, Asked, due_of, failures_of, files_of, left_out_of
from charging.rules.disputes import FileResult
from charging.rules.file_quality import disputes_close_at
from foundation.clocks import days_until, due_day
from foundation.wording import FEW, share


@dataclass(frozen=True)
class Number:
    """One number: its key names the list behind it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Rates:
    """How many files were assessed, met, and met in the end."""

    assessed: int
    met: int
    finally_met: int

    @property
    def initial(self) -> str:
        """The rate before disputes, with its numbers."""
        return share(self.met, self.assessed)

    @property
    def final(self) -> str:
        """The rate once disputes are counted."""
        return share(self.finally_met, self.assessed)


@dataclass(frozen=True, kw_only=True)
class UnitLine(Rates):
    """One police unit of the place."""

    name: str


@dataclass(frozen=True)
class MonthPage:
    """A month of file quality in numbers. Nothing of it is stored."""

    asked: Asked
    numbers: Mapping[str, Number]
    units: Sequence[UnitLine]
    days_left: int | None
    last_day: str
    left_out: int = 0

    @property
    def initial(self) -> str:
        """The share of files that met the standard, before disputes."""
        return share(self.numbers["met"].count, self.numbers["assessed"].count)

    @property
    def final(self) -> str:
        """The share of files that met it, with those whose every failure was disputed successfully."""
        return share(self.numbers["finally_met"].count, self.numbers["assessed"].count)

    @property
    def coverage(self) -> str:
        """The share of files whose review was completed in the month that were assessed."""
        return share(self.numbers["due_assessed"].count, self.numbers["due"].count)

    @property
    def is_small(self) -> bool:
        """Whether there are too few files for a rate to say much."""
        return 0 < self.numbers["assessed"].count < FEW

    def some(self, *keys: str) -> list[Number]:
        """Some of the numbers, in order."""
        return [self.numbers[key] for key in keys]

    @property
    def files(self) -> list[Number]:
        """The files that were assessed."""
        return self.some("assessed", "met", "not_met", "finally_met")

    @property
    def said(self) -> list[Number]:
        """What police and CPS said of the failures."""
        return self.some("failures", *(f"said_{said.value}" for said in SAID))

    @property
    def groups(self) -> list[Number]:
        """The failures by group."""
        return self.some(*(f"group_{group.value}" for group in FailureGroup))

    @property
    def results(self) -> list[Number]:
        """What the disputes of whole files came to."""
        return self.some(*(result.value for result in FileResult))

    @property
    def due(self) -> list[Number]:
        """How much of what was to be assessed was."""
        return self.some(*DUE)


def month_page(asked: Asked, user: User, *, at: datetime) -> MonthPage:
    """Count a month of a place for a reader: five statements, however many files there are."""
    counted = {
        **_counted(files_of(asked, user), FILES),
        **_counted(due_of(asked, user), DUE),
        **_counted(failures_of(asked, user), FAILURES),
    }
    closes_at = disputes_close_at(asked.month.start)
    left = days_until(closes_at, at)
    last = due_day(closes_at)
    return MonthPage(
        asked=asked,
        numbers=counted,
        units=_units(asked, user),
        days_left=left if at < closes_at else None,
        last_day=f"{last.day} {last:%B %Y}",
        left_out=left_out_of(asked, user),
    )


def _counted(rows: QuerySet[Any], sorts: Mapping[str, tuple[str, Q]]) -> dict[str, Number]:
    counts = {key: Count("pk", filter=condition) if condition else Count("pk") for key, (_, condition) in sorts.items()}
    found = rows.order_by().aggregate(**{f"n_{key}": count for key, count in counts.items()})
    return {key: Number(key, label, found[f"n_{key}"]) for key, (label, _) in sorts.items()}


_UNIT = ("police_unit_id", "police_unit__name", "police_unit__code", "force__name")


def _units(asked: Asked, user: User) -> list[UnitLine]:
    rows = files_of(asked, user).order_by().values(*_UNIT)
    found = rows.annotate(
        assessed=Count("pk"),
        met=Count("pk", filter=Q(fails=False)),
        finally_met=Count("pk", filter=Q(fails_finally=False)),
    ).order_by("force__name", "police_unit__name", "police_unit__code")
    return [
        UnitLine(
            name=f"{row['police_unit__name']} ({row['police_unit__code']}), {row['force__name']}",
            assessed=row["assessed"],
            met=row["met"],
            finally_met=row["finally_met"],
        )
        for row in found
    ]
