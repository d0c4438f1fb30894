"""Notices by whoever is to be mailed, and by person, newest first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all notices and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0033_mail_about_notices")]

    operations = [
        AddIndexConcurrently(
            "notice",
            models.Index(
                condition=models.Q(("mail_due_at__isnull", False)),
                fields=["mail_due_at", "recipient"],
                name="notices_to_be_mailed",
            ),
        ),
        AddIndexConcurrently("notice", models.Index(fields=["recipient", "-at"], name="notices_of_a_person")),
    ]
