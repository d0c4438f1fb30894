"""A review while it is written: each of its sections a row of its own, so that another lawyer can go on with it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.roles import Side
from casework.models import Suspect
from charging.models.review import Consultation


class ReviewSectionQuerySet(models.QuerySet["ReviewSection"]):
    """Narrowing sections; ask here before showing any."""

    def visible_to(self, user: User) -> "ReviewSectionQuerySet":
        """Keep a review that is not issued within the CPS. The case itself is the caller's to check."""
        return self if user.side is Side.CPS else self.filter(consultation__completed_at__isnull=False)


class ReviewSection(models.Model):
    """One section of a review as it was last saved: text, and answers under their names.

    `suspect` is set on the decision about somebody, `number` on each item that is wanted; 0 stands for neither.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=30)
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    answers: "models.JSONField[Any, Any]" = models.JSONField(default=dict, help_text="Field name → what was said")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ReviewSectionQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "code", "suspect__number", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "code", "suspect", "number"],
                nulls_distinct=False,
                name="a_section_is_written_once_a_review",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="a_section_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation}: {self.code}"
