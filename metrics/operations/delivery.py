"""Take what the ledger owes the figures, and pay it."""

from datetime import datetime

from casework.events import OUTBOX
from foundation.periods import local_date
from metrics.models import FactOpenMonth
from metrics.operations import refresh

SUBSCRIBER = "metrics"
BATCH = 500


def deliver_batch(at: datetime) -> int:
    """Refresh the cases of the oldest owed events and mark them delivered, together; return how many.

    Rows that another worker holds are left to it; a case that cannot be refreshed is put off, alone.
    """
    return OUTBOX.deliver(
        SUBSCRIBER,
        lambda owed: refresh.refresh_cases({entry.case_id for entry in owed}, at),
        at=at,
        limit=BATCH,
    )


def restate_open_work(at: datetime) -> int:
    """Let open work grow older by a day, and begin the new month's; return how many cases were restated.

    Twice on one day changes nothing.
    """
    stale = FactOpenMonth.objects.filter(standing=True, stated_on__lt=local_date(at))
    case_ids = list(stale.order_by("case_id").values_list("case_id", flat=True).distinct())
    for start in range(0, len(case_ids), BATCH):
        refresh.refresh_cases(case_ids[start : start + BATCH], at)
    return len(case_ids)
