"""Forces, CPS Areas, their units, and which Area a force's files go to: a dated hierarchy."""

from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

from accounts.roles import Side

M = TypeVar("M", bound=models.Model)


class OrganisationKind(models.TextChoices):
    """What sort of body an organisation is."""

    FORCE = "force", "Police force"
    CPS_AREA = "cps_area", "CPS Area"
    CPS_DIRECT = "cps_direct", "CPS Direct"
    AGENCY = "agency", "Other referring agency"


class DatedQuerySet(models.QuerySet[M]):
    """Rows that hold from one date until another."""

    def on(self, day: date) -> "DatedQuerySet[M]":
        """Narrow to what is in force on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class Organisation(models.Model):
    """A police force, a CPS Area, or another body that refers cases."""

    kind = models.CharField(max_length=20, choices=OrganisationKind)
    code = models.CharField(max_length=20, unique=True, help_text="URN force code, or our code of the CPS Area")
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day on which it no longer exists")
    source = models.CharField(max_length=120, blank=True, help_text="Where the row comes from")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organisation_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def side(self) -> Side:
        """The agency that this body belongs to."""
        is_cps = self.kind in {OrganisationKind.CPS_AREA, OrganisationKind.CPS_DIRECT}
        return Side.CPS if is_cps else Side.POLICE


class Unit(models.Model):
    """A part of an organisation that people work in and that cases belong to."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=30, unique=True, help_text="Police: force and unit, as in a URN (45AB)")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, blank=True, help_text="CPS: magistrates, crown, rasso or complex")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="unit_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class AreaForce(models.Model):
    """A CPS Area that receives a force's files. London forces have two, so a case stores its own."""

    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="area_links")
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="force_links")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "area", "valid_from"], name="area_and_force_linked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.force} to {self.area}"
