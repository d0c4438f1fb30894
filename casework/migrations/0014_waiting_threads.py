"""The queue of questions by its own index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all threads and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0013_whom_threads_wait_for")]

    operations = [
        AddIndexConcurrently(
            "thread",
            models.Index(
                condition=models.Q(("waiting_for", ""), _negated=True),
                fields=["waiting_for", "waiting_since"],
                name="waiting_threads",
            ),
        ),
    ]
