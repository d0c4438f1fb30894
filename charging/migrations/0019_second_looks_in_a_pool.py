"""A second look at a Threshold Test charge may be in the pool of the Area that the case went to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0018_who_decided_stands_beside_when'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='thresholdreview',
            name='prosecutor',
            field=models.ForeignKey(blank=True, help_text='Empty where the case went to another Area: then it is in the pool there', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
