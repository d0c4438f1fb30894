"""Take what the ledger owes the figures, and pay it."""

from datetime import datetime

from django.db import connection, transaction

from casework.events import OUTBOX_TABLE
from foundation.periods import local_date
from metrics.models import Cell, FactOpenMonth
from metrics.operations import refresh

SUBSCRIBER = "metrics"
BATCH = 500

TAKE = f"""
SELECT id, case_id, created_at FROM {OUTBOX_TABLE}
 WHERE subscriber = %s AND delivered_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"""
PAY = f"UPDATE {OUTBOX_TABLE} SET delivered_at = %s WHERE id = ANY(%s)"


def deliver_batch(at: datetime) -> int:
    """Refresh the cases of the oldest owed events and mark them delivered, together; return how many.

    Rows that another worker holds are left to it. Never looks back past an event it was handed: where
    the machine that wrote it has a faster clock, the later of both times counts.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE, (SUBSCRIBER, BATCH))
        owed = cursor.fetchall()
        if owed:
            as_at = max(at, *(created_at for _, _, created_at in owed))
            refresh.refresh_cases({case_id for _, case_id, _ in owed}, as_at)
            cursor.execute(PAY, (at, [entry_id for entry_id, _, _ in owed]))
    return len(owed)


def restate_open_work(at: datetime) -> int:
    """Let open work grow older by a day, and begin the new month's; return how many cases were restated.

    Twice on one day changes nothing.
    """
    stale = FactOpenMonth.objects.filter(standing=True, stated_on__lt=local_date(at))
    case_ids = list(stale.order_by("case_id").values_list("case_id", flat=True).distinct())
    for start in range(0, len(case_ids), BATCH):
        refresh.refresh_cases(case_ids[start : start + BATCH], at)
    return len(case_ids)


def is_empty() -> bool:
    """Say whether no figure has ever been worked out."""
    return not Cell.objects.exists()
