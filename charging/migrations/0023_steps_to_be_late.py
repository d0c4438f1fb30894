"""Steps of the ladder that wait for an answer, by when that is late."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all rows of steps and waits for running transactions, but holds up nobody."

    dependencies = [("charging", "0022_escalations_late_and_ended")]

    operations = [
        AddIndexConcurrently(
            "escalationstep",
            models.Index(
                fields=["due_at"], condition=models.Q(outcome="", overdue_at__isnull=True), name="steps_to_be_late"
            ),
        ),
    ]
