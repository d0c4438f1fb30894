"""What custody and bail clocks are worked out from; which clock a suspect's row in work queues is about."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0031_handled_elsewhere_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="clock",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="Code of the clock that runs out then", max_length=40
            ),
        ),
        migrations.CreateModel(
            name="Bail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("granted_at", models.DateTimeField()),
                ("limit", models.CharField(help_text="Code of the time limit, before any extension", max_length=40)),
                ("conditions", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bailed", "Released on bail"),
                            ("rui", "Released under investigation"),
                            ("charged", "Charged"),
                            ("detained", "Arrested and detained again"),
                            ("absconded", "Did not surrender"),
                        ],
                        max_length=20,
                    ),
                ),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bails", to="casework.suspect"
                    ),
                ),
            ],
            options={
                "ordering": ["suspect", "granted_at"],
            },
        ),
        migrations.CreateModel(
            name="Detention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("relevant_at", models.DateTimeField(help_text="The relevant time, from which detention is counted")),
                ("station", models.CharField(help_text="Custody suite", max_length=80)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bailed", "Released on bail"),
                            ("rui", "Released under investigation"),
                            ("charged", "Charged"),
                            ("detained", "Arrested and detained again"),
                            ("absconded", "Did not surrender"),
                        ],
                        max_length=20,
                    ),
                ),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="detentions", to="casework.suspect"
                    ),
                ),
            ],
            options={
                "ordering": ["suspect", "relevant_at"],
            },
        ),
        migrations.CreateModel(
            name="DetentionPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("bail_arrest", "Arrested for breach of bail"), ("hospital", "At hospital")],
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "detention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="casework.detention"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["detention", "starts_at"],
            },
        ),
        migrations.CreateModel(
            name="DetentionReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("custody_officer", "Custody officer"),
                            ("inspector", "Inspector"),
                            ("superintendent", "Superintendent"),
                            ("court", "Magistrates' court"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reviewer", models.CharField(help_text="Name of the reviewing officer", max_length=80)),
                ("recorded_at", models.DateTimeField()),
                (
                    "detention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="casework.detention"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["detention", "at"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "limit",
                    models.CharField(help_text="Code of the time limit it was extended to, or within", max_length=40),
                ),
                (
                    "amount",
                    models.PositiveSmallIntegerField(
                        help_text="Whole length from the start: hours of detention, months of bail"
                    ),
                ),
                ("original_deadline", models.DateTimeField(help_text="As it stood before any extension")),
                ("old_deadline", models.DateTimeField(help_text="As it stood before this one")),
                ("new_deadline", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("custody_officer", "Custody officer"),
                            ("inspector", "Inspector"),
                            ("superintendent", "Superintendent"),
                            ("court", "Magistrates' court"),
                        ],
                        max_length=20,
                    ),
                ),
                ("agreed_by", models.CharField(help_text="Name of the officer, or of the court", max_length=80)),
                ("agreed_on", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "bail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="casework.bail",
                    ),
                ),
                (
                    "detention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="casework.detention",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["amount", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="bail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_changed_bail_says_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="bail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("suspect",), name="one_bail_a_suspect_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="bail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended", ""), ("ended_at__isnull", True)),
                    models.Q(("ended_at__gte", models.F("granted_at")), models.Q(("ended", ""), _negated=True)),
                    _connector="OR",
                ),
                name="bail_ends_after_it_was_granted_with_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="detention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_changed_detention_says_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="detention",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("suspect",),
                name="one_detention_a_suspect_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="detention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended", ""), ("ended_at__isnull", True)),
                    models.Q(("ended_at__gte", models.F("relevant_at")), models.Q(("ended", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_detention_ends_after_it_began_with_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="detentionpause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_at__isnull", True)),
                fields=("detention",),
                name="one_pause_a_detention_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="detentionpause",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="a_pause_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="detentionreview",
            constraint=models.UniqueConstraint(fields=("detention", "at"), name="a_review_of_detention_is_noted_once"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bail__isnull", True), ("detention__isnull", False)),
                    models.Q(("bail__isnull", False), ("detention__isnull", True)),
                    _connector="OR",
                ),
                name="an_extension_is_of_one_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                fields=("detention", "amount"), name="a_detention_is_extended_once_to_a_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(fields=("bail", "amount"), name="bail_is_extended_once_to_a_length"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("new_deadline__gt", models.F("old_deadline")), ("old_deadline__gte", models.F("original_deadline"))
                ),
                name="an_extension_gives_more_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="an_extension_says_why"
            ),
        ),
    ]
