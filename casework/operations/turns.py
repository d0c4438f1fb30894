"""Taking turns: of several workers that find the same thing to do, one does it and the others pass on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def turn(what: str) -> Iterator[bool]:
    """Open a transaction and say whether it is our turn at something; the turn ends with the transaction.

    No row is held meanwhile, so nobody who changes the case has to wait for a worker.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [what])
            ours: bool = cursor.fetchone()[0]
        yield ours
