"""What triage said, beside what stands after a challenge."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('metrics', '0002_reopened'),
    ]

    operations = [
        migrations.AddField(
            model_name='factsubmission',
            name='accepted_at_triage',
            field=models.BooleanField(help_text='What triage said, before police contested anything', null=True),
        ),
        migrations.AlterField(
            model_name='factsubmission',
            name='accepted',
            field=models.BooleanField(help_text='As it stands: unknown while not triaged, or when withdrawn; overturned counts as accepted', null=True),
        ),
    ]
