"""Action plans that go out with a charge, for trial only. No row of before is one, so the check reads none in vain."""

from django.db import migrations, models

WITH_THE_CHARGE = models.Q(returned_at__isnull=False, returned_at=models.F("issued_at"))


class Migration(migrations.Migration):
    dependencies = [("charging", "0029_second_looks_to_tell_of")]

    operations = [
        migrations.AddField(
            model_name="actionplan",
            name="for_trial",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Issued with a charge: nobody's decision waits for it, so there is nothing to return",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(for_trial=False) | WITH_THE_CHARGE, name="a_plan_for_trial_holds_nobody_back"
            ),
        ),
    ]
