"""Holding an operation to its word: when it refuses, not one row of the service has changed."""

from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.db import connection

from casework.models import Draft
from config.invariants import findings

OURS = ("accounts", "casework", "charging")


@cache
def reading_everything():
    """The one statement that reads all our tables, those that join two of them too; but no drafts.

    What is refused is kept in a draft. Each row counts by its hash: it is much faster than to bring every row here.
    """
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    tables = sorted({model._meta.db_table for model in models} - {Draft._meta.db_table})
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*), sum(hashtextextended(t::text, 0)::numeric) FROM \"{table}\" t" for table in tables
    )


def everything():
    """Return how many rows each of our tables has, and the sum of their hashes."""
    with connection.cursor() as cursor:
        cursor.execute(reading_everything())
        return {table: (rows, hashes) for table, rows, hashes in cursor.fetchall()}


@contextmanager
def nothing_changes():
    """Fail unless the database reads the same after the block as before it."""
    before = everything()
    yield
    after = everything()
    assert [table for table in before if before[table] != after[table]] == []


def assert_in_step(at):
    """Fail where anything disagrees with the ledger, or nobody can go on with some work; deliveries apart."""
    found = [finding for finding in findings(at=at) if "was not told of" not in str(finding)]
    assert found == []
