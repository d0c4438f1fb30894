"""What the API takes of unused material: shapes only. What an item has to say is for the rules of the schedules."""

from typing import Any

from rest_framework import serializers

from casework.api.fields import KnownMaterialField
from casework.api.writing import Writer
from casework.models import DisclosureView, Presumption
from casework.operations.unused import ItemDetails
from casework.queries.unused import SCHEDULES

LONGEST, MOST_ITEMS = 2_000, 100
SCHEDULE_CHOICES = [("mg6c", "Non-sensitive"), ("mg6d", "Sensitive: only for who may see it")]


class UnusedItemWriter(Writer):
    """An item as it is to be listed."""

    schedule = serializers.ChoiceField(SCHEDULE_CHOICES, default="mg6c")
    description = serializers.CharField(max_length=LONGEST, help_text="What it is, who made it and when")
    location = serializers.CharField(max_length=120, required=False, allow_blank=True)
    presumption = serializers.ChoiceField(Presumption.choices, required=False, allow_blank=True)
    material = KnownMaterialField(required=False, allow_null=True, help_text="Key of what it is on the file")
    sensitivity_ground = serializers.CharField(max_length=40, required=False, allow_blank=True)
    sensitivity_rationale = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)


class UnusedItemsWriter(Writer):
    """Items that are listed together, all of them or none."""

    items = UnusedItemWriter(many=True, max_length=MOST_ITEMS, allow_empty=False)  # type: ignore[call-arg]

    def validate_items(self, given: list[dict[str, Any]]) -> list[ItemDetails]:
        """Return the items as operations take them, in their order."""
        return [ItemDetails(sensitive=SCHEDULES[item.pop("schedule")], **item) for item in given]


class UnusedItemChanges(Writer):
    """What is said of an item, any of it, and the version that the change was made against."""

    version = serializers.IntegerField()
    description = serializers.CharField(max_length=LONGEST, required=False)
    location = serializers.CharField(max_length=120, required=False, allow_blank=True)
    presumption = serializers.ChoiceField(Presumption.choices, required=False, allow_blank=True)
    rebutted_because = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    material = KnownMaterialField(required=False, allow_null=True)
    sensitivity_ground = serializers.CharField(max_length=40, required=False, allow_blank=True)
    sensitivity_rationale = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    view = serializers.ChoiceField(DisclosureView.choices, required=False, allow_blank=True)
    view_reason = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    inspected_on = serializers.DateField(required=False, allow_null=True, help_text="When you inspected it")


class UnusedItemVersion(Writer):
    """Which state of the item is meant."""

    version = serializers.IntegerField()


class UnusedItemMove(UnusedItemVersion):
    """Why an item becomes sensitive; asked of nobody where it stops being so."""

    ground = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    rationale = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")
