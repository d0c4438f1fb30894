"""Everything a file is built from: answers, schedules, conversation, drafts, uploads, history; new columns have defaults."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_more_roles'),
        ('casework', '0007_suspects_by_family_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family_name', models.CharField(max_length=80)),
                ('given_names', models.CharField(blank=True, max_length=120)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'aliases',
                'ordering': ['suspect', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(help_text='Code of the question in the catalogue of forms', max_length=60)),
                ('state', models.CharField(choices=[('given', 'Answered'), ('none', 'None'), ('not_applicable', 'Does not apply'), ('unknown', 'Not known')], max_length=20)),
                ('value', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField(help_text='When it was last answered or confirmed')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['case_file', 'question', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AnswerBefore',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('state', models.CharField(choices=[('given', 'Answered'), ('none', 'None'), ('not_applicable', 'Does not apply'), ('unknown', 'Not known')], max_length=20)),
                ('value', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField(help_text='When it was last answered or confirmed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CaseFileBefore',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('headline', models.CharField(help_text='What the case is about, without names', max_length=120)),
                ('summary', models.TextField(blank=True, help_text='Circumstances, as the police report tells them')),
                ('lines_of_enquiry', models.TextField(blank=True, help_text='Reasonable lines of enquiry, done and not pursued')),
                ('crime_reference', models.CharField(blank=True, max_length=40)),
                ('crime_recorded_on', models.DateField(blank=True, null=True)),
                ('casework_type', models.CharField(choices=[('magistrates', "Magistrates' court"), ('crown', 'Crown Court'), ('rasso', 'Rape and serious sexual offences'), ('complex', 'Complex casework')], default='magistrates', max_length=20)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(help_text='Path of the form, without its query', max_length=200)),
                ('data', models.JSONField(help_text='Field name → list of values, as a browser sends them')),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-saved_at'],
            },
        ),
        migrations.CreateModel(
            name='GeneratedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(help_text='mg5, mg6c, receipt …', max_length=30)),
                ('number', models.PositiveSmallIntegerField(help_text='Version, from 1')),
                ('state', models.CharField(choices=[('queued', 'Being made'), ('ready', 'Ready'), ('failed', 'Could not be made')], default='queued', max_length=10)),
                ('sensitive', models.BooleanField(default=False)),
                ('inputs', models.JSONField(help_text='What the document says, as the typesetter reads it')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.BigIntegerField(blank=True, help_text='Bytes', null=True)),
                ('error', models.CharField(blank=True, max_length=200)),
                ('requested_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['case_file', 'form', '-number'],
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('urn', 'Almost the same URN'), ('person', 'The same suspect'), ('document', 'The same document')], max_length=10)),
                ('found_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('', 'Not answered yet'), ('different', 'A different case'), ('same', 'The same case'), ('linked', 'Another case that belongs with it')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'likenesses',
                'ordering': ['case_file', 'id'],
            },
        ),
        migrations.CreateModel(
            name='MaterialBefore',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('kind', models.CharField(choices=[('mg2', 'MG2 special measures assessment'), ('mg3', 'MG3 report for a charging decision'), ('mg3a', 'MG3A further report for a charging decision'), ('mg5', 'MG5 police report'), ('mg6', 'MG6 case file evidence and information'), ('mg6b', "MG6B police officer's misconduct record"), ('mg6c', 'MG6C schedule of unused non-sensitive material'), ('mg6d', 'MG6D schedule of sensitive material'), ('mg6e', "MG6E disclosure officer's report"), ('mg7', 'MG7 remand application'), ('mg9', 'MG9 witness list'), ('mg10', 'MG10 witness non-availability'), ('mg11', 'MG11 witness statement'), ('mg12', 'MG12 exhibit list'), ('mg15', 'MG15 interview record'), ('mg16', 'MG16 bad character'), ('mg18', 'MG18 offences taken into consideration'), ('mg19', 'MG19 compensation'), ('mg21', 'MG21 forensic submission'), ('exhibit', 'Exhibit'), ('precons', 'Previous convictions'), ('da_checklist', 'Domestic abuse checklist'), ('vps', 'Victim personal statement'), ('medical', 'Medical evidence'), ('forensic', 'Forensic report'), ('bwv', 'Body-worn video'), ('cctv', 'CCTV'), ('call', '999 call recording'), ('media', 'Other media'), ('third_party', 'Third-party material'), ('rebuttable', 'Material presumed disclosable'), ('dmd', 'Disclosure management document'), ('other', 'Other material')], max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('link', models.URLField(blank=True, help_text='Where digital evidence is held, if it is not a file here')),
                ('sensitive', models.BooleanField(db_default=False, default=False, help_text='Known only to those who may see sensitive material')),
                ('source', models.CharField(blank=True, db_default='', help_text='Whom it came from, where that is a third party', max_length=120)),
                ('justification', models.TextField(blank=True, db_default='', help_text="Why a third party's material was asked for")),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MediaDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, help_text='Camera, officer or system it is from', max_length=120)),
                ('recorded_from', models.DateTimeField(blank=True, null=True)),
                ('recorded_to', models.DateTimeField(blank=True, null=True)),
                ('clip_from', models.PositiveIntegerField(blank=True, null=True)),
                ('clip_to', models.PositiveIntegerField(blank=True, null=True)),
                ('whole_needed', models.BooleanField(default=False, help_text='The whole recording matters, so it is not clipped')),
                ('duration', models.PositiveIntegerField(blank=True, help_text='Whole seconds, as read from the file', null=True)),
                ('format', models.CharField(blank=True, max_length=60)),
                ('playable', models.CharField(blank=True, choices=[('', 'Not checked yet'), ('plays', 'Plays'), ('does_not_play', 'Does not play')], max_length=20)),
                ('playable_checked_at', models.DateTimeField(blank=True, null=True)),
                ('playable_note', models.CharField(blank=True, max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('act', models.CharField(choices=[('ask', 'Asked'), ('answer', 'Answered'), ('comment', 'Commented'), ('accept', 'Accepted the answer'), ('reopen', 'Asked again')], max_length=10)),
                ('side', models.CharField(choices=[('police', 'POLICE'), ('cps', 'CPS')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['thread', 'number'],
            },
        ),
        migrations.CreateModel(
            name='PersonBefore',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('role', models.CharField(choices=[('victim', 'Victim'), ('witness', 'Witness')], max_length=10)),
                ('family_name', models.CharField(max_length=80)),
                ('given_names', models.CharField(max_length=120)),
                ('date_of_birth', models.DateField(blank=True, null=True)),
                ('personal_statement', models.CharField(blank=True, choices=[('', 'Not answered yet'), ('taken', 'Offered and taken'), ('declined', 'Offered and declined'), ('outstanding', 'Offered, still to be taken'), ('not_offered', 'Not offered yet'), ('not_applicable', 'Does not apply')], max_length=20)),
                ('special_measures', models.CharField(blank=True, choices=[('', 'Not answered yet'), ('needed', 'Assessed: needed'), ('not_needed', 'Assessed: not needed'), ('unknown', 'Assessed: not known yet')], max_length=20)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReadEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_id', models.BigIntegerField(help_text='Key of the person, never a name')),
                ('kind', models.CharField(choices=[('case_opened', 'Opened the case'), ('document_opened', 'Opened a document'), ('downloaded', 'Downloaded material'), ('searched', 'Searched'), ('exported', 'Exported')], max_length=20)),
                ('case_id', models.BigIntegerField(blank=True, null=True)),
                ('thing', models.CharField(blank=True, help_text='material, document, receipt, search …', max_length=40)),
                ('thing_id', models.CharField(blank=True, max_length=40)),
                ('sha256', models.CharField(blank=True, help_text='Exactly which bytes, where there were any', max_length=64)),
                ('details', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('charging', 'Charging decision'), ('first_hearing', 'First hearing papers'), ('court', 'Court')], max_length=20)),
                ('need', models.CharField(choices=[('needed', 'Needed'), ('not_needed', 'Not needed'), ('unknown', 'Not known yet')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('minutes', models.PositiveIntegerField(blank=True, help_text='Time spent on it so far', null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['material', 'stage'],
            },
        ),
        migrations.CreateModel(
            name='Search',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'searches',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='SuspectBefore',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('family_name', models.CharField(max_length=80)),
                ('given_names', models.CharField(max_length=120)),
                ('date_of_birth', models.DateField(blank=True, null=True)),
                ('asn', models.CharField(blank=True, max_length=21, verbose_name='arrest/summons number')),
                ('custody_basis', models.CharField(choices=[('custody', 'In police custody'), ('bail', 'On pre-charge bail'), ('rui', 'Released under investigation'), ('voluntary', 'Interviewed voluntarily'), ('at_large', 'Not yet found')], max_length=20)),
                ('anticipated_plea', models.CharField(blank=True, choices=[('gap', 'Guilty plea expected (GAP)'), ('ngap', 'Not guilty plea expected (NGAP)')], max_length=10)),
                ('interview_summary', models.TextField(blank=True, help_text='What the suspect said, and any likely defence')),
                ('previous_convictions', models.CharField(blank=True, choices=[('', 'Not answered yet'), ('none', 'Checked: none recorded'), ('attached', 'Checked: record attached'), ('unknown', 'Checked: could not be established')], max_length=20)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requirement', models.CharField(blank=True, help_text='Code of a row of the file standard', max_length=40)),
                ('subject', models.CharField(max_length=120)),
                ('visibility', models.CharField(choices=[('shared', 'Police and the CPS'), ('own', 'My own agency only')], max_length=10)),
                ('side', models.CharField(choices=[('police', 'POLICE'), ('cps', 'CPS')], help_text='Who asked', max_length=10)),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('answered', 'Answered, not accepted yet'), ('accepted', 'Accepted')], default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('last_at', models.DateTimeField(help_text='When the last message came')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['-last_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ThreadSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='UnusedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('number', models.PositiveSmallIntegerField(help_text='Place on its own schedule, from 1')),
                ('description', models.TextField()),
                ('location', models.CharField(blank=True, max_length=120)),
                ('presumption', models.CharField(blank=True, choices=[('', 'Not of a presumed kind'), ('crime_report', 'Crime report'), ('call', 'Record or recording of a call, or an incident log'), ('custody', 'Custody record'), ('account', 'Earlier account of a witness or victim, or first description'), ('interview', 'Interview record of somebody not charged'), ('witness_record', 'Convictions or cautions of a victim or witness'), ('notebook', 'Police notebook or body-worn video not relied on'), ('credibility', 'Anything that casts doubt on a witness'), ('payment', 'Payment or promise to a witness'), ('cctv', 'CCTV or pictures not relied on'), ('forensic', 'Forensic result that helps no case or is negative'), ('identification', 'Negative identification'), ('co_accused', 'Convictions of a co-accused')], max_length=20)),
                ('rebutted_because', models.TextField(blank=True, help_text='Why the presumption does not hold for this item')),
                ('sensitive', models.BooleanField(default=False)),
                ('sensitivity_ground', models.CharField(blank=True, max_length=40)),
                ('sensitivity_rationale', models.TextField(blank=True)),
                ('view', models.CharField(blank=True, choices=[('', 'Not reviewed yet'), ('meets', 'May undermine the prosecution or assist the defence'), ('does_not_meet', 'Does not meet the test'), ('unknown', 'Reviewed: cannot be said yet')], max_length=20)),
                ('view_reason', models.TextField(blank=True)),
                ('inspected_at', models.DateTimeField(blank=True, null=True)),
                ('added_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['case_file', 'sensitive', 'number'],
            },
        ),
        migrations.CreateModel(
            name='UnusedItemBefore',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('description', models.TextField()),
                ('location', models.CharField(blank=True, max_length=120)),
                ('presumption', models.CharField(blank=True, choices=[('', 'Not of a presumed kind'), ('crime_report', 'Crime report'), ('call', 'Record or recording of a call, or an incident log'), ('custody', 'Custody record'), ('account', 'Earlier account of a witness or victim, or first description'), ('interview', 'Interview record of somebody not charged'), ('witness_record', 'Convictions or cautions of a victim or witness'), ('notebook', 'Police notebook or body-worn video not relied on'), ('credibility', 'Anything that casts doubt on a witness'), ('payment', 'Payment or promise to a witness'), ('cctv', 'CCTV or pictures not relied on'), ('forensic', 'Forensic result that helps no case or is negative'), ('identification', 'Negative identification'), ('co_accused', 'Convictions of a co-accused')], max_length=20)),
                ('rebutted_because', models.TextField(blank=True, help_text='Why the presumption does not hold for this item')),
                ('sensitive', models.BooleanField(default=False)),
                ('sensitivity_ground', models.CharField(blank=True, max_length=40)),
                ('sensitivity_rationale', models.TextField(blank=True)),
                ('view', models.CharField(blank=True, choices=[('', 'Not reviewed yet'), ('meets', 'May undermine the prosecution or assist the defence'), ('does_not_meet', 'Does not meet the test'), ('unknown', 'Reviewed: cannot be said yet')], max_length=20)),
                ('view_reason', models.TextField(blank=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('size', models.BigIntegerField(help_text='Bytes that were announced')),
                ('received', models.BigIntegerField(default=0, help_text='Bytes that are here')),
                ('started_at', models.DateTimeField()),
                ('last_at', models.DateTimeField(help_text='When the last piece came')),
            ],
            options={
                'ordering': ['started_at'],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'watches',
                'ordering': ['-at'],
            },
        ),
        migrations.AddField(
            model_name='casefile',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='casefile',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casefile',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_in', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='split_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='split_off', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='filestandardedition',
            name='drafted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='filestandardedition',
            name='drafted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='filestandardedition',
            name='published_at',
            field=models.DateTimeField(blank=True, help_text='Empty while it is a draft: judges nothing', null=True),
        ),
        migrations.AddField(
            model_name='filestandardedition',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='filestandardrow',
            name='group',
            field=models.CharField(blank=True, db_default='', help_text='Part of the task list it stands in', max_length=30),
        ),
        migrations.AddField(
            model_name='filestandardrow',
            name='source',
            field=models.CharField(blank=True, db_default='', help_text='Where the guidance says so', max_length=200),
        ),
        migrations.AddField(
            model_name='material',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='material',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='material',
            name='justification',
            field=models.TextField(blank=True, db_default='', help_text="Why a third party's material was asked for"),
        ),
        migrations.AddField(
            model_name='material',
            name='link_checked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='material',
            name='link_state',
            field=models.CharField(blank=True, choices=[('', 'Not checked yet'), ('works', 'Opens'), ('broken', 'Does not open'), ('not_listed', 'Not checked: the place is not on the list of evidence systems')], db_default='', max_length=20),
        ),
        migrations.AddField(
            model_name='material',
            name='sensitive',
            field=models.BooleanField(db_default=False, default=False, help_text='Known only to those who may see sensitive material'),
        ),
        migrations.AddField(
            model_name='material',
            name='source',
            field=models.CharField(blank=True, db_default='', help_text='Whom it came from, where that is a third party', max_length=120),
        ),
        migrations.AddField(
            model_name='material',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='materialversion',
            name='found',
            field=models.JSONField(db_default={}, default=dict, help_text='What was read from the bytes: pages, pixels, warnings'),
        ),
        migrations.AddField(
            model_name='materialversion',
            name='scan_note',
            field=models.CharField(blank=True, db_default='', help_text='Name of what was found, or why none looked', max_length=200),
        ),
        migrations.AddField(
            model_name='materialversion',
            name='scan_state',
            field=models.CharField(choices=[('waiting', 'In quarantine: waiting for the virus scan'), ('clean', 'Scanned: clean'), ('infected', 'In quarantine: a virus was found'), ('not_scanned', 'Not scanned: no scanner is set up')], db_default='not_scanned', default='not_scanned', max_length=20),
        ),
        migrations.AddField(
            model_name='materialversion',
            name='scanned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suspect',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='suspect',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='material',
            name='kind',
            field=models.CharField(choices=[('mg2', 'MG2 special measures assessment'), ('mg3', 'MG3 report for a charging decision'), ('mg3a', 'MG3A further report for a charging decision'), ('mg5', 'MG5 police report'), ('mg6', 'MG6 case file evidence and information'), ('mg6b', "MG6B police officer's misconduct record"), ('mg6c', 'MG6C schedule of unused non-sensitive material'), ('mg6d', 'MG6D schedule of sensitive material'), ('mg6e', "MG6E disclosure officer's report"), ('mg7', 'MG7 remand application'), ('mg9', 'MG9 witness list'), ('mg10', 'MG10 witness non-availability'), ('mg11', 'MG11 witness statement'), ('mg12', 'MG12 exhibit list'), ('mg15', 'MG15 interview record'), ('mg16', 'MG16 bad character'), ('mg18', 'MG18 offences taken into consideration'), ('mg19', 'MG19 compensation'), ('mg21', 'MG21 forensic submission'), ('exhibit', 'Exhibit'), ('precons', 'Previous convictions'), ('da_checklist', 'Domestic abuse checklist'), ('vps', 'Victim personal statement'), ('medical', 'Medical evidence'), ('forensic', 'Forensic report'), ('bwv', 'Body-worn video'), ('cctv', 'CCTV'), ('call', '999 call recording'), ('media', 'Other media'), ('third_party', 'Third-party material'), ('rebuttable', 'Material presumed disclosable'), ('dmd', 'Disclosure management document'), ('other', 'Other material')], max_length=20),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casefile',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."casework_type" IS DISTINCT FROM (NEW."casework_type") OR OLD."crime_recorded_on" IS DISTINCT FROM (NEW."crime_recorded_on") OR OLD."crime_reference" IS DISTINCT FROM (NEW."crime_reference") OR OLD."headline" IS DISTINCT FROM (NEW."headline") OR OLD."lines_of_enquiry" IS DISTINCT FROM (NEW."lines_of_enquiry") OR OLD."officer_id" IS DISTINCT FROM (NEW."officer_id") OR OLD."police_unit_id" IS DISTINCT FROM (NEW."police_unit_id") OR OLD."summary" IS DISTINCT FROM (NEW."summary"))', func='INSERT INTO "casework_casefilebefore" ("casework_type", "changed_at", "changed_by_id", "crime_recorded_on", "crime_reference", "headline", "lines_of_enquiry", "officer_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "police_unit_id", "summary") VALUES (OLD."casework_type", OLD."changed_at", OLD."changed_by_id", OLD."crime_recorded_on", OLD."crime_reference", OLD."headline", OLD."lines_of_enquiry", OLD."officer_id", NOW(), \'changed\', OLD."id", OLD."police_unit_id", OLD."summary"); RETURN NULL;', hash='2876e308e8e4172425bc58568ad7452575e7c95f', operation='UPDATE', pgid='pgtrigger_changed_update_fe3ab', table='casework_casefile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='material',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."justification" IS DISTINCT FROM (NEW."justification") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."link" IS DISTINCT FROM (NEW."link") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."sensitive" IS DISTINCT FROM (NEW."sensitive") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."suspect_id" IS DISTINCT FROM (NEW."suspect_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))', func='INSERT INTO "casework_materialbefore" ("changed_at", "changed_by_id", "justification", "kind", "link", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sensitive", "source", "suspect_id", "title", "withdrawn_at") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."justification", OLD."kind", OLD."link", OLD."person_id", NOW(), \'changed\', OLD."id", OLD."sensitive", OLD."source", OLD."suspect_id", OLD."title", OLD."withdrawn_at"); RETURN NULL;', hash='220029c0b2cf1f2af15be844cd3ed1367f58320e', operation='UPDATE', pgid='pgtrigger_changed_update_d0bca', table='casework_material', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_of_birth" IS DISTINCT FROM (NEW."date_of_birth") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."personal_statement" IS DISTINCT FROM (NEW."personal_statement") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."special_measures" IS DISTINCT FROM (NEW."special_measures"))', func='INSERT INTO "casework_personbefore" ("changed_at", "changed_by_id", "date_of_birth", "family_name", "given_names", "personal_statement", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "special_measures") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."date_of_birth", OLD."family_name", OLD."given_names", OLD."personal_statement", NOW(), \'changed\', OLD."id", OLD."role", OLD."special_measures"); RETURN NULL;', hash='5f9eabd3d7a90be89a2f4526f63d7d19fb04f9d5', operation='UPDATE', pgid='pgtrigger_changed_update_f06ec', table='casework_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspect',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."anticipated_plea" IS DISTINCT FROM (NEW."anticipated_plea") OR OLD."asn" IS DISTINCT FROM (NEW."asn") OR OLD."custody_basis" IS DISTINCT FROM (NEW."custody_basis") OR OLD."date_of_birth" IS DISTINCT FROM (NEW."date_of_birth") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."interview_summary" IS DISTINCT FROM (NEW."interview_summary") OR OLD."previous_convictions" IS DISTINCT FROM (NEW."previous_convictions"))', func='INSERT INTO "casework_suspectbefore" ("anticipated_plea", "asn", "changed_at", "changed_by_id", "custody_basis", "date_of_birth", "family_name", "given_names", "interview_summary", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_convictions") VALUES (OLD."anticipated_plea", OLD."asn", OLD."changed_at", OLD."changed_by_id", OLD."custody_basis", OLD."date_of_birth", OLD."family_name", OLD."given_names", OLD."interview_summary", NOW(), \'changed\', OLD."id", OLD."previous_convictions"); RETURN NULL;', hash='209de44be89fee59390cbde7eeaa847bddbe8f90', operation='UPDATE', pgid='pgtrigger_changed_update_a3a52', table='casework_suspect', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='casefile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('changed_by__isnull', True)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False)), _connector='OR'), name='a_changed_case_says_when_and_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='filestandardedition',
            constraint=models.CheckConstraint(condition=models.Q(('drafted_by__isnull', True), ('drafted_at__isnull', False), _connector='OR'), name='a_draft_edition_says_when'),
        ),
        migrations.AddConstraint(
            model_name='filestandardedition',
            constraint=models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('published_at__isnull', False), _connector='OR'), name='a_published_edition_says_when'),
        ),
        migrations.AddConstraint(
            model_name='material',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('changed_by__isnull', True)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False)), _connector='OR'), name='a_changed_material_says_when_and_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('changed_by__isnull', True)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False)), _connector='OR'), name='a_changed_person_says_when_and_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='suspect',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('changed_by__isnull', True)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False)), _connector='OR'), name='a_changed_suspect_says_when_and_by_whom'),
        ),
        migrations.AddField(
            model_name='alias',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alias',
            name='suspect',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='casework.suspect'),
        ),
        migrations.AddField(
            model_name='answer',
            name='case_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='answer',
            name='changed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='answer',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='casework.person'),
        ),
        migrations.AddField(
            model_name='answer',
            name='suspect',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='casework.suspect'),
        ),
        migrations.AddField(
            model_name='answerbefore',
            name='changed_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='answerbefore',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='casework.answer'),
        ),
        migrations.AddField(
            model_name='casefilebefore',
            name='changed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casefilebefore',
            name='officer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer in the case'),
        ),
        migrations.AddField(
            model_name='casefilebefore',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='casefilebefore',
            name='police_unit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.unit'),
        ),
        migrations.AddField(
            model_name='draft',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='generateddocument',
            name='case_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='generateddocument',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='generateddocument',
            name='suspect',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='casework.suspect'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='likeness',
            name='case_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='likenesses', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='materialbefore',
            name='changed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='materialbefore',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='materialbefore',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='casework.material'),
        ),
        migrations.AddField(
            model_name='materialbefore',
            name='suspect',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.suspect'),
        ),
        migrations.AddField(
            model_name='mediadetails',
            name='material',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='media', to='casework.material'),
        ),
        migrations.AddField(
            model_name='message',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personbefore',
            name='changed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personbefore',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='casework.person'),
        ),
        migrations.AddIndex(
            model_name='readentry',
            index=models.Index(fields=['case_id', '-at'], name='reads_of_a_case'),
        ),
        migrations.AddIndex(
            model_name='readentry',
            index=models.Index(fields=['by_id', 'kind', '-at'], name='reads_of_a_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readentry',
            trigger=pgtrigger.compiler.Trigger(name='reads_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'The ledger is append-only: % is refused', TG_OP;", hash='581faac0bbbcbc8000022bbf8cf5f7c99207fc6a', operation='UPDATE OR DELETE', pgid='pgtrigger_reads_append_only_0e0db', table='casework_readentry', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='redaction',
            name='changed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='redaction',
            name='material',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redactions', to='casework.material'),
        ),
        migrations.AddField(
            model_name='search',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suspectbefore',
            name='changed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suspectbefore',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='casework.suspect'),
        ),
        migrations.AddField(
            model_name='thread',
            name='case_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='thread',
            name='material',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='casework.material'),
        ),
        migrations.AddField(
            model_name='thread',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='thread',
            name='suspect',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='casework.suspect'),
        ),
        migrations.AddField(
            model_name='message',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='casework.thread'),
        ),
        migrations.AddField(
            model_name='threadseen',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen', to='casework.thread'),
        ),
        migrations.AddField(
            model_name='threadseen',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unuseditem',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unuseditem',
            name='case_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unused_items', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='unuseditem',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unuseditem',
            name='inspected_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unuseditem',
            name='material',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='unused_items', to='casework.material'),
        ),
        migrations.AddField(
            model_name='unuseditem',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='thread',
            name='unused_item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='casework.unuseditem'),
        ),
        migrations.AddField(
            model_name='unuseditembefore',
            name='changed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unuseditembefore',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='casework.unuseditem'),
        ),
        migrations.AddField(
            model_name='upload',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='upload',
            name='case_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='watch',
            name='case_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.casefile'),
        ),
        migrations.AddField(
            model_name='watch',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.UniqueConstraint(fields=('suspect', 'family_name', 'given_names'), name='an_alias_is_noted_once'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('case_file', 'question', 'suspect', 'person'), name='a_question_is_answered_once_about_a_thing', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), ('value__gt', '')), models.Q(models.Q(('state', 'given'), _negated=True), ('value', '')), _connector='OR'), name='only_a_given_answer_has_a_value'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('suspect__isnull', True), ('person__isnull', True), _connector='OR'), name='an_answer_is_about_one_thing'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."value" IS DISTINCT FROM (NEW."value"))', func='INSERT INTO "casework_answerbefore" ("changed_at", "changed_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "value") VALUES (OLD."changed_at", OLD."changed_by_id", NOW(), \'changed\', OLD."id", OLD."state", OLD."value"); RETURN NULL;', hash='593bda80410cc7d92d3a36d9874a5d32308f80fe', operation='UPDATE', pgid='pgtrigger_changed_update_4aa14', table='casework_answer', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('user', 'address'), name='one_draft_a_form'),
        ),
        migrations.AddIndex(
            model_name='generateddocument',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['requested_at'], name='documents_being_made'),
        ),
        migrations.AddConstraint(
            model_name='generateddocument',
            constraint=models.UniqueConstraint(fields=('case_file', 'form', 'suspect', 'number'), name='versions_of_a_document_are_numbered_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='generateddocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('made_at__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='a_ready_document_has_its_digest'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.UniqueConstraint(fields=('case_file', 'other', 'ground'), name='a_likeness_is_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('case_file', models.F('other')), _negated=True), name='no_case_is_like_itself'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='an_answered_likeness_says_when_and_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='mediadetails',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('clip_from__isnull', True), ('clip_to__isnull', True)), ('clip_to__gt', models.F('clip_from')), _connector='OR'), name='a_clip_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='mediadetails',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_to__isnull', True), ('recorded_to__gte', models.F('recorded_from')), _connector='OR'), name='a_recording_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.UniqueConstraint(fields=('material', 'stage'), name='redaction_is_asked_once_a_stage'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('need', 'needed'), _negated=True), ('reason__gt', ''), _connector='OR'), name='needed_redaction_says_why'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('thread', 'number'), name='messages_are_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='threadseen',
            constraint=models.UniqueConstraint(fields=('thread', 'user'), name='a_reader_has_one_mark_a_thread'),
        ),
        migrations.AddConstraint(
            model_name='unuseditem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('changed_by__isnull', True)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False)), _connector='OR'), name='a_changed_item_says_when_and_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='unuseditem',
            constraint=models.UniqueConstraint(fields=('case_file', 'sensitive', 'number'), name='items_of_a_schedule_are_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='unuseditem',
            constraint=models.CheckConstraint(condition=models.Q(('sensitive', False), models.Q(('sensitivity_ground__gt', ''), ('sensitivity_rationale__gt', '')), _connector='OR'), name='a_sensitive_item_says_why'),
        ),
        migrations.AddConstraint(
            model_name='unuseditem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='a_withdrawn_item_says_when_and_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='unuseditem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('inspected_at__isnull', True), ('inspected_by__isnull', True)), models.Q(('inspected_at__isnull', False), ('inspected_by__isnull', False)), _connector='OR'), name='an_inspected_item_says_when_and_by_whom'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unuseditem',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."location" IS DISTINCT FROM (NEW."location") OR OLD."presumption" IS DISTINCT FROM (NEW."presumption") OR OLD."rebutted_because" IS DISTINCT FROM (NEW."rebutted_because") OR OLD."sensitive" IS DISTINCT FROM (NEW."sensitive") OR OLD."sensitivity_ground" IS DISTINCT FROM (NEW."sensitivity_ground") OR OLD."sensitivity_rationale" IS DISTINCT FROM (NEW."sensitivity_rationale") OR OLD."view" IS DISTINCT FROM (NEW."view") OR OLD."view_reason" IS DISTINCT FROM (NEW."view_reason") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))', func='INSERT INTO "casework_unuseditembefore" ("changed_at", "changed_by_id", "description", "location", "pgh_created_at", "pgh_label", "pgh_obj_id", "presumption", "rebutted_because", "sensitive", "sensitivity_ground", "sensitivity_rationale", "view", "view_reason", "withdrawn_at") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."description", OLD."location", NOW(), \'changed\', OLD."id", OLD."presumption", OLD."rebutted_because", OLD."sensitive", OLD."sensitivity_ground", OLD."sensitivity_rationale", OLD."view", OLD."view_reason", OLD."withdrawn_at"); RETURN NULL;', hash='be9d8db41c44ad3598eabc0498e5210e446a3a10', operation='UPDATE', pgid='pgtrigger_changed_update_05bdf', table='casework_unuseditem', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(fields=['case_file', '-last_at'], name='threads_of_a_case'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['side', 'opened_at'], name='open_threads'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('accepted_at__isnull', False), _connector='OR'), name='an_accepted_thread_says_when'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('received__gte', 0), ('received__lte', models.F('size'))), name='an_upload_never_exceeds_its_size'),
        ),
        migrations.AddConstraint(
            model_name='watch',
            constraint=models.UniqueConstraint(fields=('user', 'case_file'), name='a_case_is_watched_once'),
        ),
    ]
