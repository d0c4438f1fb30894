"""Submissions: one row each once it was received or triaged."""

from metrics.facts.ledger import KNOWN, LONDON_DAY, SEGMENT, FactTable
from metrics.models import FactSubmission

WEEKDAYS = "((({0} - DATE '0001-01-01') + 1) / 7 * 5 + LEAST((({0} - DATE '0001-01-01') + 1) %% 7, 5))"
"""Mondays to Fridays since 1 January of year 1, which was a Monday: as foundation.working_days counts."""

STATEMENT = f"""
WITH {KNOWN},
holiday AS (
    SELECT array_agg(d ORDER BY d) AS days
      FROM (SELECT unnest(%(holidays)s::date[]) AS d
             UNION SELECT b."on" FROM casework_bankholiday b WHERE b.division = 'england-and-wales') AS every
     WHERE extract(isodow FROM d) < 6
),
step AS (
    SELECT k.*, COALESCE(k.details ->> 'submission_id', '') AS submission_id, k.type = %(triaged)s AS is_triage
      FROM known k WHERE k.type IN (%(received)s, %(triaged)s)
),
said AS (
    SELECT k.case_id, COALESCE(k.details ->> 'submission_id', '') AS submission_id, k.type, k.at, k.seq, k.on_day,
           k.type = %(challenge_resolved)s AS is_result, k.details ->> 'result' AS result
      FROM known k WHERE k.type IN (%(challenged)s, %(challenge_resolved)s)
),
contest AS (
    SELECT case_id, submission_id, min(on_day) AS contested_on, min(on_day) FILTER (WHERE is_result) AS settled_on,
           COALESCE((array_agg(result ORDER BY at DESC, seq DESC) FILTER (WHERE is_result))[1], 'open') AS stands,
           bool_or(is_result AND result = 'overturned') AS is_overturned
      FROM said GROUP BY case_id, submission_id
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY case_id, submission_id, is_triage ORDER BY at, seq) AS earliest,
           row_number() OVER (PARTITION BY case_id, submission_id, is_triage ORDER BY at DESC, seq DESC) AS latest,
           first_value(submission_id) OVER (PARTITION BY case_id ORDER BY at, seq) AS first_submission
      FROM step
),
pair AS (
    SELECT case_id, submission_id, submission_id = max(first_submission) AS is_first,
           min(at) FILTER (WHERE receipt) AS received_at, max(at) FILTER (WHERE triage) AS triaged_at,
           COALESCE(max(details ->> 'purpose') FILTER (WHERE receipt), '') AS purpose,
           COALESCE(max(details ->> 'custody_basis') FILTER (WHERE receipt), '') AS custody_basis,
           max(details ->> 'result') FILTER (WHERE triage) AS result,
           max((details -> 'reason_codes')::text) FILTER (WHERE triage) AS reasons,
           bool_or(triage) AS is_triaged, bool_or(youth) AS youth,
           max(urn) AS urn, max(casework_type) FILTER (WHERE triage) AS triage_casework_type,
           max(casework_type) FILTER (WHERE receipt) AS receipt_casework_type,
           array_agg(ARRAY[force, police_unit, cps_area, cps_unit]::text[] ORDER BY triage DESC) AS stamps
      FROM (SELECT *, NOT is_triage AND earliest = 1 AS receipt, is_triage AND latest = 1 AS triage FROM ranked) AS r
     WHERE receipt OR triage
     GROUP BY case_id, submission_id
),
dated AS (
    SELECT *, {LONDON_DAY.format("received_at")} AS received_on, {LONDON_DAY.format("triaged_at")} AS triaged_on,
           triaged_at >= received_at AS in_order FROM pair
)
SELECT case_id, submission_id, urn, COALESCE(triage_casework_type, receipt_casework_type), youth, purpose, is_first,
       custody_basis, {SEGMENT.format("custody_basis")}, received_at, received_on, triaged_at, triaged_on,
       CASE WHEN NOT is_triaged OR result = 'withdrawn' THEN NULL
            ELSE result IS NOT DISTINCT FROM 'accept' OR COALESCE(is_overturned, FALSE) END,
       CASE WHEN NOT is_triaged OR result = 'withdrawn' THEN NULL ELSE result IS NOT DISTINCT FROM 'accept' END,
       CASE WHEN jsonb_typeof(reasons::jsonb) = 'array'
            THEN ARRAY(SELECT jsonb_array_elements_text(reasons::jsonb)) ELSE '{{}}'::text[] END,
       CASE WHEN in_order THEN floor(LEAST(extract(epoch FROM triaged_at - received_at) / 3600, 1000000))::int END,
       CASE WHEN in_order THEN {WEEKDAYS.format("triaged_on")} - {WEEKDAYS.format("received_on")}
            - width_bucket(triaged_on, holiday.days) + width_bucket(received_on, holiday.days) END,
       (received_at IS NULL)::int + COALESCE((NOT in_order)::int, 0),
       stamps[1][1], stamps[1][2], stamps[1][3], stamps[1][4],
       COALESCE(stands, ''), contested_on, settled_on
  FROM dated CROSS JOIN holiday LEFT JOIN contest USING (case_id, submission_id)
"""

SUBMISSIONS = FactTable(FactSubmission, ("case_id", "submission_id"), STATEMENT)
