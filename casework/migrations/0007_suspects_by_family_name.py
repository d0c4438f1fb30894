"""An index for the search by family name, whatever the letter case, built while the service writes."""

from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """Add the index without keeping writers out."""

    atomic = False
    unlimited = "CONCURRENTLY reads all suspects and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0006_outbox_failures")]

    operations = [
        AddIndexConcurrently(
            model_name="suspect",
            index=models.Index(
                OpClass(Upper("family_name"), name="varchar_pattern_ops"), name="suspects_by_family_name"
            ),
        ),
    ]
