"""Finding material by its digest, and what waits for the virus scan, without keeping writers out."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all versions and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0008_building_a_file")]

    operations = [
        AddIndexConcurrently("materialversion", models.Index(fields=["sha256"], name="versions_by_digest")),
        AddIndexConcurrently(
            "materialversion",
            models.Index(
                condition=models.Q(("scan_state", "waiting")), fields=["added_at"], name="versions_in_quarantine"
            ),
        ),
    ]
