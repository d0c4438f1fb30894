"""A second triage among the statuses of a suspect, and the rows of what waits for somebody."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_ranks_of_escalation'),
        ('casework', '0027_names_of_organisations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('subject', models.BigIntegerField(help_text='Key of the contest, item, approval that waits')),
                ('side', models.CharField(help_text='The agency that has to act', max_length=10)),
                ('permission', models.CharField(help_text='What whoever acts has to hold', max_length=30)),
                ('since', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, help_text='From when on it is late', null=True)),
                ('first_submitted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': [models.OrderBy(models.F('due_at'), nulls_last=True), 'since', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='suspect',
            name='suspect_status_is_known',
        ),
        migrations.AlterField(
            model_name='suspect',
            name='status',
            field=models.CharField(choices=[('building', 'BUILDING'), ('with_supervisor', 'WITH_SUPERVISOR'), ('submitted', 'SUBMITTED'), ('second_triage', 'SECOND_TRIAGE'), ('rejected', 'REJECTED'), ('with_prosecutor', 'WITH_PROSECUTOR'), ('action_plan', 'ACTION_PLAN'), ('advice_given', 'ADVICE_GIVEN'), ('authorised', 'AUTHORISED'), ('charged', 'CHARGED'), ('no_further_action', 'NO_FURTHER_ACTION'), ('out_of_court', 'OUT_OF_COURT'), ('admin_finalised', 'ADMIN_FINALISED')], default='building', max_length=30),
        ),
        AddConstraintNotValid(
            model_name='suspect',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['building', 'with_supervisor', 'submitted', 'second_triage', 'rejected', 'with_prosecutor', 'action_plan', 'advice_given', 'authorised', 'charged', 'no_further_action', 'out_of_court', 'admin_finalised'])), name='suspect_status_is_known'),
        ),
        migrations.AddField(
            model_name='matter',
            name='case_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matters', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='matter',
            name='cps_area',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='matter',
            name='cps_unit',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit'),
        ),
        migrations.AddField(
            model_name='matter',
            name='force',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='matter',
            name='not_person',
            field=models.ForeignKey(blank=True, help_text='Whose own act it is about, so that somebody else decides', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='matter',
            name='person',
            field=models.ForeignKey(blank=True, help_text='Whose it is; empty where it is in a pool', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='matter',
            name='police_unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit'),
        ),
        migrations.AddField(
            model_name='matter',
            name='suspect',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.suspect'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['force', 'side', 'kind'], name='matters_by_force'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['cps_area', 'side', 'kind'], name='matters_by_area'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.UniqueConstraint(fields=('kind', 'subject', 'side'), name='a_matter_waits_once_a_side'),
        ),
    ]
