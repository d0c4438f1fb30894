"""What a look at a link met, and who said that a recording held elsewhere plays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("casework", "0011_loaded_editions_are_published"),
    ]

    operations = [
        migrations.AddField(
            model_name="material",
            name="link_note",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="What the last look at the link met, in plain words",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="mediadetails",
            name="playable_stated_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Who said so, where the recording is not here to be tried",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
