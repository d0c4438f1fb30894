"""When a decision of the CPS is late, beside what is due first: kept by `keep_standings` from each case's next move."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0037_notices_not_read")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="decide_by",
            field=models.DateTimeField(
                blank=True,
                help_text="From when on a decision of the CPS is late, whatever else is due before",
                null=True,
            ),
        ),
    ]
