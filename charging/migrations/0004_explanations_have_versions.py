"""Forms of explanations say which state they were opened on."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0003_sent_files_are_final'),
    ]

    operations = [
        migrations.AddField(
            model_name='explanation',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    ]
