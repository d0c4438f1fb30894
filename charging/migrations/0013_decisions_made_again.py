import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("charging", "0012_review_and_advice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="not_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Whose decision is looked at again, so that somebody else decides",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("charging", "Charging decision"),
                    ("early_advice", "Early advice"),
                    ("action_plan_reply", "Answers to an action plan"),
                    ("appeal", "A decision made again"),
                ],
                max_length=20,
            ),
        ),
    ]
