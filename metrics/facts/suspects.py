"""Suspects in cases: one row each from the first receipt on."""

from metrics.facts.ledger import SEGMENT, STEPS, FactTable
from metrics.models import FactSuspect

# The file comes in for a decision until police have charged. A decision stands when nothing came in
# after it, and a closing when it was not reopened; of several in a row the last sort counts, from the first of
# that sort. From a closing to its reopening the days are with police, who owed it.
STATEMENT = f"""
WITH entered AS (
    SELECT *, with_whom = 'cps' AS with_cps, GREATEST(first_pos,
               max(pos) FILTER (WHERE type IN (%(received)s, %(reopened)s)
                                 AND (charged_pos IS NULL OR pos < charged_pos)) OVER life) AS entry_pos
      FROM {STEPS} WHERE first_pos IS NOT NULL
    WINDOW life AS (PARTITION BY case_id, suspect_id)
),
decided AS (
    SELECT *, max(pos) FILTER (WHERE decision IS NOT NULL AND pos > entry_pos) OVER life AS last_decision_pos
      FROM entered WINDOW life AS (PARTITION BY case_id, suspect_id)
),
named AS (
    SELECT *, COALESCE(max(decision) FILTER (WHERE pos = last_decision_pos) OVER life,
                       CASE WHEN charged_pos > first_pos THEN 'other' END) AS outcome
      FROM decided WINDOW life AS (PARTITION BY case_id, suspect_id)
),
ended AS (
    SELECT *, CASE WHEN outcome = 'other' THEN charged_pos
                   ELSE min(pos) FILTER (WHERE decision = outcome AND pos > entry_pos) OVER life END AS stop_pos
      FROM named WINDOW life AS (PARTITION BY case_id, suspect_id)
),
lived AS (
    SELECT *, pos >= first_pos AND pos < stop_pos AS on_clock,
           min(at) FILTER (WHERE pos = stop_pos) OVER (PARTITION BY case_id, suspect_id) AS stop_at
      FROM ended
)
SELECT case_id, suspect_id,
       max(urn) FILTER (WHERE pos = first_pos),
       max(casework_type) FILTER (WHERE pos = first_pos),
       bool_or(youth) FILTER (WHERE pos = first_pos),
       max(custody_basis) FILTER (WHERE pos = first_pos),
       {SEGMENT.format("max(custody_basis) FILTER (WHERE pos = first_pos)")},
       min(at) FILTER (WHERE pos = first_pos),
       min(on_day) FILTER (WHERE pos = first_pos),
       min(on_day) FILTER (WHERE type = %(received)s AND purpose = 'charging'),
       min(on_day) FILTER (WHERE type = %(received)s AND purpose = 'early_advice'),
       COALESCE(max(outcome), ''),
       min(stop_at),
       min(on_day) FILTER (WHERE pos = stop_pos),
       min(on_day) FILTER (WHERE pos = stop_pos AND outcome = 'charge'),
       min(on_day) FILTER (WHERE pos = charged_pos),
       min(on_day) FILTER (WHERE pos = stop_pos) - min(on_day) FILTER (WHERE pos = first_pos),
       CASE WHEN max(stop_pos) IS NOT NULL THEN
           COALESCE(sum(next_day - on_day) FILTER (WHERE on_clock AND NOT with_cps), 0) END,
       CASE WHEN max(stop_pos) IS NOT NULL THEN
           COALESCE(sum(next_day - on_day) FILTER (WHERE on_clock AND with_cps), 0) END,
       count(*) FILTER (WHERE type = %(consulted)s AND (stop_at IS NULL OR at <= stop_at)),
       count(*) FILTER (WHERE decision IS NOT NULL AND pos < first_pos)
           + count(*) FILTER (WHERE type = %(authorised)s AND pos > charged_pos)
           + count(*) FILTER (WHERE pos = charged_pos AND (pos < first_pos OR outcome <> 'charge')),
       max(force) FILTER (WHERE pos = first_pos),
       max(police_unit) FILTER (WHERE pos = first_pos),
       max(cps_area) FILTER (WHERE pos = first_pos),
       max(cps_unit) FILTER (WHERE pos = first_pos),
       COALESCE(max(force) FILTER (WHERE pos = stop_pos), ''),
       COALESCE(max(police_unit) FILTER (WHERE pos = stop_pos), ''),
       COALESCE(max(cps_area) FILTER (WHERE pos = stop_pos), ''),
       COALESCE(max(cps_unit) FILTER (WHERE pos = stop_pos), ''),
       count(*) FILTER (WHERE type = %(reopened)s)
  FROM lived
 GROUP BY case_id, suspect_id
"""

SUSPECTS = FactTable(FactSuspect, ("case_id", "suspect_id"), STATEMENT)
