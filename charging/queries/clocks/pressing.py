"""What presses: cases on which nothing can wait for tomorrow, and how urgent each suspect of a case is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from casework.lifecycle import OPEN
from casework.models import CustodyBasis, Standing, Suspect
from charging.models import Submission
from charging.queries.clocks.due import stream_name
from charging.queries.clocks.in_rows import Told, told_of
from foundation.clocks import DAY


def pressing_cases(keys: Iterable[int], *, at: datetime) -> frozenset[int]:
    """Of some cases, by key, those on which whoever is told should be told at once. What is late already is not new."""
    in_custody = Q(custody_basis=CustodyBasis.CUSTODY, status__in=OPEN)
    runs_out = Q(due_at__gt=at, due_at__lte=at + DAY)
    rows = Standing.objects.filter(in_custody | runs_out, case_file__in=list(keys))
    return frozenset(rows.order_by().values_list("case_file_id", flat=True))


@dataclass(frozen=True)
class Urgency:
    """How fast one suspect has to be decided about now, which may be another stream than the file was sent in."""

    suspect: Suspect
    stream: str
    told: Told


def urgencies(rows: Iterable[tuple[Standing, Suspect]], at: datetime) -> list[Urgency]:
    """Say how urgent suspects are, as the rows of lists do: in one query at most."""
    pairs = list(rows)
    told = told_of((standing for standing, _ in pairs), at)
    return [Urgency(suspect, stream_name(standing.stream), told[standing.pk]) for standing, suspect in pairs]


def urgencies_of(sent: Submission, at: datetime) -> list[Urgency]:
    """How urgent each suspect of a submission is now, in order: in two queries at most."""
    rows = Standing.objects.filter(suspect__in=sent.suspects.all()).select_related("suspect")
    return urgencies(((row, row.suspect) for row in rows.order_by("suspect__number")), at)
