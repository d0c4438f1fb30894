"""Cells from facts: SQL built from the metric's own conditions, so that it cannot count something else."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, TruncMonth

from foundation.periods import month_of
from metrics.definition import Metric
from metrics.models import Cell, Level, Segment

CELL = Cell._meta.db_table
TOUCHED = "metrics_touched"
NO_VALUE = -1

MAKE_TOUCHED = f"""
CREATE TEMP TABLE IF NOT EXISTS {TOUCHED} (
    metric text, level text, code text, month date, segment text, value integer
) ON COMMIT DELETE ROWS"""

SPREAD = """
  FROM ({grouped}) AS g
 CROSS JOIN LATERAL (VALUES (%s, ''), (%s, g.at_area), (%s, g.at_force), (%s, g.at_police_unit), (%s, g.at_cps_unit))
       AS place (level, code)
 CROSS JOIN LATERAL (VALUES (%s), (g.in_segment)) AS part (segment)
"""
SPREAD_PARAMS = (
    Level.NATION.value,
    Level.AREA.value,
    Level.FORCE.value,
    Level.POLICE_UNIT.value,
    Level.CPS_UNIT.value,
    Segment.ALL.value,
)
FILL = f"""
INSERT INTO {CELL} (metric, level, code, month, segment, value, numerator, denominator)
SELECT %s, place.level, place.code, g.in_month, part.segment, g.of_value, sum(g.numbers), sum(g.rows)
{{spread}}
{{only}}
 GROUP BY place.level, place.code, g.in_month, part.segment, g.of_value"""
ONLY_TOUCHED = f"""
 JOIN {TOUCHED} t ON t.metric = %s AND t.level = place.level AND t.code = place.code AND t.month = g.in_month
      AND t.segment = part.segment AND t.value = COALESCE(g.of_value, {NO_VALUE})"""


def grouped(metric: Metric, rows: "QuerySet[Any]") -> tuple[str, tuple[Any, ...]]:
    """Count a metric's rows by unit, month, segment and value; every wider place is a sum of these."""
    at = metric.attribution
    value = F(metric.measure) if metric.measure else Cast(Value(None), IntegerField())
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
    statement = FILL.format(spread=SPREAD.format(grouped=sql), only="")
    _run(statement, (metric.id, *params, *SPREAD_PARAMS))


def touch(metric: Metric, fact_ids: Sequence[int]) -> None:
    """Note which cells of a metric some facts count in, as they are now."""
    sql, params = grouped(metric, metric.rows.filter(pk__in=fact_ids))
    statement = f"""
        INSERT INTO {TOUCHED}
        SELECT DISTINCT %s, place.level, place.code, g.in_month, part.segment, COALESCE(g.of_value, {NO_VALUE})
        {SPREAD.format(grouped=sql)}"""
    _run(statement, (metric.id, *params, *SPREAD_PARAMS))


def restate(metric: Metric) -> None:
    """Work out the noted cells of a metric anew from the facts; the others stay as they are."""
    wanted = _facts_behind_touched(metric)
    if wanted is None:
        return
    _run(
        f"""DELETE FROM {CELL} c USING (SELECT DISTINCT * FROM {TOUCHED} WHERE metric = %s) AS t
             WHERE c.metric = t.metric AND c.level = t.level AND c.code = t.code AND c.month = t.month
               AND c.segment = t.segment AND COALESCE(c.value, {NO_VALUE}) = t.value""",
        (metric.id,),
    )
    sql, params = grouped(metric, metric.rows.filter(wanted))
    only = ONLY_TOUCHED.replace(f"{TOUCHED} t", f"(SELECT DISTINCT * FROM {TOUCHED}) AS t")
    statement = FILL.format(spread=SPREAD.format(grouped=sql), only=only)
    _run(statement, (metric.id, *params, *SPREAD_PARAMS, metric.id))


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
