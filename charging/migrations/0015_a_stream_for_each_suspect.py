"""How fast each suspect of a submission has to be decided."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0032_custody_and_clocks"),
        ("charging", "0014_file_quality"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="submission",
            name="stream",
            field=models.CharField(
                choices=[
                    ("red", "Red: in custody, decision within 3 hours"),
                    ("green_priority", "Green priority: decision within 5 days"),
                    ("green", "Green: decision within 28 days"),
                    ("early_advice", "Early advice: no national target"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="SuspectStream",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stream",
                    models.CharField(
                        choices=[
                            ("red", "Red: in custody, decision within 3 hours"),
                            ("green_priority", "Green priority: decision within 5 days"),
                            ("green", "Green: decision within 28 days"),
                            ("early_advice", "Early advice: no national target"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("detained", "Arrested and in custody"),
                            ("released", "No longer in custody"),
                            ("limit", "Bail or another time limit runs out soon"),
                            ("risk", "Risk to a victim, a witness or the public"),
                            ("risk_less", "The risk is less than it was"),
                            ("mistake", "Sent in the wrong stream by mistake"),
                            ("other", "Another reason"),
                        ],
                        help_text="Why it was changed last",
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="streams", to="charging.submission"
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="streams", to="casework.suspect"
                    ),
                ),
            ],
            options={
                "ordering": ["submission", "suspect__number"],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "suspect"), name="a_suspect_is_in_one_stream"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("changed_at__isnull", True), ("changed_by__isnull", True), ("reason", "")),
                            models.Q(
                                ("changed_at__isnull", False),
                                ("changed_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_changed_stream_says_when_by_whom_and_why",
                    ),
                ],
            },
        ),
    ]
