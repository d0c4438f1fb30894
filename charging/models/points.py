"""Points to prove: what each offence against a suspect rests on, and the material that supports it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, Material, OffenceCode, Suspect


class Point(models.Model):
    """One thing to prove against a suspect for an offence. It is the case's, so later reviews go on with it."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="points")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="points")
    offence_code = models.ForeignKey(OffenceCode, on_delete=models.PROTECT, related_name="+")
    element = models.CharField(max_length=40, blank=True, help_text="Code of the element; empty for a point of its own")
    text = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["suspect__number", "offence_code__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["suspect", "offence_code", "element"],
                condition=~Q(element="") & Q(removed_at__isnull=True),
                name="an_element_is_a_point_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="a_removed_point_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class PointSupport(models.Model):
    """That a piece of material supports a point, and how."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="supports")
    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="supports")
    note = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["point", "id"]
        constraints = [
            models.UniqueConstraint(fields=["point", "material"], name="material_supports_a_point_once"),
        ]

    def __str__(self) -> str:
        return f"{self.material} supports {self.point}"
