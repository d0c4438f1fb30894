"""The working notes on a case that a reader may read."""

from django.db.models import QuerySet

from accounts.models import User
from casework.models import CaseFile
from charging.models import WorkingNote


def notes_of(case_file: CaseFile, user: User) -> QuerySet[WorkingNote]:
    """A reader's own notes and the team's, the latest first."""
    rows = WorkingNote.objects.visible_to(user).filter(case_file=case_file).select_related("author")
    return rows.order_by("-changed_at", "-pk")
