"""Threshold Test charges to look at again of which nobody was told yet, by their last day."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all second looks and waits for running transactions, but holds up nobody."

    dependencies = [("charging", "0028_told_of_second_looks")]

    operations = [
        AddIndexConcurrently(
            "thresholdreview",
            models.Index(
                fields=["due_at"],
                condition=models.Q(done_at__isnull=True, reminded_at__isnull=True),
                name="threshold_reviews_to_tell_of",
            ),
        ),
    ]
