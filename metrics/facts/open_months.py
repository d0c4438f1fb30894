"""Open work: one row per suspect and month at whose end nothing was decided."""

from metrics.facts.ledger import LONDON_DAY, SEGMENT, STEPS, FactTable
from metrics.models import FactOpenMonth

# A step lasts from one event of the suspect to the next. Whoever holds the file in the step that
# spans the end of a month has it open then, and the codes are those of the event that began the step.
STATEMENT = f"""
WITH step AS (
    SELECT *, min(on_day) FILTER (WHERE pos = first_pos) OVER life AS first_received_on,
           max(custody_basis) FILTER (WHERE pos = first_pos) OVER life AS first_basis
      FROM {STEPS} WHERE first_pos IS NOT NULL
    WINDOW life AS (PARTITION BY case_id, suspect_id)
),
changed AS (
    SELECT *, lag(with_whom) OVER so_far IS DISTINCT FROM with_whom AS is_change
      FROM step WINDOW so_far AS (PARTITION BY case_id, suspect_id ORDER BY pos)
),
spell AS (
    SELECT *, max(on_day) FILTER (WHERE is_change) OVER (PARTITION BY case_id, suspect_id ORDER BY pos) AS held_since
      FROM changed
),
present AS (SELECT date_trunc('month', {LONDON_DAY.format("%(as_at)s::timestamptz")})::date AS month),
candidate AS (
    SELECT s.*, m.month::date AS month, m.month::date = present.month AS standing,
           CASE WHEN m.month::date = present.month THEN %(as_at)s::timestamptz + interval '1 microsecond'
                ELSE (m.month + interval '1 month') AT TIME ZONE 'Europe/London' END AS ends_at
      FROM spell s CROSS JOIN present
     CROSS JOIN LATERAL generate_series(date_trunc('month', s.on_day::timestamp),
            LEAST(date_trunc('month', s.next_day::timestamp), present.month::timestamp), '1 month') AS m (month)
     WHERE s.with_whom IN ('police', 'cps')
       AND s.pos >= s.first_pos AND (s.charged_pos IS NULL OR s.pos < s.charged_pos)
       AND (s.next_day IS NULL OR date_trunc('month', s.next_day::timestamp) > date_trunc('month', s.on_day::timestamp)
            OR s.next_at > %(as_at)s)
),
stated AS (
    SELECT *, {LONDON_DAY.format("(ends_at - interval '1 microsecond')")} AS stated_on
      FROM candidate WHERE at < ends_at AND (next_at IS NULL OR next_at >= ends_at)
)
SELECT case_id, suspect_id, month, stated_on, standing, urn, casework_type, youth,
       {SEGMENT.format("first_basis")}, with_whom, first_received_on, held_since,
       stated_on - first_received_on, stated_on - held_since,
       force, police_unit, cps_area, cps_unit
  FROM stated
"""

OPEN_MONTHS = FactTable(FactOpenMonth, ("case_id", "suspect_id", "month"), STATEMENT)
