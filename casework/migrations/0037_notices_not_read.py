"""The notices that nobody has read yet, which every page of somebody who is signed in counts."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all notices and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0036_standings_moved_lately")]

    operations = [
        AddIndexConcurrently(
            "notice",
            models.Index(fields=["recipient"], condition=models.Q(("read_at__isnull", True)), name="notices_not_read"),
        ),
    ]
