"""The expressions that search is indexed by. Their functions are made by the migration that adds the indexes.

The database folds what is stored and what is asked alike, so the two can never drift apart.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

CASE_TEXT = Func(
    F("headline"),
    F("summary"),
    F("force_id"),
    F("cps_area_id"),
    function="casework_case_text",
    output_field=SearchVectorField(),
)
"""The words of a case, with the keys of its force and Area beside them: one index answers both questions."""

CRIME_REFERENCE = Func(F("crime_reference"), function="casework_plain", output_field=models.TextField())
"""A crime reference in its one spelling: capitals and digits only."""

CASE_INDEXES = (
    GinIndex(CASE_TEXT, name="cases_by_text", fastupdate=False),
    models.Index(
        OpClass(CRIME_REFERENCE, name="text_pattern_ops"),
        name="cases_by_crime_reference",
        condition=Q(crime_reference__gt=""),
    ),
)
SUSPECT_INDEXES = (
    models.Index(OpClass(F("asn"), name="varchar_pattern_ops"), name="suspects_by_asn", condition=Q(asn__gt="")),
)
