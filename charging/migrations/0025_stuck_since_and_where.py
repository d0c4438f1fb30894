"""Since when work is stuck, about whom, and the page on which it is put right."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0037_notices_not_read'),
        ('charging', '0024_lesser_charges'),
    ]

    operations = [
        migrations.AddField(
            model_name='stuckthing',
            name='page',
            field=models.CharField(blank=True, db_default='', default='', help_text='The page on which it is put right, by its name', max_length=60),
        ),
        migrations.AddField(
            model_name='stuckthing',
            name='since',
            field=models.DateTimeField(blank=True, help_text='Since when it is so, where that is known', null=True),
        ),
        migrations.AddField(
            model_name='stuckthing',
            name='subject',
            field=models.BigIntegerField(blank=True, help_text='Key of what that page is about', null=True),
        ),
        migrations.AddField(
            model_name='stuckthing',
            name='suspect',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.suspect'),
        ),
    ]
