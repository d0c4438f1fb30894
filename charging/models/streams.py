"""How fast each suspect of a submission has to be decided: sealed as it was sent, and as it is now."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import Suspect
from charging.lifecycle import Stream
from charging.models.submission import Submission


class StreamReason(models.TextChoices):
    """Why a suspect is in another stream than before."""

    DETAINED = "detained", "Arrested and in custody"
    RELEASED = "released", "No longer in custody"
    LIMIT = "limit", "Bail or another time limit runs out soon"
    RISK = "risk", "Risk to a victim, a witness or the public"
    RISK_LESS = "risk_less", "The risk is less than it was"
    MISTAKE = "mistake", "Sent in the wrong stream by mistake"
    OTHER = "other", "Another reason"


class SuspectStream(models.Model):
    """The stream that counts for one suspect of one submission. What it was when it was sent is in the manifest."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="streams")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="streams")
    stream = models.CharField(max_length=20, choices=Stream)
    reason = models.CharField(max_length=20, choices=StreamReason, blank=True, help_text="Why it was changed last")
    note = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["submission", "suspect__number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "suspect"], name="a_suspect_is_in_one_stream"),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True, reason="")
                | (Q(changed_at__isnull=False, changed_by__isnull=False) & ~Q(reason="")),
                name="a_changed_stream_says_when_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suspect}: {self.get_stream_display()}"
