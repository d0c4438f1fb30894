"""Who looked at what: people, and bytes that programs fetched on an account. Rows are only ever added."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models

from casework.models.case_file import CaseFile
from casework.models.event import REFUSE_CHANGE


class ReadKind(models.TextChoices):
    """What somebody did that shows them something."""

    CASE_OPENED = "case_opened", "Opened the case"
    DOCUMENT_OPENED = "document_opened", "Opened a document"
    DOWNLOADED = "downloaded", "Downloaded material"
    SEARCHED = "searched", "Searched"
    EXPORTED = "exported", "Exported"


class ReadEntry(models.Model):
    """One look. No foreign keys on purpose: the record outlives what was looked at."""

    at = models.DateTimeField()
    by_id = models.BigIntegerField(help_text="Key of the person, never a name")
    kind = models.CharField(max_length=20, choices=ReadKind)
    case_id = models.BigIntegerField(null=True, blank=True)
    thing = models.CharField(max_length=40, blank=True, help_text="material, document, receipt, search …")
    thing_id = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Exactly which bytes, where there were any")
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["case_id", "-at"], name="reads_of_a_case"),
            models.Index(fields=["by_id", "kind", "-at"], name="reads_of_a_person"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="reads_append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=REFUSE_CHANGE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at}"


class Search(models.Model):
    """What somebody looked for. Its key stands in the address, so that no name ever does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return f"Search {self.pk}"


class Watch(models.Model):
    """A case that somebody wants to find again; nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "watches"
        constraints = [models.UniqueConstraint(fields=["user", "case_file"], name="a_case_is_watched_once")]

    def __str__(self) -> str:
        return f"{self.user} watches {self.case_file}"
