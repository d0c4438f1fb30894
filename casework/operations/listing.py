"""Keeping the rows that lists and search read; called by every operation that changes what they say.

The caller holds the lock on the cases, so two operations never write the same rows at a time.
"""

from collections.abc import Callable, Iterable, Sequence

from django.db import connection

from casework.models import CaseFile
from casework.queries import listing

KEEPERS: list[Callable[[Sequence[int]], None]] = []
"""Who keeps what casework cannot know of the same rows, in the order in which they are asked."""


def also_kept_by(keeper: Callable[[Sequence[int]], None]) -> None:
    """Have somebody keep their part of some cases' rows, by key, whenever ours is kept; said once at the start."""
    if keeper not in KEEPERS:
        KEEPERS.append(keeper)


def keep_names(*case_files: CaseFile) -> None:
    """Bring the names that search finds up to date, after somebody came, went or is called otherwise."""
    keep_names_of(case_file.pk for case_file in case_files)


def keep_standings(*case_files: CaseFile) -> None:
    """Bring the rows of work queues up to date, after anything that they say or that a clock hangs on has changed."""
    keep_standings_of(case_file.pk for case_file in case_files)


def keep_names_of(keys: Iterable[int]) -> None:
    """Work out the names of some cases, by key; many at a time after bulk seeding."""
    cases = {"cases": list(keys)}
    with connection.cursor() as cursor:
        cursor.execute(listing.FORGET_NAMES, cases)
        cursor.execute(listing.KEEP_NAMES, cases)


def keep_standings_of(keys: Iterable[int]) -> None:
    """Work out the standings of some cases, by key."""
    cases = list(keys)
    with connection.cursor() as cursor:
        cursor.execute(listing.KEEP_STANDINGS, {"cases": cases})
        cursor.execute(listing.KEEP_MATTERS, {"cases": cases})
    for keep in KEEPERS:
        keep(cases)
