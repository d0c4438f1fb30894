"""Until now nobody contested anything: what triage said is what stands. Written some facts at a time."""

from django.db import migrations

AT_ONCE = 5_000
SAID = """
UPDATE metrics_factsubmission SET accepted_at_triage = accepted
 WHERE id > %s AND id <= %s AND accepted_at_triage IS DISTINCT FROM accepted"""


def fill(apps, schema_editor):
    """Each step is a transaction of its own, and safe to do again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM metrics_factsubmission")
        last = cursor.fetchone()[0]
        for first in range(0, last, AT_ONCE):
            cursor.execute(SAID, [first, first + AT_ONCE])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("metrics", "0003_challenged")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
