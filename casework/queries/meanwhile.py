"""What others did in a case while somebody was deciding about it."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from accounts.models import User
from casework.models import CaseEvent, CaseFile
from casework.queries.case_page import told_ledger


def done_by_others(case_file: CaseFile, reader: User, about: Q | None = None) -> QuerySet[CaseEvent]:
    """The events of a case that a reader may know of and did not cause, in the order in which we learned of them.

    `about` keeps those that count where less than the whole file is decided about.
    How many they are says how much of them somebody has seen: the ledger only ever grows.
    """
    rows = told_ledger(case_file, reader=reader).filter(about or Q()).exclude(by_id=reader.pk)
    return rows.order_by("recorded_at", "seq")


def done_since(case_file: CaseFile, reader: User, *, seen: int, about: Q | None = None) -> Sequence[CaseEvent]:
    """What came after the first `seen` of them."""
    return list(done_by_others(case_file, reader, about)[seen:])
