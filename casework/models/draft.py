"""Drafts: what somebody has typed and not saved, kept on the server form by form."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The unsaved content of one form, for the person who typed it and nobody else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    address = models.CharField(max_length=200, help_text="Path of the form, without its query")
    data = models.JSONField(help_text="Field name → list of values, as a browser sends them")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="one_draft_a_form")]

    def __str__(self) -> str:
        return f"Draft of {self.address}"
