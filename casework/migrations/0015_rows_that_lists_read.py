"""Rows that lists and search read, and the functions that fold names and words alike wherever they come from."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Marks that are written over or under a letter, and signs that only steer its direction or joining.
MARKS = (
    r"[\u0300-\u036F\u0483-\u0487\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670"
    r"\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]"
)
APOSTROPHES = "''’‘ʼ`´＇"  # the first two are one, as SQL writes it

FUNCTIONS = {
    "casework_folded(text)": f"""
        CREATE FUNCTION casework_folded(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN replace(replace(replace(replace(translate(
            lower(regexp_replace(normalize(said, NFKD), '{MARKS}', '', 'g') COLLATE pg_c_utf8),
            'øłđðıħ', 'olddih'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')""",
    "casework_words(text)": f"""
        CREATE FUNCTION casework_words(said text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN array_remove(string_to_array(regexp_replace(
            casework_folded(translate(said, '{APOSTROPHES}', '')), '[^[:alnum:]]+' COLLATE pg_c_utf8, ' ', 'g'),
            ' '), '')""",
    # The words with and without their apostrophes, and each name in one piece: O'Neill, ONeill and O Neill;
    # Smith-Jones and SmithJones; Mc Donald and McDonald.
    "casework_name_words(text, text)": f"""
        CREATE FUNCTION casework_name_words(family text, given text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN array_to_tsvector(array_remove(
            casework_words(family || ' ' || given)
            || casework_words(translate(family || ' ' || given, '{APOSTROPHES}', '       '))
            || array_to_string(casework_words(family), '') || array_to_string(casework_words(given), ''), ''))""",
    "casework_scope(bigint, bigint)": """
        CREATE FUNCTION casework_scope(force bigint, area bigint) RETURNS tsvector
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN array_to_tsvector(ARRAY['@' || force, '@' || area])""",
    "casework_case_text(text, text, bigint, bigint)": """
        CREATE FUNCTION casework_case_text(headline text, summary text, force bigint, area bigint) RETURNS tsvector
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN to_tsvector('english'::regconfig, casework_folded(headline || ' ' || summary))
            || casework_scope(force, area)""",
    "casework_plain(text)": """
        CREATE FUNCTION casework_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN upper(regexp_replace(said, '[^A-Za-z0-9]', '', 'g') COLLATE pg_c_utf8)""",
}


def user(*, null=False):
    return models.ForeignKey(
        **({"blank": True, "null": True} if null else {}),
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def place(to, *, null=False):
    return models.ForeignKey(
        **({"blank": True, "null": True} if null else {}),
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_more_roles"),
        ("casework", "0014_waiting_threads"),
    ]

    operations = [
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}") for name, sql in FUNCTIONS.items()),
        migrations.CreateModel(
            name="SearchName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_names",
                        to="casework.casefile",
                    ),
                ),
            ],
            options={"ordering": ["case_file", "id"]},
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "suspect",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="casework.suspect",
                    ),
                ),
                ("first_submitted_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "casework_type",
                    models.CharField(
                        choices=[
                            ("magistrates", "Magistrates' court"),
                            ("crown", "Crown Court"),
                            ("rasso", "Rape and serious sexual offences"),
                            ("complex", "Complex casework"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        default=list,
                        help_text="Codes of the flags that are set",
                        size=None,
                    ),
                ),
                ("status", models.CharField(max_length=30)),
                ("status_at", models.DateTimeField()),
                (
                    "custody_basis",
                    models.CharField(
                        choices=[
                            ("custody", "In police custody"),
                            ("bail", "On pre-charge bail"),
                            ("rui", "Released under investigation"),
                            ("voluntary", "Interviewed voluntarily"),
                            ("at_large", "Not yet found"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "stream",
                    models.CharField(blank=True, help_text="Of the submission that counts now", max_length=20),
                ),
                (
                    "due_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From when on it is late; at the gate, only for the order",
                        null=True,
                    ),
                ),
                (
                    "turn",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(custody_basis="custody", then=models.Value(0)), default=models.Value(1)
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="casework.casefile"
                    ),
                ),
                ("cps_area", place("accounts.organisation")),
                ("cps_unit", place("accounts.unit", null=True)),
                ("force", place("accounts.organisation")),
                ("officer", user()),
                ("police_unit", place("accounts.unit")),
                ("prosecutor", user(null=True)),
            ],
            options={
                "ordering": [
                    "turn",
                    models.OrderBy(models.F("due_at"), nulls_last=True),
                    "status_at",
                    "suspect_id",
                ],
            },
        ),
        migrations.AddIndex(
            "searchname",
            django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["words"], name="search_names_by_word"
            ),
        ),
        migrations.AddIndex(
            "standing", models.Index(fields=["force", "status"], name="standings_by_force")
        ),
        migrations.AddIndex(
            "standing",
            models.Index(
                condition=models.Q(("first_submitted_at__isnull", False)),
                fields=["cps_area", "status"],
                name="standings_by_area",
            ),
        ),
    ]
