"""Closing without a decision what did not come back, opening it again, and the reminders before that."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, Suspect
from charging.models.action import ActionItem


class Closing(models.Model):
    """One suspect's case closed because the file, the advice or the answers did not come back; may be reopened."""

    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="closings")
    stood = models.CharField(max_length=20, help_text="The status before it was closed")
    reason = models.CharField(max_length=20)
    early_because = models.CharField(
        max_length=500, blank=True, db_default="", help_text="Why it was closed sooner than is usual"
    )
    event_id = models.UUIDField(help_text="The event of the closing")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When police asked to have it reopened")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_because = models.CharField(max_length=500, blank=True, db_default="")
    due_at = models.DateTimeField(null=True, blank=True, help_text="From when on the CPS is late with its answer")
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_because = models.CharField(max_length=500, blank=True, db_default="")
    earlier: "models.JSONField[Any, Any]" = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="What police asked before and the CPS refused, oldest first, in the words of both",
    )
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopened_because = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        ordering = ["suspect", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["suspect"], condition=Q(reopened_at__isnull=True), name="closed_once_until_reopened"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True)
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_because="")),
                name="a_reopened_case_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_by__isnull=True, asked_because="")
                | (Q(asked_at__isnull=False, asked_by__isnull=False) & ~Q(asked_because="")),
                name="who_asks_to_reopen_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refused_by__isnull=True, refused_because="")
                | (Q(refused_at__isnull=False, refused_by__isnull=False) & ~Q(refused_because="")),
                name="who_refuses_to_reopen_says_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suspect}: {self.reason}"


class Chase(models.Model):
    """One reminder that was sent, so that no step is taken twice about the same thing for the same day."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="chases")
    step = models.CharField(max_length=20, help_text="Code of the limit that says when")
    about = models.CharField(max_length=20, help_text="What is chased: item, or the status of the suspects")
    to = models.CharField(max_length=10, help_text="The agency that is reminded")
    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, null=True, blank=True, related_name="chases")
    day = models.DateField(help_text="The day from which the step is counted")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["case_file", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "step", "about", "to", "item", "day"],
                name="a_step_is_chased_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} on {self.case_file}"
