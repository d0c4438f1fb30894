"""What is said about one item on its way: parts of it that came, requests for more time, challenges."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from charging.lifecycle import ChallengeOutcome, RequestState
from charging.models.action import ActionItem


class PartReceipt(models.Model):
    """Some of what was asked for came; the item stays open for the rest."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="parts")
    came = models.CharField(max_length=1000, help_text="What came")
    missing = models.CharField(max_length=1000, help_text="What is still missing")
    rest_by = models.DateField(null=True, blank=True, help_text="When police expect the rest")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return f"{self.item}: {self.came}"


class ItemExtension(models.Model):
    """A new date for one item: as it was, as it was asked for, as it was agreed.

    Where the CPS moves a date itself there is nothing to decide: the row is agreed when it is made.
    """

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="extensions")
    was_due_on = models.DateField()
    asked_for = models.DateField()
    reason = models.CharField(max_length=20)
    text = models.CharField(max_length=500, blank=True, db_default="")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=15, choices=RequestState, default=RequestState.OPEN)
    due_at = models.DateTimeField(null=True, blank=True, help_text="From when on the CPS is late with its answer")
    agreed_on = models.DateField(null=True, blank=True, help_text="The date that was agreed")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=500, blank=True, db_default="", help_text="What the CPS says to it")

    class Meta:
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state=RequestState.OPEN), name="one_open_extension_an_item"
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, decided_at__isnull=True)
                | (~Q(state=RequestState.OPEN) & Q(decided_at__isnull=False)),
                name="a_decided_extension_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RequestState.AGREED, RequestState.OTHER_DATE], agreed_on__isnull=False)
                | (~Q(state__in=[RequestState.AGREED, RequestState.OTHER_DATE]) & Q(agreed_on__isnull=True)),
                name="an_agreed_extension_says_the_date",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                | Q(decided_at__isnull=False, decided_by__isnull=True, state=RequestState.OVERTAKEN),
                name="a_decided_extension_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.was_due_on} to {self.asked_for}"


class ItemChallenge(models.Model):
    """Police say that one item is not needed, or out of proportion; somebody who did not ask for it decides."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="challenges")
    ground = models.CharField(max_length=20)
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who asked for the item"
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="From when on the CPS is late with its decision")
    outcome = models.CharField(max_length=15, choices=ChallengeOutcome, blank=True, db_default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=1000, blank=True, db_default="", help_text="Why it was decided so")

    class Meta:
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(outcome=""), name="one_open_challenge_an_item"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="a_decided_challenge_says_when",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", ChallengeOutcome.OVERTAKEN])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="somebody_else_decides_a_challenge",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                | Q(decided_at__isnull=False, decided_by__isnull=True, outcome=ChallengeOutcome.OVERTAKEN),
                name="a_decided_challenge_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.text[:60]}"
