"""Documents that the service makes: output of what the file says, versioned and held by content."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from casework.models.case_file import CaseFile
from casework.models.sensitivity import known_to
from casework.models.suspect import Suspect


class DocumentState(models.TextChoices):
    """How far the making of a document is."""

    QUEUED = "queued", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


class GeneratedDocumentQuerySet(models.QuerySet["GeneratedDocument"]):
    """Narrowing documents; ask here before counting, listing or opening any."""

    def visible_to(self, user: User) -> "GeneratedDocumentQuerySet":
        """Leave out sensitive ones for those who may not know of them. The case itself is the caller's to check."""
        return known_to(self, user, open_to_all=Q(sensitive=False))


class GeneratedDocument(models.Model):
    """One version of one form or receipt as a PDF, made by a worker from data that was fixed when it was asked for."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="documents")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    form = models.CharField(max_length=30, help_text="mg5, mg6c, receipt …")
    number = models.PositiveSmallIntegerField(help_text="Version, from 1")
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.QUEUED)
    sensitive = models.BooleanField(default=False)
    inputs = models.JSONField(help_text="What the document says, as the typesetter reads it")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True, blank=True, help_text="Bytes")
    error = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    objects = GeneratedDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["case_file", "form", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "form", "suspect", "number"],
                nulls_distinct=False,
                name="versions_of_a_document_are_numbered_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READY) | Q(sha256__regex=r"^[0-9a-f]{64}$", made_at__isnull=False),
                name="a_ready_document_has_its_digest",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(state=DocumentState.QUEUED), name="documents_being_made")
        ]

    def __str__(self) -> str:
        return f"{self.form} version {self.number} of {self.case_file}"
