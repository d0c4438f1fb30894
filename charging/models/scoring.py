"""Blind second scoring: a sample of a month's assessments that somebody else scores without seeing the first result."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from charging.models.assessment import Assessment, FailureReason


class SampleDraw(models.Model):
    """One sample of one month of an Area, with all that is needed to draw the same one again."""

    cps_area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="Its first day")
    seed = models.CharField(max_length=32, help_text="What chance began from")
    edition = models.CharField(max_length=20, help_text="The rules of the day: size and strata")
    frame = models.CharField(max_length=64, help_text="SHA-256 of the files that it was drawn from, in order")
    size = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-month", "cps_area"]
        constraints = [models.UniqueConstraint(fields=["cps_area", "month"], name="a_month_is_drawn_once_an_area")]

    def __str__(self) -> str:
        return f"Sample of {self.cps_area}, {self.month:%B %Y}"


class SecondScore(models.Model):
    """What somebody else makes of the same file: they see neither result nor failures before they have scored it."""

    draw = models.ForeignKey(SampleDraw, on_delete=models.CASCADE, related_name="scores")
    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="second_score")
    scorer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    scored_at = models.DateTimeField(null=True, blank=True)
    failures = models.ManyToManyField(FailureReason, related_name="+", blank=True)
    comments = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["draw", "id"]
        indexes = [
            models.Index(fields=["scorer"], condition=Q(scored_at__isnull=True), name="scores_still_to_give"),
        ]

    def __str__(self) -> str:
        return f"Second score of {self.assessment}"
