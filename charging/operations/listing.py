"""Keeping the rows of work queues: every operation that moves a suspect, what is due or what waits, ends with this."""

from collections.abc import Iterable

from django.db import connection

from casework.models import CaseFile
from casework.operations import listing
from charging.queries.listing import KEEP_DUES
from charging.queries.matters import FORGET_MATTERS, KEEP_MATTERS


def keep_standings(case_file: CaseFile) -> None:
    """Bring a case's rows in work queues up to date: status, stream, when it is due, whose review it is, what waits.

    The caller holds the lock on the case and has written everything else.
    """
    keep_standings_of([case_file.pk])


def keep_standings_of(keys: Iterable[int]) -> None:
    """Do so for some cases, by key; many at a time after bulk seeding."""
    cases = list(keys)
    listing.keep_standings_of(cases)
    with connection.cursor() as cursor:
        cursor.execute(KEEP_DUES, {"cases": cases})
        cursor.execute(FORGET_MATTERS, {"cases": cases})
        cursor.execute(KEEP_MATTERS, {"cases": cases})
