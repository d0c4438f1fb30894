"""Fill in stream and prosecutor also of suspects who are finished with, some cases at a time."""

from django.db import migrations

AT_ONCE = 1_000
LIMIT = """CASE b.stream WHEN 'red' THEN interval '3 hours' WHEN 'green_priority' THEN interval '120 hours'
                         WHEN 'green' THEN interval '672 hours' END"""
DUES = f"""
UPDATE casework_standing w SET stream = said.stream, due_at = said.due_at, prosecutor_id = said.prosecutor_id
  FROM (
SELECT w.suspect_id, COALESCE(b.stream, '') AS stream,
       CASE w.status
           WHEN 'with_supervisor' THEN b.prepared_at + {LIMIT}
           WHEN 'submitted' THEN b.sent_at + {LIMIT}
           WHEN 'with_prosecutor' THEN b.sent_at + {LIMIT}
           WHEN 'rejected' THEN (
               SELECT (t.respond_by + 1)::timestamp AT TIME ZONE 'Europe/London'
                 FROM charging_triage t WHERE t.submission_id = b.id)
           WHEN 'action_plan' THEN (
               SELECT (min(i.due_on) + 1)::timestamp AT TIME ZONE 'Europe/London'
                 FROM charging_actionitem i JOIN charging_actionplan p ON p.id = i.plan_id
                 JOIN charging_consultation r ON r.id = p.consultation_id
                 JOIN charging_submission_suspects m
                   ON m.submission_id = r.submission_id AND m.suspect_id = w.suspect_id
                WHERE p.case_file_id = w.case_file_id AND p.returned_at IS NULL AND i.state = 'pending'
                  AND (i.suspect_id IS NULL OR i.suspect_id = w.suspect_id))
       END AS due_at,
       (SELECT r.prosecutor_id FROM charging_consultation r
          JOIN charging_submission_suspects m ON m.submission_id = r.submission_id AND m.suspect_id = w.suspect_id
         WHERE r.case_file_id = w.case_file_id ORDER BY r.completed_at IS NOT NULL, r.id DESC LIMIT 1)
       AS prosecutor_id
  FROM casework_standing w LEFT JOIN LATERAL (
       SELECT b.* FROM charging_submission b JOIN charging_submission_suspects m ON m.submission_id = b.id
        WHERE m.suspect_id = w.suspect_id AND w.status <> 'building'
          AND b.state = CASE w.status WHEN 'with_supervisor' THEN 'with_supervisor' ELSE 'sent' END
        ORDER BY b.id DESC LIMIT 1) b ON true
 WHERE w.case_file_id = ANY(%(cases)s)) said
 WHERE said.suspect_id = w.suspect_id
"""


def fill(apps, schema_editor):
    """Each step is a transaction of its own, and safe to do again."""
    connection, last = schema_editor.connection, 0
    cases = apps.get_model("casework", "CaseFile")._default_manager.using(connection.alias).order_by("pk")
    while keys := list(cases.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        with connection.cursor() as cursor:
            cursor.execute(DUES, {"cases": keys})
        last = keys[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("casework", "0020_standings_of_everybody"),
        ("charging", "0005_dues_of_standings"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
