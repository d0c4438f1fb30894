-- The same facts as metrics/facts, written by hand in one go: what a rebuild is measured against.
CREATE TEMP TABLE hand_step AS
SELECT e.case_id, s.id AS suspect_id, e.at, (e.at AT TIME ZONE 'Europe/London')::date AS on_day, e.seq, e.type, e.holder,
       e.urn, e.casework_type, e.youth, e.force, e.police_unit, e.cps_area, e.cps_unit,
       e.details ->> 'purpose' AS purpose, e.details ->> 'custody_basis' AS basis, e.details ->> 'group' AS grouped,
       lead(e.at) OVER life AS next_at, lead((e.at AT TIME ZONE 'Europe/London')::date) OVER life AS next_day
  FROM casework_caseevent e CROSS JOIN LATERAL unnest(e.suspect_ids) AS s (id)
 WHERE e.holder <> '' AND NOT e.voided
WINDOW life AS (PARTITION BY e.case_id, s.id ORDER BY e.at, e.seq);

CREATE TABLE hand_suspect AS
WITH bounds AS (
    SELECT case_id, suspect_id,
           min(at) FILTER (WHERE type = 'charging.submission_received') AS first_at,
           min(on_day) FILTER (WHERE type = 'charging.submission_received') AS first_on,
           max(at) FILTER (WHERE type IN ('charging.charge_authorised', 'charging.nfa_decided', 'charging.oocd_decided',
                                          'charging.suspect_admin_finalised')) AS stop_at,
           min(on_day) FILTER (WHERE type = 'charging.suspect_charged') AS charged_on,
           max(urn) AS urn, bool_or(youth) AS youth
      FROM hand_step GROUP BY case_id, suspect_id
     HAVING bool_or(type = 'charging.submission_received')
)
SELECT b.case_id, b.suspect_id, b.urn, b.youth, b.first_at, b.first_on, b.stop_at, b.charged_on,
       max(s.type) FILTER (WHERE s.at = b.stop_at AND s.type NOT LIKE '%received') AS outcome,
       max(s.on_day) FILTER (WHERE s.at = b.stop_at) AS outcome_on,
       max(s.basis) FILTER (WHERE s.at = b.first_at) AS basis,
       sum(s.next_day - s.on_day) FILTER (WHERE s.at >= b.first_at AND s.at < b.stop_at AND s.holder = 'police') AS police_days,
       sum(s.next_day - s.on_day) FILTER (WHERE s.at >= b.first_at AND s.at < b.stop_at AND s.holder = 'cps') AS cps_days,
       max(s.force) FILTER (WHERE s.at = b.first_at) AS receipt_force,
       max(s.police_unit) FILTER (WHERE s.at = b.first_at) AS receipt_police_unit,
       max(s.cps_area) FILTER (WHERE s.at = b.first_at) AS receipt_cps_area,
       max(s.cps_unit) FILTER (WHERE s.at = b.first_at) AS receipt_cps_unit,
       max(s.force) FILTER (WHERE s.at = b.stop_at) AS force,
       max(s.police_unit) FILTER (WHERE s.at = b.stop_at) AS police_unit,
       max(s.cps_area) FILTER (WHERE s.at = b.stop_at) AS cps_area,
       max(s.cps_unit) FILTER (WHERE s.at = b.stop_at) AS cps_unit
  FROM bounds b JOIN hand_step s USING (case_id, suspect_id)
 GROUP BY b.case_id, b.suspect_id, b.urn, b.youth, b.first_at, b.first_on, b.stop_at, b.charged_on;
CREATE UNIQUE INDEX ON hand_suspect (case_id, suspect_id);
CREATE INDEX ON hand_suspect (first_on);
CREATE INDEX ON hand_suspect (outcome_on, outcome);

CREATE TABLE hand_submission AS
SELECT r.case_id, r.details ->> 'submission_id' AS submission_id, r.urn, r.at AS received_at, t.at AS triaged_at,
       (t.at AT TIME ZONE 'Europe/London')::date AS triaged_on, t.details ->> 'result' = 'accept' AS accepted,
       r.details ->> 'custody_basis' AS basis, r.details ->> 'purpose' AS purpose,
       row_number() OVER (PARTITION BY r.case_id ORDER BY r.at, r.seq) = 1 AS is_first,
       floor(extract(epoch FROM t.at - r.at) / 3600)::int AS hours,
       COALESCE(t.force, r.force) AS force, COALESCE(t.police_unit, r.police_unit) AS police_unit,
       COALESCE(t.cps_area, r.cps_area) AS cps_area, COALESCE(t.cps_unit, r.cps_unit) AS cps_unit
  FROM casework_caseevent r
  LEFT JOIN casework_caseevent t ON t.case_id = r.case_id AND t.type = 'charging.triage_completed'
       AND t.details ->> 'submission_id' = r.details ->> 'submission_id'
 WHERE r.type = 'charging.submission_received';
