"""Bring facts and cells up to date: for the cases that changed, or for all. One statement serves both."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from casework.events import LEDGER_TABLE
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric
from metrics.facts import FACT_TABLES, STEPS, FactTable, steps
from metrics.models import Cell, FactOpenMonth
from metrics.operations import cells

ONE_AT_A_TIME = 4_517_001
"""Key of the advisory lock under which facts and cells are written."""

FOR_BULK = (
    # What each sort and hash may take, and several run side by side: more makes a rebuild no faster.
    "SET LOCAL work_mem = '512MB'",
    "SET LOCAL hash_mem_multiplier = 1",
    # Everything is read: following an index through the whole ledger takes three times as long.
    "SET LOCAL enable_indexscan = off",
    "SET LOCAL enable_bitmapscan = off",
    "SET LOCAL maintenance_work_mem = '512MB'",
    "SET LOCAL statement_timeout = 0",
)
# Anybody may look back, several at a time; a rebuild is alone.
FOR_LOOKING_BACK = (*FOR_BULK, "SET LOCAL work_mem = '256MB'", "SET LOCAL maintenance_work_mem = '128MB'")

# The facts say up to which day they were stated: nobody goes back to a day before that.
NEWEST_KNOWN = f"""
SELECT greatest(%(at)s::timestamptz,
                (SELECT max(recorded_at) FROM {LEDGER_TABLE} WHERE {{scope}}),
                (SELECT max(stated_on)::timestamp AT TIME ZONE 'Europe/London'
                   FROM {FactOpenMonth._meta.db_table} WHERE standing AND {{scope}}))"""


def refresh_cases(case_ids: Iterable[int], at: datetime) -> int:
    """Work out the facts of some cases anew and every cell that changes with them; return the rows changed.

    Running it twice changes nothing the second time. Either all of it happens or nothing. Whoever waited
    for the lock with an instant of before never takes back what was worked out in the meantime.
    """
    ids = sorted(set(case_ids))
    if not ids:
        return 0
    with transaction.atomic():
        lock()
        as_at = newest_known(ids, at)
        _run(cells.MAKE_TOUCHED)
        _run(f"TRUNCATE {cells.TOUCHED}")
        lay_out_steps(ids, as_at)
        changed = sum(_replace(table, ids, as_at) for table in FACT_TABLES)
        if changed:
            for metric in CATALOGUE:
                cells.restate(metric)
    return changed


def rebuild(at: datetime) -> None:
    """Empty facts and cells and fill them from the whole ledger, in one transaction."""
    with transaction.atomic():
        lock()
        as_at = newest_known(None, at)
        names = ", ".join([*(table.table for table in FACT_TABLES), Cell._meta.db_table])
        _run(f"TRUNCATE {names}")
        fill(as_at, FACT_TABLES, CATALOGUE, FOR_BULK)


def newest_known(case_ids: Sequence[int] | None, at: datetime) -> datetime:
    """Return the instant up to which everything in the ledger of some cases, or of all where None, is known.

    It is `at`, or later where the ledger or the facts are ahead of it. Ask only while holding the lock.
    """
    scope = "TRUE" if case_ids is None else "case_id = ANY(%(cases)s)"
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_KNOWN.format(scope=scope), {"at": at, "cases": list(case_ids or ())})
        instant: datetime = cursor.fetchone()[0]
    return instant


def fill(as_at: datetime, tables: Iterable[FactTable], metrics: Iterable[Metric], settings: Iterable[str]) -> None:
    """Fill empty fact tables and the cells of some metrics; the caller opens the transaction."""
    for setting in settings:
        _run(setting)
    lay_out_steps(None, as_at)
    for table in tables:
        rows, params = table.rows(None, as_at)
        _run(f"INSERT INTO {table.table} ({', '.join(table.columns)}) {rows}", params)
        _run(f"ANALYZE {table.table}")
    for metric in sorted(metrics, key=lambda each: each.id):
        cells.fill(metric)
    _run(f"ANALYZE {Cell._meta.db_table}")


def lay_out_steps(case_ids: Sequence[int] | None, as_at: datetime) -> None:
    """Fill the temporary table of steps for some cases, or for all where None."""
    sql, params = steps(case_ids, as_at)
    if case_ids is None:
        # Made with its rows, because only so does PostgreSQL read the ledger with several processes.
        _run(f"DROP TABLE IF EXISTS pg_temp.{STEPS}")
        _run(f"CREATE TEMP TABLE {STEPS} ON COMMIT DROP AS {sql}", params)
        _run(f"ANALYZE {STEPS}")
    else:
        _run(f"CREATE TEMP TABLE IF NOT EXISTS {STEPS} ON COMMIT DELETE ROWS AS {sql} WITH NO DATA", params)
        _run(f"TRUNCATE {STEPS}")
        _run(f"INSERT INTO {STEPS} {sql}", params)


def lock() -> None:
    """Wait until nobody else writes facts and cells; let go at the end of the transaction."""
    _run("SELECT pg_advisory_xact_lock(%s)", (ONE_AT_A_TIME,))


def _replace(table: FactTable, case_ids: Sequence[int], as_at: datetime) -> int:
    """Put fresh facts in the place of those that differ, noting the cells of both; return how many."""
    fresh = f"fresh_{table.table}"
    columns = ", ".join(table.columns)
    empty = f"SELECT {columns} FROM {table.table} LIMIT 0"
    _run(f"CREATE TEMP TABLE IF NOT EXISTS {fresh} ON COMMIT DELETE ROWS AS {empty}")
    _run(f"TRUNCATE {fresh}")
    rows, params = table.rows(case_ids, as_at)
    _run(f"INSERT INTO {fresh} ({columns}) {rows}", params)
    stale = _ids(
        f"""SELECT f.id FROM {table.table} f WHERE f.case_id = ANY(%s)
               AND NOT EXISTS (SELECT 1 FROM {fresh} n WHERE {_same(table.key)} AND
                   ({_list("n", table.columns)}) IS NOT DISTINCT FROM ({_list("f", table.columns)}))""",
        (list(case_ids),),
    )
    _touch(table, stale)
    _run(f"DELETE FROM {table.table} WHERE id = ANY(%s)", (stale,))
    born = _ids(
        f"""INSERT INTO {table.table} ({columns})
            SELECT {columns} FROM {fresh} n
             WHERE NOT EXISTS (SELECT 1 FROM {table.table} f WHERE {_same(table.key)}) RETURNING id"""
    )
    _touch(table, born)
    return len(stale) + len(born)


def _touch(table: FactTable, ids: Sequence[int]) -> None:
    if ids:
        for metric in CATALOGUE:
            if metric.fact is table.model:
                cells.touch(metric, ids)


def _same(key: Sequence[str]) -> str:
    return " AND ".join(f"n.{column} = f.{column}" for column in key)


def _list(alias: str, columns: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns)


def _ids(sql: str, params: Sequence[Any] = ()) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def _run(sql: str, params: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
