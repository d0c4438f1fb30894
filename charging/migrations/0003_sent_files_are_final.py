"""What was sent to the CPS is final: the database itself refuses to change or remove it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0002_gaps_explained'),
    ]

    operations = [
        migrations.AlterField(
            model_name='submission',
            name='manifest',
            field=models.JSONField(default=dict, help_text='Digests of the sealed file and of each document, in short'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='what_was_sent_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."edition_id" IS DISTINCT FROM (NEW."edition_id") OR OLD."manifest" IS DISTINCT FROM (NEW."manifest") OR OLD."note_to_supervisor" IS DISTINCT FROM (NEW."note_to_supervisor") OR OLD."prepared_at" IS DISTINCT FROM (NEW."prepared_at") OR OLD."prepared_by_id" IS DISTINCT FROM (NEW."prepared_by_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."receipt" IS DISTINCT FROM (NEW."receipt") OR OLD."round_no" IS DISTINCT FROM (NEW."round_no") OR OLD."sealed_sensitive" IS DISTINCT FROM (NEW."sealed_sensitive") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."seq_in_round" IS DISTINCT FROM (NEW."seq_in_round") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."stream" IS DISTINCT FROM (NEW."stream") OR OLD."supervised_at" IS DISTINCT FROM (NEW."supervised_at") OR OLD."supervised_by_id" IS DISTINCT FROM (NEW."supervised_by_id") OR OLD."supervisor_comments" IS DISTINCT FROM (NEW."supervisor_comments"))', func="\n    IF OLD.state = 'sent' THEN\n        RAISE EXCEPTION 'What was sent to the CPS is final: % is refused', TG_OP;\n    END IF;\n    RETURN COALESCE(NEW, OLD);\n", hash='03db035bdfacfb796b8f313c754b71f4ecc9bf79', operation='UPDATE', pgid='pgtrigger_what_was_sent_never_changes_22c03', table='charging_submission', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='what_was_sent_is_never_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF OLD.state = 'sent' THEN\n        RAISE EXCEPTION 'What was sent to the CPS is final: % is refused', TG_OP;\n    END IF;\n    RETURN COALESCE(NEW, OLD);\n", hash='38c8ab459dd95607250eb67c0e7eb1b9648a83a0', operation='DELETE', pgid='pgtrigger_what_was_sent_is_never_removed_c839f', table='charging_submission', when='BEFORE')),
        ),
    ]
