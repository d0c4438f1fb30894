"""When police were told that no answer came in time, and why they ended an escalation."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0021_open_reviews_by_prosecutor'),
    ]

    operations = [
        migrations.AddField(
            model_name='escalation',
            name='end_reason',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why police ended it', max_length=4000),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='overdue_at',
            field=models.DateTimeField(blank=True, help_text='When police were told that no answer came in time', null=True),
        ),
    ]
