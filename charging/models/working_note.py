"""Private working notes: a lawyer's own, or their team's. They are no part of the record."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.roles import Side
from casework.models import CaseFile


class NoteAudience(models.TextChoices):
    """Who may read a note, chosen before anything is written."""

    AUTHOR = "author", "Only me"
    TEAM = "team", "The CPS team"


class WorkingNoteQuerySet(models.QuerySet["WorkingNote"]):
    """Narrowing notes; ask here before counting or showing any."""

    def visible_to(self, user: User) -> "WorkingNoteQuerySet":
        """Keep a reader's own notes and, within the CPS, the team's. The case itself is the caller's to check."""
        if user.side is not Side.CPS:
            return self.none()
        return self.filter(Q(author=user) | Q(audience=NoteAudience.TEAM))


class WorkingNote(models.Model):
    """One note on a case. Neither ledger nor history, export, API, document or search ever hold it."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="working_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=NoteAudience, default=NoteAudience.AUTHOR)
    text = models.TextField()
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = WorkingNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_working_note_says_something")]

    def __str__(self) -> str:
        return f"Note {self.pk} on {self.case_file}"
