"""The review under the Full Code Test that a charge under the Threshold Test forces."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, Suspect
from charging.models.review import Decision


class ThresholdOutcome(models.TextChoices):
    """What came of looking at a Threshold Test charge again."""

    MET = "met", "The Full Code Test is met"
    MOVED = "moved", "Not yet: the date is moved"
    NOT_MET = "not_met", "The Full Code Test is not met"


class ThresholdReview(models.Model):
    """One day by which a charge is looked at again; moving it closes this row and opens the next."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="threshold_reviews")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="threshold_reviews")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="threshold_reviews")
    prosecutor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where the case went to another Area: then it is in the pool there",
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=ThresholdOutcome, blank=True)
    reason = models.TextField(blank=True, help_text="Why, and where the test is not met what follows")
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="When whoever has to look was told of the day")

    class Meta:
        ordering = ["case_file", "suspect__number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(done_at__isnull=True),
                name="one_open_threshold_review_a_charge",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(outcome="")),
                name="a_threshold_review_says_what_came_of_it",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at__isnull=True, reminded_at__isnull=True),
                name="threshold_reviews_to_tell_of",
            ),
        ]

    def __str__(self) -> str:
        return f"Threshold review of {self.suspect}"
