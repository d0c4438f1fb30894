"""Keeping the rows of work queues: every operation that moves a suspect, what is due or what waits, ends with this."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from casework.models import CaseFile
from casework.operations import listing
from charging.queries.lists.listing import KEEP_DUES, in_lots, out_of_step
from charging.queries.lists.matters import FORGET_MATTERS, KEEP_MATTERS


def keep_standings(case_file: CaseFile) -> None:
    """Bring a case's rows in work queues up to date: status, stream, what is due when, whose review it is, what waits.

    The caller holds the lock on the case and has written everything else.
    """
    keep_standings_of([case_file.pk])


def keep_standings_of(keys: Iterable[int]) -> None:
    """Do so for some cases, by key; many at a time after bulk seeding."""
    cases = list(keys)
    listing.keep_standings_of(cases)
    with connection.cursor() as cursor:
        cursor.execute(FORGET_MATTERS, {"cases": cases})
        cursor.execute(KEEP_MATTERS, {"cases": cases})


def keep_dues_of(cases: Sequence[int]) -> None:
    """Bring up to date what is due when, in which stream and with whom; casework asks for it after its own part."""
    for lot in in_lots(cases):
        changed = list(out_of_step(lot))
        if not changed:
            continue
        said: dict[str, Any] = {
            "keys": [row.suspect_id for row, _ in changed],
            "streams": [now.stream for _, now in changed],
            "dues": [now.due_at for _, now in changed],
            "clocks": [now.clock for _, now in changed],
            "decisions": [now.decide_by for _, now in changed],
            "prosecutors": [now.prosecutor_id for _, now in changed],
        }
        with connection.cursor() as cursor:
            cursor.execute(KEEP_DUES, said)
