"""An upload under way: a file that comes in pieces and can be taken up again where it stopped."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.case_file import CaseFile


class Upload(models.Model):
    """Bytes received so far of one file; once whole they are checked and become a version of material."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField(help_text="Bytes that were announced")
    received = models.BigIntegerField(default=0, help_text="Bytes that are here")
    seal = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="Of the pieces so far, each sealed onto the last",
    )
    started_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="When the last piece came")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received__gte=0, received__lte=F("size")), name="an_upload_never_exceeds_its_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.received} of {self.size} bytes"
