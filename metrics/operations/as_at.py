"""Figures as they were known at a past instant: the same statements, filling tables that only we see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from metrics.definition import Metric
from metrics.facts import FACT_TABLES
from metrics.models import Cell
from metrics.operations import refresh


@contextmanager
def known_at(instant: datetime, metrics: tuple[Metric, ...]) -> Iterator[None]:
    """Let everything read inside the block see facts and cells of these metrics as known at an instant.

    Temporary tables of the same names stand before the real ones, which are neither read nor locked.
    """
    tables = [table for table in FACT_TABLES if any(metric.fact is table.model for metric in metrics)]
    with transaction.atomic():
        with connection.cursor() as cursor:
            for name in [*(table.table for table in tables), Cell._meta.db_table]:
                cursor.execute(f"CREATE TEMP TABLE {name} (LIKE public.{name} INCLUDING ALL)")
        refresh.fill(instant, tables, metrics, refresh.FOR_LOOKING_BACK)
        try:
            yield
        finally:
            transaction.set_rollback(True)
