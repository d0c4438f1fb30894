"""Finding cases by their words, their crime reference and an ASN, without keeping writers out."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

TEXT = models.Func(
    models.F("headline"),
    models.F("summary"),
    models.F("force_id"),
    models.F("cps_area_id"),
    function="casework_case_text",
    output_field=SearchVectorField(),
)
CRIME_REFERENCE = models.Func(
    models.F("crime_reference"), function="casework_plain", output_field=models.TextField()
)
OpClass, GinIndex = django.contrib.postgres.indexes.OpClass, django.contrib.postgres.indexes.GinIndex


class Migration(migrations.Migration):
    atomic = False
    unlimited = "CONCURRENTLY reads all cases and waits for running transactions, but holds up nobody."

    dependencies = [("casework", "0015_rows_that_lists_read")]

    operations = [
        AddIndexConcurrently("casefile", GinIndex(TEXT, fastupdate=False, name="cases_by_text")),
        AddIndexConcurrently(
            "casefile",
            models.Index(
                OpClass(CRIME_REFERENCE, name="text_pattern_ops"),
                condition=models.Q(("crime_reference__gt", "")),
                name="cases_by_crime_reference",
            ),
        ),
        AddIndexConcurrently(
            "suspect",
            models.Index(
                OpClass(models.F("asn"), name="varchar_pattern_ops"),
                condition=models.Q(("asn__gt", "")),
                name="suspects_by_asn",
            ),
        ),
    ]
