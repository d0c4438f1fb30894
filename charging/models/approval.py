"""Approval of a review by somebody else, where the rules ask for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from charging.models.review import Consultation


class ApprovalState(models.TextChoices):
    """What became of a request to approve a review."""

    ASKED = "asked", "Approval asked for"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back"
    VOID = "void", "Void: the review was changed"


class Approval(models.Model):
    """One rule's approval of one very review: `digest` is that of the review which was asked about."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="approvals")
    rule = models.CharField(max_length=30, help_text="Code of the rule that asks for it")
    grade = models.CharField(max_length=20, help_text="Who has to agree, as the rule said")
    permission = models.CharField(max_length=30, help_text="What whoever agrees has to hold")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the review that was asked about")
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["consultation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "rule"], condition=Q(state="asked"), name="an_approval_is_asked_for_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="a_decided_approval_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "sent_back"]) | Q(decided_at__isnull=False),
                name="an_approval_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of {self.consultation}"
