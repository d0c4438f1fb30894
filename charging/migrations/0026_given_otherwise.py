"""Why reviews were given otherwise than suggested: of one, and of a whole bulk job."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0025_stuck_since_and_where'),
    ]

    operations = [
        migrations.AddField(
            model_name='bulkjob',
            name='why',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why they are given whatever speaks against it, by code; without it those are left out', max_length=30),
        ),
        migrations.AddField(
            model_name='consultation',
            name='override',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why it was given otherwise than suggested, by code', max_length=30),
        ),
    ]
