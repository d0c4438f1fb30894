"""What decides which work somebody can be given: specialisms, restrictions, grade, working days, leave, all dated."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.user import User


class TraitKind(models.TextChoices):
    """What sort of thing is noted of somebody; the codes of each are dated data (accounts/data/work.json)."""

    SPECIALISM = "specialism", "Specialism"
    RESTRICTION = "restriction", "Restriction"
    GRADE = "grade", "Grade"


class TraitQuerySet(models.QuerySet["Trait"]):
    """Narrowing by date."""

    def on(self, day: date) -> "TraitQuerySet":
        """Those in force on a local day, both ends included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, ended_at__isnull=True)


class Trait(models.Model):
    """One thing noted of a person, from one day until another, both included. Codes only, never why."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=20, choices=TraitKind)
    code = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Set where it was taken away by somebody")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TraitQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "code"],
                condition=Q(ended_at__isnull=True, ends_on__isnull=True),
                name="a_trait_is_noted_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="a_trait_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_trait_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} of {self.person}"


class WorkingPattern(models.Model):
    """Which days somebody works from a day on, and how much of full time; the latest that has begun counts."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="patterns")
    days = ArrayField(models.SmallIntegerField(), help_text="Days worked, Monday is 1")
    court_days = ArrayField(models.SmallIntegerField(), default=list, help_text="Those of them in court")
    share = models.PositiveSmallIntegerField(help_text="Hours in per cent of full time")
    starts_on = models.DateField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="a_share_is_of_full_time"),
            models.CheckConstraint(condition=Q(days__contains=F("court_days")), name="court_days_are_working_days"),
            models.CheckConstraint(condition=Q(days__len__gt=0), name="a_pattern_has_a_working_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person} from {self.starts_on}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Narrowing leave by date."""

    def between(self, first: date, last: date) -> "LeaveQuerySet":
        """Leave that touches any day from the first to the last, both included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first, cancelled_at__isnull=True)


class Leave(models.Model):
    """Days on which somebody is away and nobody need cover, both included; why is nobody's business here."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leave")
    starts_on = models.DateField()
    ends_on = models.DateField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="leave_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="cancelled_leave_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} away from {self.starts_on}"
