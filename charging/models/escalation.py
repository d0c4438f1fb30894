"""Police do not agree with the CPS, and take it up the ranks, step by step."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Role
from casework.models import CaseFile, Suspect
from charging.models.action import ActionPlan
from charging.models.contest import Contest
from charging.models.review import Decision

LENGTH = 4000


class EscalatedAbout(models.TextChoices):
    """What is escalated."""

    DECISION = "decision", "A decision"
    REJECTION = "rejection", "A rejection that stands after it was contested"
    PLAN = "action_plan", "An action plan"


class EscalationOutcome(models.TextChoices):
    """What came of a step, or of the whole escalation."""

    CHANGED = "changed", "Changed"
    IN_PART = "partly", "Agreed in part"
    STANDS = "stands", "Stands"
    WITHDRAWN = "withdrawn", "Ended by police"
    OVERTAKEN = "overtaken", "Overtaken: it was decided again otherwise"


STEP_OUTCOMES = (EscalationOutcome.CHANGED, EscalationOutcome.IN_PART, EscalationOutcome.STANDS)
"""What somebody who answers a step can say."""


class Escalation(models.Model):
    """One disagreement from the first step until it is answered for good, ended by police or overtaken."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="escalations")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="escalations")
    about = models.CharField(max_length=20, choices=EscalatedAbout)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, null=True, blank=True, related_name="escalations")
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, null=True, blank=True, related_name="escalations")
    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, null=True, blank=True, related_name="escalations")
    original_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose decision it is about, who never answers it",
    )
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=EscalationOutcome, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(
        max_length=LENGTH, blank=True, default="", db_default="", help_text="Why police ended it"
    )

    class Meta:
        ordering = ["case_file", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(about=EscalatedAbout.DECISION, decision__isnull=False, suspect__isnull=False)
                | Q(about=EscalatedAbout.REJECTION, contest__isnull=False)
                | Q(about=EscalatedAbout.PLAN, plan__isnull=False),
                name="an_escalation_is_about_something",
            ),
            models.UniqueConstraint(
                fields=["suspect"], condition=Q(outcome="", suspect__isnull=False), name="one_open_escalation_a_suspect"
            ),
            models.UniqueConstraint(
                fields=["contest"],
                condition=Q(outcome="", contest__isnull=False),
                name="one_open_escalation_a_rejection",
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(outcome="", plan__isnull=False), name="one_open_escalation_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True, closed_by__isnull=True)
                | (Q(outcome__gt="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="a_closed_escalation_says_when_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["case_file"], condition=Q(outcome=""), name="open_escalations")]

    def __str__(self) -> str:
        what = self.get_about_display()
        return f"{what[:1].lower()}{what[1:]}{f', {self.suspect}' if self.suspect else ''}"


class EscalationStep(models.Model):
    """One step: raised by a rank of police, answered by a grade of the CPS."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps")
    step = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=30, help_text="The role in which it was raised")
    grounds = models.CharField(max_length=LENGTH)
    due_at = models.DateTimeField(help_text="When the answer is late")
    outcome = models.CharField(max_length=20, choices=EscalationOutcome, blank=True)
    reasons = models.CharField(max_length=LENGTH, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    overdue_at = models.DateTimeField(
        null=True, blank=True, help_text="When police were told that no answer came in time"
    )

    class Meta:
        ordering = ["escalation", "step"]
        constraints = [
            models.UniqueConstraint(fields=["escalation", "step"], name="a_step_is_taken_once"),
            models.CheckConstraint(condition=Q(grounds__gt=""), name="a_step_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (Q(outcome__gt="", reasons__gt="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="an_answered_step_says_why_when_and_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(outcome="", overdue_at__isnull=True), name="steps_to_be_late"),
        ]

    def __str__(self) -> str:
        return f"Step {self.step} of {self.escalation}"

    @property
    def rank_title(self) -> str:
        """What the role is called in which it was raised."""
        return Role(self.rank).definition.title
