"""The statuses of the migration before hold for every row; work queues have long read another table."""

from django.contrib.postgres.operations import RemoveIndexConcurrently, ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casework", "0028_second_triage_and_matters")]

    operations = [
        ValidateConstraint("suspect", "suspect_status_is_known"),
        RemoveIndexConcurrently("suspect", "open_suspects_by_status"),
    ]
