"""The rows of an Area by when they moved last, so that what came in and went out is counted from the last weeks."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all rows of work queues and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0035_matters_by_grade")]

    operations = [
        AddIndexConcurrently("standing", models.Index(fields=["cps_area", "status_at"], name="standings_moved_lately")),
    ]
