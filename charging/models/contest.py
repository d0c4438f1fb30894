"""Police contest a rejection, and somebody else at the CPS decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, Material
from charging.lifecycle import ContestOutcome
from charging.models.submission import Triage
from foundation.wording import in_time_until

LENGTH = 2000


class Contest(models.Model):
    """One contest of one rejection. It is decided once; after that police mend the file, or the review is open."""

    triage = models.OneToOneField(Triage, on_delete=models.CASCADE, related_name="contest")
    grounds = models.CharField(max_length=LENGTH, help_text="Why police say that the file should not have come back")
    material = models.ManyToManyField(Material, related_name="+", blank=True, help_text="What shows that")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(help_text="When the answer of the CPS is late")
    outcome = models.CharField(max_length=20, choices=ContestOutcome, blank=True)
    reason = models.CharField(max_length=LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["triage", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(grounds__gt=""), name="a_contest_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (Q(outcome__gt="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_contest_says_what_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", ContestOutcome.OVERTAKEN]) | Q(reason__gt=""),
                name="a_decided_contest_says_why",
            ),
        ]
        indexes = [models.Index(fields=["raised_at"], condition=Q(outcome=""), name="open_contests")]

    def __str__(self) -> str:
        return f"Contest of {self.triage}"

    @property
    def case_file(self) -> CaseFile:
        """The case it is about."""
        return self.triage.submission.case_file

    @property
    def answer_by(self) -> str:
        """Until when an answer is in time: "the end of" a day, or the moment where it ends within one."""
        return in_time_until(self.due_at)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it."""
        return not self.outcome
