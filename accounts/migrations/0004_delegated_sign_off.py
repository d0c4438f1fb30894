"""Where and when somebody can be reached, and sign-off lent for a while."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_more_roles'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='working_pattern',
            field=models.CharField(blank=True, db_default='', help_text='Shifts, rest days, part time: when to expect an answer', max_length=120),
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, help_text='Set where it was ended early', null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='accounts.unit')),
            ],
            options={
                'ordering': ['-starts_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='delegation_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('person', models.F('given_by')), _negated=True), name='nobody_delegates_to_themselves'), models.CheckConstraint(condition=models.Q(('reason__gt', '')), name='a_delegation_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='an_ended_delegation_says_when_and_by_whom')],
            },
        ),
    ]
