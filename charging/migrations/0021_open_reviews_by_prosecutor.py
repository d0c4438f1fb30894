"""Open reviews by whose they are, so that a bench's loads are counted without those of everybody else."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all reviews and waits for running transactions, but holds up nobody."

    dependencies = [("charging", "0020_clocks_of_open_suspects")]

    operations = [
        AddIndexConcurrently(
            "consultation",
            models.Index(
                condition=models.Q(("completed_at__isnull", True)),
                fields=["prosecutor"],
                name="open_reviews_of_a_prosecutor",
            ),
        ),
    ]
