"""People added by mistake leave a file with a reason; that a date of birth or a plea is not known can be said."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0024_history_of_recordings_is_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="suspect",
            name="changed_update",
        ),
        migrations.AddField(
            model_name="person",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
        ),
        migrations.AddField(
            model_name="person",
            name="withdrawn_because",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="why they were withdrawn"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="personbefore",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
        ),
        migrations.AddField(
            model_name="personbefore",
            name="withdrawn_because",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="why they were withdrawn"
            ),
        ),
        migrations.AddField(
            model_name="suspect",
            name="date_of_birth_unknown",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Asked for, and nobody can say",
                verbose_name="date of birth is not known",
            ),
        ),
        migrations.AddField(
            model_name="suspectbefore",
            name="date_of_birth_unknown",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Asked for, and nobody can say",
                verbose_name="date of birth is not known",
            ),
        ),
        migrations.AlterField(
            model_name="suspect",
            name="anticipated_plea",
            field=models.CharField(
                blank=True,
                choices=[
                    ("gap", "Guilty plea expected (GAP)"),
                    ("ngap", "Not guilty plea expected (NGAP)"),
                    ("unknown", "Plea not known"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="suspectbefore",
            name="anticipated_plea",
            field=models.CharField(
                blank=True,
                choices=[
                    ("gap", "Guilty plea expected (GAP)"),
                    ("ngap", "Not guilty plea expected (NGAP)"),
                    ("unknown", "Plea not known"),
                ],
                max_length=10,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."date_of_birth" IS DISTINCT FROM (NEW."date_of_birth") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."personal_statement" IS DISTINCT FROM (NEW."personal_statement") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."special_measures" IS DISTINCT FROM (NEW."special_measures") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at") OR OLD."withdrawn_because" IS DISTINCT FROM (NEW."withdrawn_because"))',
                    func='INSERT INTO "casework_personbefore" ("changed_at", "changed_by_id", "date_of_birth", "family_name", "given_names", "personal_statement", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "special_measures", "withdrawn_at", "withdrawn_because") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."date_of_birth", OLD."family_name", OLD."given_names", OLD."personal_statement", NOW(), \'changed\', OLD."id", OLD."role", OLD."special_measures", OLD."withdrawn_at", OLD."withdrawn_because"); RETURN NULL;',
                    hash="e8770fd3f03cc61473e0d9a76484c577703aa5ea",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_f06ec",
                    table="casework_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspect",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."anticipated_plea" IS DISTINCT FROM (NEW."anticipated_plea") OR OLD."asn" IS DISTINCT FROM (NEW."asn") OR OLD."custody_basis" IS DISTINCT FROM (NEW."custody_basis") OR OLD."date_of_birth" IS DISTINCT FROM (NEW."date_of_birth") OR OLD."date_of_birth_unknown" IS DISTINCT FROM (NEW."date_of_birth_unknown") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."interview_summary" IS DISTINCT FROM (NEW."interview_summary") OR OLD."previous_convictions" IS DISTINCT FROM (NEW."previous_convictions"))',
                    func='INSERT INTO "casework_suspectbefore" ("anticipated_plea", "asn", "changed_at", "changed_by_id", "custody_basis", "date_of_birth", "date_of_birth_unknown", "family_name", "given_names", "interview_summary", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_convictions") VALUES (OLD."anticipated_plea", OLD."asn", OLD."changed_at", OLD."changed_by_id", OLD."custody_basis", OLD."date_of_birth", OLD."date_of_birth_unknown", OLD."family_name", OLD."given_names", OLD."interview_summary", NOW(), \'changed\', OLD."id", OLD."previous_convictions"); RETURN NULL;',
                    hash="7f4b82e5d16d16b7c44192a12b45988bf2289e16",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_a3a52",
                    table="casework_suspect",
                    when="AFTER",
                ),
            ),
        ),
        AddConstraintNotValid(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_because", ""), ("withdrawn_by__isnull", True)),
                    models.Q(
                        ("withdrawn_at__isnull", False), ("withdrawn_because__gt", ""), ("withdrawn_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_withdrawn_person_says_when_by_whom_and_why",
            ),
        ),
        AddConstraintNotValid(
            model_name="suspect",
            constraint=models.CheckConstraint(
                condition=models.Q(("date_of_birth__isnull", True), ("date_of_birth_unknown", False), _connector="OR"),
                name="a_date_of_birth_is_given_or_not_known",
            ),
        ),
    ]
