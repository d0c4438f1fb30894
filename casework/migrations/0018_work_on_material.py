"""Finding the links and recordings that a worker has to look at, without keeping writers out."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all material and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0017_names_and_standings")]

    operations = [
        AddIndexConcurrently(
            "material",
            models.Index(
                condition=models.Q(
                    ("link_checked_at__isnull", True), ("withdrawn_at__isnull", True), models.Q(("link", ""), _negated=True)
                ),
                fields=["id"],
                name="links_to_be_looked_at",
            ),
        ),
        AddIndexConcurrently(
            "mediadetails",
            models.Index(
                condition=models.Q(("playable_checked_at__isnull", True)), fields=["id"], name="recordings_to_be_tried"
            ),
        ),
    ]
