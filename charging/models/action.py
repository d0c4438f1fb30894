"""Action plans: what the prosecutor still needs, why, by when, and what police answered."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, Material, Suspect
from charging.lifecycle import OPEN_STATES, ActionCategory, ActionState, Answer, NeededFor, Repeat
from charging.models.review import Consultation


class ActionPlan(models.Model):
    """The further work that one review asks for."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="action_plans")
    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="action_plan")
    number = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    for_trial = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Issued with a charge: nobody's decision waits for it, so there is nothing to return",
    )
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    taken_back_because = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        ordering = ["case_file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case_file", "number"], name="plans_are_numbered_once"),
            models.CheckConstraint(
                condition=Q(taken_back_by__isnull=True, taken_back_because="")
                | (Q(taken_back_by__isnull=False, returned_at__isnull=False) & ~Q(taken_back_because="")),
                name="a_plan_taken_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(for_trial=False) | Q(returned_at__isnull=False, returned_at=models.F("issued_at")),
                name="a_plan_for_trial_holds_nobody_back",
            ),
        ]

    def __str__(self) -> str:
        return f"Action plan {self.number} of {self.case_file}"


class ActionItem(models.Model):
    """One thing asked for. Only what is needed for the decision holds the answers back."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="items")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    category = models.CharField(max_length=20, choices=ActionCategory)
    text = models.TextField(max_length=2000, help_text="What is needed")
    why = models.TextField(max_length=500, help_text="Why it matters to the decision")
    needed_for = models.CharField(max_length=10, choices=NeededFor)
    due_on = models.DateField(help_text="The date first agreed")
    extended_to = models.DateField(null=True, blank=True, help_text="The date agreed last, where it was moved")
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.PENDING)
    answer = models.CharField(max_length=15, choices=Answer, blank=True)
    answer_text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    material = models.ManyToManyField(Material, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    cancel_reason = models.CharField(max_length=20, blank=True, db_default="")
    repeat_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Asked before",
    )
    repeat = models.CharField(max_length=15, choices=Repeat, blank=True, db_default="")
    new_but_knowable = models.BooleanField(
        default=False, db_default=False, help_text="Asked now, though it could have been asked at the first review"
    )
    satisfied = models.BooleanField(null=True, blank=True, help_text="Whether the answer is enough; empty: not said")
    assessed_at = models.DateTimeField(null=True, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    assessment = models.CharField(max_length=500, blank=True, db_default="", help_text="What the answer falls short of")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ActionState.ANSWERED) | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answered_item_says_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answer_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state=ActionState.CANCELLED, cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancel_reason="")
                | (
                    ~Q(state=ActionState.CANCELLED)
                    & Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                ),
                name="a_cancelled_item_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(satisfied__isnull=True, assessed_at__isnull=True, assessed_by__isnull=True)
                | Q(satisfied__isnull=False, assessed_at__isnull=False, assessed_by__isnull=False),
                name="an_assessed_answer_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.text[:60]}"

    @property
    def due_now(self) -> date:
        """The date that counts: the one agreed last."""
        return self.extended_to or self.due_on

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in OPEN_STATES
