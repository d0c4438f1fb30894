"""What the API takes and gives."""

from typing import Any

from rest_framework import serializers

from foundation.periods import Month
from metrics.catalogue import CATALOGUE
from metrics.models import Segment
from metrics.queries.export import LEVELS

MOST_MONTHS = 36


class MetricSerializer(serializers.Serializer[dict[str, Any]]):
    """A definition."""

    id = serializers.CharField()
    title = serializers.CharField()
    definition = serializers.CharField()
    stage = serializers.CharField()
    unit = serializers.CharField()
    kind = serializers.CharField()
    numerator = serializers.CharField()
    denominator = serializers.CharField()
    clock = serializers.CharField()
    whose_clock = serializers.CharField()
    measure_unit = serializers.CharField(allow_null=True)
    attribution = serializers.CharField()
    direction = serializers.CharField()
    breakdowns = serializers.ListField(child=serializers.CharField())
    published_equivalent = serializers.CharField()
    cautions = serializers.ListField(child=serializers.CharField())
    exclusions = serializers.ListField(child=serializers.CharField())
    counterweights = serializers.ListField(child=serializers.CharField())
    version = serializers.CharField()
    effective_from = serializers.DateField()
    owner = serializers.CharField()


class FigureSerializer(serializers.Serializer[dict[str, Any]]):
    """A figure. What is null has too few behind it (10 for a rate or median, 30 for p90), or has no meaning."""

    metric = serializers.CharField()
    version = serializers.CharField()
    level = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    period = serializers.CharField(help_text="A month such as 2025-01, or 2025-01 to 2025-03")
    segment = serializers.CharField()
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    median = serializers.IntegerField(allow_null=True)
    p90 = serializers.IntegerField(allow_null=True)
    mean = serializers.FloatField(allow_null=True, help_text="As published elsewhere")


class FigureListSerializer(serializers.Serializer[dict[str, Any]]):
    """Figures by month, and over all the months asked for."""

    rows = FigureSerializer(many=True)
    totals = FigureSerializer(many=True)


class MonthField(serializers.CharField):
    """A month such as 2025-01."""

    def to_internal_value(self, data: Any) -> Any:
        """Read the month, or refuse."""
        try:
            return Month.parse(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError("Give a month such as 2025-01.") from error


class FigureQuery(serializers.Serializer[dict[str, Any]]):
    """What to read. Months are in London, both ends included."""

    metric = serializers.ChoiceField(choices=[metric.id for metric in CATALOGUE])
    by = serializers.ChoiceField(choices=sorted(LEVELS), default="nation")
    segment = serializers.ChoiceField(choices=Segment.values, default=Segment.ALL.value)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add the two ends under their public names, one of which Python keeps for itself."""
        ends = {
            "from": MonthField(help_text="First month, such as 2025-01"),
            "to": MonthField(help_text="Last month, such as 2025-03"),
        }
        return {**super().get_fields(), **ends}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse months that run backwards or are too many."""
        if not attrs["from"] <= attrs["to"] < attrs["from"].plus(MOST_MONTHS):
            raise serializers.ValidationError(f"Ask for 1 to {MOST_MONTHS} months, the first one first.")
        return attrs
