"""A victim asks that a decision not to prosecute be looked at again, as is their right."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, Person, Suspect
from charging.models.review import Decision

LENGTH = 4000


class VictimReviewStage(models.TextChoices):
    """How far up the request is."""

    LOCAL = "local", "Local resolution"
    INDEPENDENT = "independent", "Independent review"


class Asked(models.TextChoices):
    """When the victim asked, set against the limits of the scheme."""

    PROMPT = "prompt", "Within the ideal time"
    IN_TIME = "in_time", "In time"
    EXCEPTIONAL = "exceptional", "Late, accepted as exceptional"


class VictimReviewOutcome(models.TextChoices):
    """What the victim is told."""

    UPHELD = "upheld", "The decision stands"
    OVERTURNED = "overturned", "To be decided again"
    EXPLAINED = "explained", "Explained: nothing can be changed"
    OVERTAKEN = "overtaken", "Overtaken: it was decided again otherwise"


VICTIM_ANSWERS = (VictimReviewOutcome.UPHELD, VictimReviewOutcome.OVERTURNED, VictimReviewOutcome.EXPLAINED)
"""What somebody who decides a request can say."""


class VictimReview(models.Model):
    """One request of one victim about one decision, at one stage."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="victim_reviews")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="victim_reviews")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="victim_reviews")
    victim = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="victim_reviews")
    stage = models.CharField(max_length=20, choices=VictimReviewStage)
    asked_at = models.DateTimeField()
    asked = models.CharField(max_length=20, choices=Asked)
    late_reason = models.CharField(max_length=LENGTH, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(help_text="When the answer is late")
    outcome = models.CharField(max_length=20, choices=VictimReviewOutcome, blank=True)
    reasons = models.CharField(max_length=LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["case_file", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "victim", "stage"], name="a_victim_asks_once_a_stage"),
            models.CheckConstraint(
                condition=~Q(asked=Asked.EXCEPTIONAL) | Q(late_reason__gt=""), name="a_late_request_says_why"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (Q(outcome__gt="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_request_says_when_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["case_file"], condition=Q(outcome=""), name="open_victim_reviews")]

    def __str__(self) -> str:
        return f"{self.victim} about {self.suspect}"
