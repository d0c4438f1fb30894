"""Keeping the outbox small: what was delivered long ago is of no more use, for the ledger has it."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from casework.events import OUTBOX_TABLE

KEPT_FOR = timedelta(days=14)
BATCH = 5_000

# An array is made once; `IN (SELECT … LIMIT … SKIP LOCKED)` may be asked again for each row, and then deletes more.
PRUNE = f"""
DELETE FROM {OUTBOX_TABLE} WHERE id = ANY (ARRAY(
    SELECT id FROM {OUTBOX_TABLE} WHERE delivered_at < %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))"""


@transaction.atomic
def prune(*, at: datetime, limit: int = BATCH) -> int:
    """Delete the oldest entries delivered more than 14 days ago, at most `limit`; return how many.

    What is still owed stays, however old it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(PRUNE, (at - KEPT_FOR, limit))
        deleted: int = cursor.rowcount
    return deleted
