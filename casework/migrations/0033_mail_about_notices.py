"""Mail about notices: what people want, what was sent, what became of it."""

import datetime
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_ranks_of_escalation'),
        ('casework', '0032_custody_and_clocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('instant', 'At once'), ('digest', 'Daily summary'), ('resend', 'Sent again')], max_length=10)),
                ('created_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('temporary_failure', 'Not delivered'), ('permanent_failure', 'Cannot be delivered'), ('not_needed', 'Not sent: nothing was left to tell')], default='queued', max_length=20)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, help_text='Since when somebody is sending it', null=True)),
                ('uncertain', models.BooleanField(default=False)),
                ('trouble', models.CharField(blank=True, choices=[('busy', 'The mail service had too much to do'), ('away', 'The mail service did not answer'), ('key', 'The mail service did not accept our key'), ('refused', 'The mail service refused it'), ('interrupted', 'Sending was interrupted'), ('no_such_address', 'There is no such address'), ('inbox', 'The inbox did not take it: it may be full'), ('technical', 'The mail service failed')], max_length=20)),
                ('provider_id', models.CharField(blank=True, help_text='What the mail service calls it', max_length=60)),
                ('urgent_count', models.PositiveIntegerField(default=0, help_text='As it was said in the mail')),
                ('other_count', models.PositiveIntegerField(default=0)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('checks', models.PositiveSmallIntegerField(default=0, help_text='How often we asked what became of it')),
                ('next_check_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, help_text='When it was delivered, failed or dropped', null=True)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='MailAllowance',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('tokens', models.FloatField()),
                ('filled_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='NoticePreference',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notice_preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('choice', models.CharField(choices=[('digest', 'Urgent ones at once, the rest once a day'), ('instant', 'All of them at once'), ('none', 'Never: I read them here')], default='digest', max_length=10)),
                ('digest_at', models.TimeField(default=datetime.time(8, 0), help_text='Time of day in London')),
                ('working_days_only', models.BooleanField(default=True)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('sending', 'Sending and triage'), ('review', 'Reviews and decisions'), ('plan', 'Action plans'), ('question', 'Questions'), ('charge', 'Charges'), ('contest', 'Contests and escalations'), ('quality', 'File quality'), ('material', 'Material'), ('other', 'Other')], db_default='other', default='other', max_length=20),
        ),
        migrations.AddField(
            model_name='notice',
            name='mail_due_at',
            field=models.DateTimeField(blank=True, help_text='From when on a mail speaks of it; empty once one does, or where none is wanted', null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='urgent',
            field=models.BooleanField(db_default=False, default=False, help_text='Cannot wait for the next working day'),
        ),
        migrations.AddField(
            model_name='mail',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mail',
            name='notices',
            field=models.ManyToManyField(related_name='mails', to='casework.notice'),
        ),
        migrations.AddField(
            model_name='mail',
            name='recipient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mail',
            name='resend_of',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sent_again_as', to='casework.mail'),
        ),
        migrations.AddConstraint(
            model_name='mailallowance',
            constraint=models.CheckConstraint(condition=models.Q(('tokens__gte', 0)), name='an_allowance_is_never_overdrawn'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['next_attempt_at', 'id'], name='mails_to_send'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='mails_being_sent'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('next_check_at__isnull', False)), fields=['next_check_at', 'id'], name='mails_to_ask_about'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(fields=['state', '-settled_at', '-id'], name='mails_by_state'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(fields=['recipient', '-created_at', '-id'], name='mails_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_attempt_at__isnull', False), ('state', 'queued')), models.Q(models.Q(('state', 'queued'), _negated=True), ('next_attempt_at__isnull', True)), _connector='OR'), name='a_waiting_mail_says_until_when'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('claimed_at__isnull', True)), _connector='OR'), name='a_mail_being_sent_says_since_when'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'delivered']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='a_sent_mail_says_when'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('next_check_at__isnull', True), ('state', 'sent'), _connector='OR'), name='only_sent_mails_are_asked_about'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('temporary_failure', 'permanent_failure')), _negated=True), models.Q(models.Q(('trouble', ''), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='a_failed_mail_says_why_and_when'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by__isnull', False), ('kind', 'resend'), ('resend_of__isnull', False)), models.Q(models.Q(('kind', 'resend'), _negated=True), ('asked_by__isnull', True), ('resend_of__isnull', True)), _connector='OR'), name='a_mail_sent_again_says_which_and_by_whom'),
        ),
    ]
