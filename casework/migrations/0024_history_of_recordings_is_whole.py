from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0023_history_of_recordings")]

    operations = [ValidateConstraint("mediadetails", "a_changed_recording_says_when_and_by_whom")]
