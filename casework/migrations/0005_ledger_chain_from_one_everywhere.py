"""The check of 0004 holds for the events that were there before it, too."""

import django.contrib.postgres.operations
from django.db import migrations


class Migration(migrations.Migration):
    """Validate the check, beside running writes."""

    unlimited = "VALIDATE reads the whole ledger, but neither readers nor writers wait for it."

    dependencies = [("casework", "0004_ledger_chain_from_one")]

    operations = [
        django.contrib.postgres.operations.ValidateConstraint(
            model_name="caseevent", name="no_event_stands_outside_its_chain"
        ),
    ]
