"""Editions of the file standard can be drafts that are changed, compared, counted and published."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0009_versions_by_digest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(help_text="Of the edition, as it was when this was asked")),
                ("asked_at", models.DateTimeField()),
                ("total", models.PositiveIntegerField(help_text="Open files when it was asked")),
                ("done", models.PositiveIntegerField(default=0)),
                (
                    "last_case_id",
                    models.BigIntegerField(default=0, help_text="Files are judged in the order of their keys"),
                ),
                ("changed", models.PositiveIntegerField(default=0, help_text="Files for which any row differs")),
                (
                    "rows",
                    models.JSONField(
                        default=dict, help_text="Code of a row → how many files gain, lose, miss or settle it"
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="EditionEffect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "gains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "losses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "gaps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        help_text="Met or not needed until then",
                        size=None,
                    ),
                ),
            ],
            options={
                "ordering": ["count", "id"],
            },
        ),
        migrations.AlterModelOptions(
            name="filestandardedition",
            options={"ordering": ["-valid_from", "-id"]},
        ),
        migrations.AddField(
            model_name="filestandardedition",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="filestandardedition",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="filestandardedition",
            name="offence_groups",
            field=models.JSONField(
                db_default={},
                default=dict,
                help_text="Name → title, code prefixes and Home Office classes of its offences",
            ),
        ),
        migrations.AddField(
            model_name="filestandardedition",
            name="revision",
            field=models.PositiveIntegerField(db_default=1, default=1, help_text="Rises when anything in it changes"),
        ),
        migrations.AddField(
            model_name="filestandardedition",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, help_text="Rises when its details change"),
        ),
        migrations.AddField(
            model_name="filestandardrow",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="filestandardrow",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="filestandardrow",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AlterField(
            model_name="filestandardrow",
            name="applies_to",
            field=models.CharField(
                choices=[
                    ("case", "The case"),
                    ("suspect", "Each suspect"),
                    ("victim", "Each victim"),
                    ("witness", "Each witness"),
                ],
                help_text="What it is asked of",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="filestandardrow",
            name="group",
            field=models.CharField(
                blank=True,
                choices=[
                    ("case", "The case"),
                    ("suspect", "Each suspect"),
                    ("people", "Victims and witnesses"),
                    ("evidence", "Evidence"),
                    ("disclosure", "Disclosure"),
                    ("assurance", "Assurance"),
                ],
                db_default="",
                help_text="Part of the task list it stands in",
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="filestandardrow",
            name="needed_when",
            field=models.JSONField(
                default=dict, help_text="fact → accepted values, all of which must hold; a list of such: any; {} always"
            ),
        ),
        migrations.AlterField(
            model_name="filestandardrow",
            name="satisfied_by",
            field=models.JSONField(
                default=dict,
                help_text="Ways to meet it, any of which will do: fields, answers, material, recordings, schedule",
            ),
        ),
        migrations.AddConstraint(
            model_name="filestandardedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_changed_edition_says_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="filestandardedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(("published_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="an_edition_is_published_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="filestandardrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_changed_row_says_when_and_by_whom",
            ),
        ),
        migrations.AddField(
            model_name="editioncount",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="editioncount",
            name="edition",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="count", to="casework.filestandardedition"
            ),
        ),
        migrations.AddField(
            model_name="editioncount",
            name="follows",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casework.filestandardedition",
            ),
        ),
        migrations.AddField(
            model_name="editioneffect",
            name="case_file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.casefile"
            ),
        ),
        migrations.AddField(
            model_name="editioneffect",
            name="count",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="effects", to="casework.editioncount"
            ),
        ),
        migrations.AddIndex(
            model_name="editioncount",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", True)), fields=["asked_at"], name="counts_going_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="editioneffect",
            constraint=models.UniqueConstraint(fields=("count", "case_file"), name="a_file_is_counted_once"),
        ),
    ]
