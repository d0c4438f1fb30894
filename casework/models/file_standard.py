"""The file standard as dated data: editions of rows, each with the facts that call for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class FileStandardEdition(models.Model):
    """One edition of the standard. A file is judged by the edition in force when it was submitted."""

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty while it is a draft: judges nothing")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="an_edition_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(drafted_by__isnull=True) | Q(drafted_at__isnull=False), name="a_draft_edition_says_when"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="a_published_edition_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FileStandardRow(models.Model):
    """One thing a file may need: when it is needed, why, and what satisfies it."""

    edition = models.ForeignKey(FileStandardEdition, on_delete=models.CASCADE, related_name="rows")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    group = models.CharField(max_length=30, blank=True, db_default="", help_text="Part of the task list it stands in")
    source = models.CharField(max_length=200, blank=True, db_default="", help_text="Where the guidance says so")
    reason = models.CharField(max_length=300, help_text="Why it is needed, in plain words")
    applies_to = models.CharField(max_length=10, help_text="case, suspect or victim: what it is asked of")
    needed_when = models.JSONField(default=dict, help_text="fact → accepted values; all must hold; {} always")
    satisfied_by = models.JSONField(default=dict, help_text="material kinds, or a field of the thing it is asked of")
    blocks = models.BooleanField(default=False, help_text="Nothing can be decided without it")
    triage_code = models.CharField(max_length=10, blank=True, help_text="The rejection reason it would earn")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="a_row_stands_once_in_an_edition")]

    def __str__(self) -> str:
        return self.title
