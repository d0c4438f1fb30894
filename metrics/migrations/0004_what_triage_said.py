"""Until now nobody contested anything: what triage said is what stands."""

from django.db import migrations

SAID = """
UPDATE metrics_factsubmission SET accepted_at_triage = accepted
 WHERE accepted_at_triage IS DISTINCT FROM accepted"""


class Migration(migrations.Migration):
    unlimited = "It writes each fact of a submission once; figures are read meanwhile."

    dependencies = [("metrics", "0003_challenged")]

    operations = [migrations.RunSQL(SAID, migrations.RunSQL.noop)]
