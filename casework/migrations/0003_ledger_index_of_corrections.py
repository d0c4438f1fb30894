"""An index by which the ledger finds what corrects an event, built while the service writes."""

import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index without keeping writers out."""

    atomic = False
    unlimited = "CONCURRENTLY reads the whole ledger and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0002_ledger_digest")]

    operations = [
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name="caseevent",
            index=models.Index(
                condition=models.Q(("corrects_id__isnull", False)),
                fields=["corrects_id"],
                name="event_by_what_it_corrects",
            ),
        ),
    ]
