"""Cells: small counts that can only be added up. A percentage or a median is never stored."""

from django.db import models

from metrics.models.facts import Segment


class Level(models.TextChoices):
    """The sorts of place that figures are kept for."""

    NATION = "nation", "England and Wales"
    AREA = "area", "CPS Area"
    FORCE = "force", "Police force"
    POLICE_UNIT = "police_unit", "Police unit"
    CPS_UNIT = "cps_unit", "CPS unit"


NO_LENGTH = -1
"""The value of a cell whose metric measures nothing."""


class Cell(models.Model):
    """How many of a metric there were in one place, month and segment; for durations, at one whole length."""

    pk = models.CompositePrimaryKey("metric", "level", "code", "month", "segment", "value")
    metric = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level)
    code = models.CharField(max_length=30, help_text="Empty for the nation, and where the ledger names no place")
    month = models.DateField(help_text="The first of the month")
    segment = models.CharField(max_length=12, choices=Segment)
    value = models.IntegerField(help_text="Whole days or hours for a metric that measures, else -1")
    numerator = models.IntegerField()
    denominator = models.IntegerField()

    class Meta:
        ordering = ["metric", "level", "code", "month", "segment", "value"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(numerator__lte=models.F("denominator")), name="a_part_is_no_more_than_its_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.level} {self.code} {self.month:%Y-%m}"
