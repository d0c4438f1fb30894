"""Taking turns: of several workers that find the same sort of work to do, one does it and the others pass on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def turn(what: str) -> Iterator[bool]:
    """Say whether it is our turn at a sort of work; nobody else has one until we are done.

    The turn belongs to the connection: no transaction is open and no row held while a worker waits for a network, a
    scanner or a player, and that of a worker that dies ends with it. A pooler that shares connections out by
    transaction would hand the turn to somebody else, so there must be none in between.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [what])
        ours: bool = cursor.fetchone()[0]
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [what])
