"""Charges that are not those authorised, and authorised ones that are never laid: each is settled by both agencies."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, OffenceCode, Suspect
from charging.lifecycle import Match
from charging.models.charge import ChargeRecord
from charging.models.review import Decision

LENGTH = 2000


class MismatchState(models.TextChoices):
    """Who has to act on a mismatch next."""

    EXPLAIN = "explain", "Police to explain"
    SETTLE = "settle", "The CPS to settle"
    AMEND = "amend", "Police to amend the charge"
    SETTLED = "settled", "Settled"


class Settlement(models.TextChoices):
    """What the CPS says of charges that differ from the authority."""

    ACCEPTED = "accepted", "Accepted as laid"
    AMEND = "to_be_amended", "To be amended by police"
    AUTHORISED = "authority_given", "Authority given for what was laid"


class ChargeAmendment(models.Model):
    """What a suspect is charged with from then on; what was laid before stays as it was written."""

    record = models.ForeignKey(ChargeRecord, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    offences = models.ManyToManyField(OffenceCode, related_name="+")
    match = models.CharField(max_length=20, choices=Match, help_text="Compared with what the CPS said it should be")
    amended_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["record", "number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="amendments_are_numbered_once")]

    def __str__(self) -> str:
        return f"Amendment {self.number} of {self.record}"


class Mismatch(models.Model):
    """Charges laid that are not those authorised, until the CPS has settled it."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="mismatches")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="mismatches")
    record = models.ForeignKey(ChargeRecord, on_delete=models.CASCADE, related_name="mismatches")
    amendment = models.OneToOneField(
        ChargeAmendment, on_delete=models.CASCADE, null=True, blank=True, related_name="mismatch"
    )
    match = models.CharField(max_length=20, choices=Match)
    state = models.CharField(max_length=20, choices=MismatchState, default=MismatchState.EXPLAIN)
    raised_at = models.DateTimeField()
    since = models.DateTimeField(help_text="Since when it waits for whoever has to act next")
    due_at = models.DateTimeField(help_text="When whoever has to act next is late")
    explanation = models.CharField(max_length=LENGTH, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settlement = models.CharField(max_length=20, choices=Settlement, blank=True)
    reasons = models.CharField(max_length=LENGTH, blank=True)
    should_be = models.ManyToManyField(
        OffenceCode, related_name="+", blank=True, help_text="What police are to charge instead"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["record", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=~Q(state=MismatchState.SETTLED), name="one_open_mismatch_a_charge"
            ),
            models.CheckConstraint(
                condition=Q(explanation="", explained_at__isnull=True, explained_by__isnull=True)
                | (Q(explanation__gt="") & Q(explained_at__isnull=False, explained_by__isnull=False)),
                name="an_explained_mismatch_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(settlement="", settled_at__isnull=True, settled_by__isnull=True)
                | (Q(settlement__gt="", reasons__gt="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="a_settled_mismatch_says_why_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MismatchState.AMEND, MismatchState.SETTLED]) | Q(settlement__gt=""),
                name="only_the_cps_settles_a_mismatch",
            ),
        ]
        indexes = [
            models.Index(fields=["case_file"], condition=~Q(state=MismatchState.SETTLED), name="open_mismatches")
        ]

    def __str__(self) -> str:
        return f"{self.suspect}: {self.get_match_display().lower()}"


class NotLaid(models.TextChoices):
    """Why police do not lay a charge that was authorised."""

    WANTED = "wanted", "The suspect is wanted"
    NEW_EVIDENCE = "new_evidence", "New evidence"
    OUT_OF_TIME = "out_of_time", "Out of time"
    OTHER = "other", "Another reason"


class UnusedOutcome(models.TextChoices):
    """What the CPS says of an authority that is not used."""

    STAYS = "stays", "The authority stays"
    AGAIN = "decide_again", "To be decided again"
    CLOSED = "closed", "Closed without a charge"
    OVERTAKEN = "overtaken", "Overtaken: police charged, or it was decided again"


UNUSED_DECISIONS = [(each.value, each.label) for each in UnusedOutcome if each is not UnusedOutcome.OVERTAKEN]
"""What somebody decides of it; the rest happens."""


class UnusedAuthority(models.Model):
    """Police say that they will not lay a charge that was authorised, and the CPS decides what becomes of it."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="unused_authorities")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="unused_authorities")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="unused")
    reason = models.CharField(max_length=20, choices=NotLaid)
    detail = models.CharField(max_length=LENGTH)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(help_text="When the decision of the CPS is late")
    outcome = models.CharField(max_length=20, choices=UnusedOutcome, blank=True)
    reasons = models.CharField(max_length=LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["case_file", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["suspect"], condition=Q(outcome=""), name="an_authority_is_said_unused_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(detail__gt=""), name="an_unused_authority_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (Q(outcome__gt="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_unused_authority_says_when_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["case_file"], condition=Q(outcome=""), name="open_unused_authorities")]

    def __str__(self) -> str:
        return f"{self.suspect}: {self.get_reason_display().lower()}"
