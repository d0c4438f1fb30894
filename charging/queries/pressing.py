"""Cases on which nothing can wait for tomorrow: somebody is in custody, or a clock runs out within a day."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from casework.lifecycle import OPEN
from casework.models import CustodyBasis, Standing
from foundation.clocks import DAY


def pressing_cases(keys: Iterable[int], *, at: datetime) -> frozenset[int]:
    """Of some cases, by key, those on which whoever is told should be told at once. What is late already is not new."""
    in_custody = Q(custody_basis=CustodyBasis.CUSTODY, status__in=OPEN)
    runs_out = Q(due_at__gt=at, due_at__lte=at + DAY)
    rows = Standing.objects.filter(in_custody | runs_out, case_file__in=list(keys))
    return frozenset(rows.order_by().values_list("case_file_id", flat=True))
