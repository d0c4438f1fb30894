"""Contests of rejections, and escalations step by step, as they are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('metrics', '0004_what_triage_said'),
    ]

    operations = [
        migrations.CreateModel(
            name='FactEscalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField()),
                ('escalation_id', models.TextField()),
                ('step', models.IntegerField()),
                ('urn', models.CharField(max_length=14)),
                ('casework_type', models.CharField(max_length=20)),
                ('youth', models.BooleanField()),
                ('about', models.TextField(help_text='decision, rejection or action_plan')),
                ('segment', models.CharField(choices=[('all', 'Everybody'), ('custody', 'In police custody'), ('not_custody', 'Not in custody'), ('unknown', 'Custody basis not stated')], help_text='By the last receipt before the step was raised', max_length=12)),
                ('raised_on', models.DateField()),
                ('ended_on', models.DateField(help_text='When it was answered, or nobody waited for an answer any more', null=True)),
                ('outcome', models.CharField(choices=[('open', 'Not answered yet'), ('changed', 'Changed'), ('partly', 'Agreed in part'), ('stands', 'Stands'), ('gone_on', 'Not answered before it went to the next step'), ('withdrawn', 'Ended by police before it was answered'), ('overtaken', 'Overtaken before it was answered: it was decided again otherwise')], max_length=12)),
                ('days', models.IntegerField(help_text='From raising to the end', null=True)),
                ('in_time', models.BooleanField(help_text='Unknown where it was not answered', null=True)),
                ('force', models.CharField(max_length=20)),
                ('police_unit', models.CharField(max_length=30)),
                ('cps_area', models.CharField(max_length=20)),
                ('cps_unit', models.CharField(max_length=30)),
            ],
            options={
                'ordering': ['case_id', 'escalation_id', 'step'],
            },
        ),
        migrations.AddField(
            model_name='factsubmission',
            name='contest',
            field=models.CharField(blank=True, choices=[(None, 'Not contested'), ('open', 'Contested, not yet decided'), ('upheld', 'Upheld: the rejection stands'), ('overturned', 'Overturned: the file was accepted'), ('overtaken', 'Overtaken: the file went on before it was decided')], db_default='', default='', help_text='As it stands', max_length=12),
        ),
        migrations.AddField(
            model_name='factsubmission',
            name='contest_settled_on',
            field=models.DateField(help_text='When it was first decided, or overtaken', null=True),
        ),
        migrations.AddField(
            model_name='factsubmission',
            name='contested_on',
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name='factescalation',
            index=models.Index(fields=['raised_on'], name='escalation_fact_by_month'),
        ),
        migrations.AddConstraint(
            model_name='factescalation',
            constraint=models.UniqueConstraint(fields=('case_id', 'escalation_id', 'step'), name='one_fact_a_step'),
        ),
    ]
