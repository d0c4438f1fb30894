"""Name the clock by which each open suspect is due, some cases at a time.

Of detention and bail nothing is on record yet. The longer statutory time limit of common assault with domestic abuse
is found the next time that the case changes, or when its row is worked out again on the page of stuck work.
"""

from django.db import migrations

AT_ONCE = 1_000
CLOCKS = """
UPDATE casework_standing w SET clock = said.clock, due_at = said.due_at
  FROM (
SELECT s.suspect_id,
       CASE s.status
           WHEN 'with_supervisor' THEN 'at_gate'
           WHEN 'rejected' THEN 'respond_by'
           WHEN 'action_plan' THEN 'action_items'
           WHEN 'authorised' THEN 'lay_charge_first'
           ELSE 'decide_' || s.stream END AS clock,
       CASE WHEN s.status IN ('rejected', 'action_plan') OR s.stream = 'red' AND s.status <> 'authorised' THEN s.due_at
            WHEN s.status = 'authorised' THEN
                ((s.status_at AT TIME ZONE 'Europe/London')::date + interval '1 month' + interval '1 day')
                AT TIME ZONE 'Europe/London'
            ELSE ((s.due_at AT TIME ZONE 'Europe/London')::date + interval '1 day') AT TIME ZONE 'Europe/London'
       END AS due_at
  FROM casework_standing s
 WHERE s.case_file_id > %s AND s.case_file_id <= %s AND s.clock = '' AND s.stream IN ('red', 'green_priority', 'green')
   AND (s.status = 'authorised' OR s.due_at IS NOT NULL
        AND s.status IN ('with_supervisor', 'submitted', 'with_prosecutor', 'rejected', 'action_plan'))
) said WHERE said.suspect_id = w.suspect_id
"""
SUMMARY = """
UPDATE casework_standing w SET clock = 'summary_limit', due_at = said.due_at
  FROM (
SELECT f.suspect_id,
       min((f.starts_on + interval '6 months' + interval '1 day') AT TIME ZONE 'Europe/London') AS due_at
  FROM casework_offence f JOIN casework_offencecode k ON k.id = f.offence_code_id
  JOIN casework_standing s ON s.suspect_id = f.suspect_id
 WHERE s.case_file_id > %s AND s.case_file_id <= %s AND f.withdrawn_at IS NULL AND k.mode_of_trial = 'summary'
   AND s.status IN ('building', 'with_supervisor', 'submitted', 'with_prosecutor', 'rejected', 'action_plan',
                    'advice_given', 'authorised')
 GROUP BY f.suspect_id
) said
 WHERE said.suspect_id = w.suspect_id AND (w.due_at IS NULL OR said.due_at < w.due_at)
"""


def fill(apps, schema_editor):
    """Each step is a transaction of its own, and safe to do again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM casework_casefile")
        last = cursor.fetchone()[0]
        for first in range(0, last, AT_ONCE):
            cursor.execute(CLOCKS, [first, first + AT_ONCE])
            cursor.execute(SUMMARY, [first, first + AT_ONCE])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casework", "0034_notices_by_index"), ("charging", "0019_second_looks_in_a_pool")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
