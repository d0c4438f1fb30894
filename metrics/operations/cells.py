"""Cells from facts: SQL built from the metric's own conditions, so that it cannot count something else."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import TruncMonth

from foundation.periods import month_of
from metrics.definition import Metric
from metrics.models import NO_LENGTH, Cell, Level, Segment

CELL = Cell._meta.db_table
TOUCHED = "metrics_touched"

MAKE_TOUCHED = f"""
CREATE TEMP TABLE IF NOT EXISTS {TOUCHED} (
    metric text, level text, code text, month date, segment text, value integer
) ON COMMIT DELETE ROWS"""

# Every place and both segments that a row counts in, each row read once.
SPREAD = f"""
SELECT CASE 0 WHEN grouping(at_area) THEN '{Level.AREA.value}' WHEN grouping(at_force) THEN '{Level.FORCE.value}'
              WHEN grouping(at_police_unit) THEN '{Level.POLICE_UNIT.value}'
              WHEN grouping(at_cps_unit) THEN '{Level.CPS_UNIT.value}' ELSE '{Level.NATION.value}' END AS level,
       COALESCE(at_area, at_force, at_police_unit, at_cps_unit, '') AS code, in_month AS month,
       COALESCE(in_segment, '{Segment.ALL.value}') AS segment, of_value AS value,
       sum(numbers) AS numerator, sum(rows) AS denominator
  FROM ({{grouped}}) AS g
 GROUP BY in_month, of_value, GROUPING SETS ((at_area), (at_force), (at_police_unit), (at_cps_unit), ()),
       GROUPING SETS ((in_segment), ())"""

COLUMNS = "level, code, month, segment, value"


def grouped(metric: Metric, rows: "QuerySet[Any]") -> tuple[str, tuple[Any, ...]]:
    """Count a metric's rows by unit, month, segment and value; every wider place is a sum of these."""
    at = metric.attribution
    value = F(metric.measure) if metric.measure else Value(NO_LENGTH)
    counted = (
        rows.annotate(in_month=TruncMonth(metric.period), of_value=value)
        .values(
            "in_month",
            "of_value",
            in_segment=F("segment"),
            at_area=F(at.cps_area),
            at_force=F(at.force),
            at_police_unit=F(at.police_unit),
            at_cps_unit=F(at.cps_unit),
        )
        .annotate(numbers=Count("pk", filter=metric.numerator or Q()), rows=Count("pk"))
    )
    sql, params = counted.query.sql_with_params()
    return sql, params


def fill(metric: Metric) -> None:
    """Work out every cell of a metric from all its facts. The cells must not be there yet."""
    sql, params = grouped(metric, metric.rows)
    # In the order of the index, so that it grows at its end only.
    _run(
        f"""INSERT INTO {CELL} (metric, {COLUMNS}, numerator, denominator)
            SELECT %s, c.* FROM ({SPREAD.format(grouped=sql)}) AS c ORDER BY {COLUMNS}""",
        (metric.id, *params),
    )


def touch(metric: Metric, fact_ids: Sequence[int]) -> None:
    """Note which cells of a metric some facts count in, as they are now."""
    sql, params = grouped(metric, metric.rows.filter(pk__in=fact_ids))
    _run(
        f"INSERT INTO {TOUCHED} SELECT %s, {COLUMNS} FROM ({SPREAD.format(grouped=sql)}) AS c",
        (metric.id, *params),
    )


def restate(metric: Metric) -> None:
    """Work out the noted cells of a metric anew from the facts; the others stay as they are."""
    wanted = _facts_behind_touched(metric)
    if wanted is None:
        return
    noted = f"(SELECT DISTINCT {COLUMNS} FROM {TOUCHED} WHERE metric = %s)"
    _run(
        f"""DELETE FROM {CELL} c USING {noted} AS t
             WHERE c.metric = %s AND (c.level, c.code, c.month, c.segment, c.value)
                 = (t.level, t.code, t.month, t.segment, t.value)""",
        (metric.id, metric.id),
    )
    sql, params = grouped(metric, metric.rows.filter(wanted))
    _run(
        f"""INSERT INTO {CELL} (metric, {COLUMNS}, numerator, denominator)
            SELECT %s, c.* FROM ({SPREAD.format(grouped=sql)}) AS c JOIN {noted} AS t USING ({COLUMNS})""",
        (metric.id, *params, metric.id),
    )


def _facts_behind_touched(metric: Metric) -> Q | None:
    """Narrow to the months and values of the noted cells; None where nothing was noted."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT month, array_agg(DISTINCT value) FROM {TOUCHED} WHERE metric = %s GROUP BY month", (metric.id,)
        )
        noted = cursor.fetchall()
    if not noted:
        return None
    wanted = Q()
    for day, values in noted:
        month = month_of(day)
        inside = Q(**{f"{metric.period}__gte": month.first_day, f"{metric.period}__lt": month.next.first_day})
        wanted |= inside & Q(**{f"{metric.measure}__in": values}) if metric.measure else inside
    return wanted


def _run(sql: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
