"""Gaps explained, reasons tied to rows, the sensitive annex of a sealed file."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0009_versions_by_digest'),
        ('charging', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='sealed_sensitive',
            field=models.CharField(blank=True, db_default='', help_text='SHA-256 of the sensitive annex, held by content like the rest', max_length=64),
        ),
        migrations.AddField(
            model_name='triagereason',
            name='about',
            field=models.CharField(blank=True, db_default='', help_text='What the row was asked of: case, suspect-1', max_length=40),
        ),
        migrations.AddField(
            model_name='triagereason',
            name='row',
            field=models.CharField(blank=True, db_default='', help_text='Code of the row of the standard it is about', max_length=40),
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Code of the row, or of the warning', max_length=40)),
                ('about', models.CharField(help_text='What it is asked of: case, suspect-1, person-1', max_length=40)),
                ('text', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='casework.casefile')),
            ],
            options={
                'ordering': ['case_file', 'code', 'about'],
                'constraints': [models.UniqueConstraint(fields=('case_file', 'code', 'about'), name='a_gap_is_explained_once'), models.CheckConstraint(condition=models.Q(('text__gt', '')), name='an_explanation_says_something')],
            },
        ),
    ]
