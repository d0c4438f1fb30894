"""Contests by the month in which they were settled."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all rows of submissions and waits for running transactions, but holds up nobody."

    dependencies = [("metrics", "0005_contests_and_escalations")]

    operations = [
        AddIndexConcurrently(
            model_name="factsubmission",
            index=models.Index(
                fields=["contest_settled_on"],
                condition=models.Q(contest_settled_on__isnull=False),
                name="submission_fact_by_contest",
            ),
        ),
    ]
