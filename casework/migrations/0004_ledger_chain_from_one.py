"""From now on no event may stand outside its chain; the next migration looks at those already there."""

import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the check for new rows only, which needs its lock for a moment."""

    dependencies = [("casework", "0003_ledger_index_of_corrections")]

    operations = [
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("seq__gte", 1)), name="no_event_stands_outside_its_chain"
            ),
        ),
    ]
