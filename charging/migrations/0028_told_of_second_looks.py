"""When whoever has to look at a Threshold Test charge again was told that the day has come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("charging", "0027_earlier_requests_to_reopen"), ("casework", "0037_notices_not_read")]

    operations = [
        migrations.AddField(
            model_name="thresholdreview",
            name="reminded_at",
            field=models.DateTimeField(blank=True, help_text="When whoever has to look was told of the day", null=True),
        ),
    ]
