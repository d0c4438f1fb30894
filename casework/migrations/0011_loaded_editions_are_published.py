"""Editions that were loaded before there were drafts judge files, so they are published."""

from datetime import datetime, time

from django.db import migrations

from foundation.periods import LONDON


def publish(apps, schema_editor):
    """Say of every edition that nobody drafted that it was published when it began."""
    editions = apps.get_model("casework", "FileStandardEdition").objects
    for edition in editions.filter(published_at=None, drafted_at=None):
        edition.published_at = datetime.combine(edition.valid_from, time.min, LONDON)
        edition.save(update_fields=["published_at"])


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_editions_in_draft")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
