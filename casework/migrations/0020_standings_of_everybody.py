"""A row also for every suspect who is finished with: search filters by it. Filled some cases at a time."""

from django.db import migrations

AT_ONCE = 1_000
STANDINGS = """
INSERT INTO casework_standing (suspect_id, case_file_id, force_id, cps_area_id, first_submitted_at, opened_at,
       police_unit_id, cps_unit_id, officer_id, casework_type, flags, status, status_at, custody_basis, stream)
SELECT s.id, c.id, c.force_id, c.cps_area_id, c.first_submitted_at, c.opened_at,
       c.police_unit_id, c.cps_unit_id, c.officer_id, c.casework_type,
       ARRAY(SELECT f.code FROM casework_caseflag f
              WHERE f.case_file_id = c.id AND f.cleared_at IS NULL ORDER BY f.code),
       s.status, s.status_at, s.custody_basis, ''
  FROM casework_suspect s JOIN casework_casefile c ON c.id = s.case_file_id
 WHERE c.id = ANY(%(cases)s)
    ON CONFLICT (suspect_id) DO NOTHING
"""


def fill(apps, schema_editor):
    """Each step is a transaction of its own, and safe to stop at: what is there is left as it is."""
    connection, last = schema_editor.connection, 0
    cases = apps.get_model("casework", "CaseFile")._default_manager.using(connection.alias).order_by("pk")
    while keys := list(cases.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        with connection.cursor() as cursor:
            cursor.execute(STANDINGS, {"cases": keys})
        last = keys[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casework", "0019_confirmations_are_kept")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
