"""What CPS Direct handles, by indexes of their own: a few rows of each table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all rows and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0030_handled_by")]

    operations = [
        AddIndexConcurrently(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("handled_by__isnull", False)), fields=["handled_by"], name="cases_handled_elsewhere"
            ),
        ),
        AddIndexConcurrently(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("handled_by__isnull", False)),
                fields=["handled_by", "side", "kind"],
                name="matters_handled_elsewhere",
            ),
        ),
        AddIndexConcurrently(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("handled_by__isnull", False)),
                fields=["handled_by", "status"],
                name="standings_handled_elsewhere",
            ),
        ),
    ]