CREATE UNIQUE INDEX ON hand_submission (case_id, submission_id);
CREATE INDEX ON hand_submission (triaged_on);
CREATE INDEX ON hand_submission (received_at);

CREATE TABLE hand_open AS
SELECT s.case_id, s.suspect_id, m.month::date AS month, s.urn, s.holder, b.first_on, b.basis,
       (m.month + interval '1 month')::date - b.first_on AS age, s.force, s.police_unit, s.cps_area, s.cps_unit
  FROM hand_step s JOIN hand_suspect b USING (case_id, suspect_id)
 CROSS JOIN LATERAL generate_series(date_trunc('month', s.on_day::timestamp),
       date_trunc('month', COALESCE(s.next_day, current_date)::timestamp), interval '1 month') AS m (month)
 WHERE s.holder IN ('police', 'cps') AND s.at >= b.first_at
   AND s.at < (m.month + interval '1 month') AT TIME ZONE 'Europe/London'
   AND (s.next_at IS NULL OR s.next_at >= (m.month + interval '1 month') AT TIME ZONE 'Europe/London');
CREATE UNIQUE INDEX ON hand_open (case_id, suspect_id, month);
CREATE INDEX ON hand_open (month, case_id);

CREATE TABLE hand_cell AS
WITH counted AS (
    SELECT 'referrals' AS metric, date_trunc('month', first_on)::date AS month, basis = 'custody' AS held, -1 AS value,
           1 AS part, receipt_force AS force, receipt_police_unit AS police_unit, receipt_cps_area AS cps_area,
           receipt_cps_unit AS cps_unit FROM hand_suspect
    UNION ALL
    SELECT 'charge rate', date_trunc('month', outcome_on)::date, basis = 'custody', -1,
           (outcome = 'charging.charge_authorised')::int, force, police_unit, cps_area, cps_unit
      FROM hand_suspect WHERE outcome IS NOT NULL AND outcome <> 'charging.suspect_admin_finalised'
    UNION ALL
    SELECT d.metric, date_trunc('month', outcome_on)::date, basis = 'custody', d.days, 1, force, police_unit, cps_area,
           cps_unit
      FROM hand_suspect CROSS JOIN LATERAL (VALUES ('days', (outcome_on - first_on)::int),
           ('police days', COALESCE(police_days, 0)::int), ('cps days', COALESCE(cps_days, 0)::int)) AS d (metric, days)
     WHERE outcome = 'charging.charge_authorised'
    UNION ALL
    SELECT 'acceptance', date_trunc('month', triaged_on)::date, basis = 'custody', -1, accepted::int, force, police_unit,
           cps_area, cps_unit FROM hand_submission WHERE is_first AND triaged_on IS NOT NULL
    UNION ALL
    SELECT 'turnaround', date_trunc('month', triaged_on)::date, basis = 'custody', hours, 1, force, police_unit, cps_area,
           cps_unit FROM hand_submission WHERE triaged_on IS NOT NULL
    UNION ALL
    SELECT 'open', month, basis = 'custody', age, 1, force, police_unit, cps_area, cps_unit FROM hand_open
)
SELECT metric,
       CASE WHEN GROUPING(force) = 0 THEN 'force' WHEN GROUPING(police_unit) = 0 THEN 'police_unit'
            WHEN GROUPING(cps_area) = 0 THEN 'area' WHEN GROUPING(cps_unit) = 0 THEN 'cps_unit' ELSE 'nation' END AS level,
       COALESCE(force, police_unit, cps_area, cps_unit, '') AS code, month,
       CASE WHEN GROUPING(held) = 1 THEN 'all' WHEN held THEN 'custody' ELSE 'not_custody' END AS segment, value,
       sum(part) AS numerator, count(*) AS denominator
  FROM counted
 GROUP BY metric, month, value, GROUPING SETS ((held), ()),
       GROUPING SETS ((), (force), (police_unit), (cps_area), (cps_unit));
CREATE UNIQUE INDEX ON hand_cell (metric, level, code, month, segment, value);
