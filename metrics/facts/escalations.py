"""Escalations: one row for each step that was raised, and what came of that step."""

from metrics.facts.ledger import KNOWN, SEGMENT, FactTable
from metrics.models import FactEscalation

# What the CPS answered counts before what became of the escalation later. A step that nobody answered ends with the
# next step, or with the escalation.
STATEMENT = f"""
WITH {KNOWN},
told AS (
    SELECT k.*, COALESCE(k.details ->> 'escalation_id', '') AS escalation_id,
           COALESCE((k.details ->> 'step')::int, 0) AS step
      FROM known k WHERE k.type IN (%(received)s, %(escalated)s, %(escalation_answered)s,
                                       %(escalation_closed)s)
),
raised AS (
    SELECT DISTINCT ON (case_id, escalation_id, step) *
      FROM told WHERE type = %(escalated)s ORDER BY case_id, escalation_id, step, at, seq
),
answered AS (
    SELECT DISTINCT ON (case_id, escalation_id, step) case_id, escalation_id, step, on_day,
           details ->> 'outcome' AS outcome, (details ->> 'in_time')::boolean AS in_time
      FROM told WHERE type = %(escalation_answered)s ORDER BY case_id, escalation_id, step, at DESC, seq DESC
),
closed AS (
    SELECT DISTINCT ON (case_id, escalation_id) case_id, escalation_id, on_day, details ->> 'outcome' AS outcome
      FROM told WHERE type = %(escalation_closed)s ORDER BY case_id, escalation_id, at DESC, seq DESC
),
followed AS (
    SELECT *, lead(on_day) OVER (PARTITION BY case_id, escalation_id ORDER BY step) AS next_on FROM raised
),
stated AS (
    SELECT r.*, a.in_time, COALESCE(a.on_day, r.next_on, c.on_day) AS ended_on,
           CASE WHEN a.outcome IS NOT NULL THEN a.outcome WHEN r.next_on IS NOT NULL THEN 'gone_on'
                ELSE COALESCE(c.outcome, 'open') END AS outcome
      FROM followed r LEFT JOIN answered a USING (case_id, escalation_id, step)
      LEFT JOIN closed c USING (case_id, escalation_id)
),
based AS (
    SELECT DISTINCT ON (s.case_id, s.escalation_id, s.step) s.*,
           COALESCE(t.details ->> 'custody_basis', '') AS custody_basis
      FROM stated s LEFT JOIN told t ON t.case_id = s.case_id AND t.type = %(received)s AND t.at <= s.at
     ORDER BY s.case_id, s.escalation_id, s.step, t.at DESC NULLS LAST, t.seq DESC
)
SELECT case_id, escalation_id, step, urn, casework_type, youth, COALESCE(details ->> 'about', ''),
       {SEGMENT.format("custody_basis")}, on_day, ended_on, outcome, ended_on - on_day, in_time,
       force, police_unit, cps_area, cps_unit
  FROM based
"""

ESCALATIONS = FactTable(FactEscalation, ("case_id", "escalation_id", "step"), STATEMENT)
