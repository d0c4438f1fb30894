"""The prosecutor's review: a consultation, a decision for each suspect, and what was authorised."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, Offence, OffenceCode, Suspect
from charging.lifecycle import CodeTest, Result
from charging.models.submission import Submission


class ReviewedFor(models.TextChoices):
    """Why a decision was looked at again by somebody else."""

    POLICE_APPEAL = "police_appeal", "Police escalated it"
    VICTIM_RIGHT = "victim_right_to_review", "The victim asked for a review"
    AUTHORITY_UNUSED = "authority_unused", "Police will not charge"
    RE_REVIEW = "re_review", "The CPS reviewed it again"


class ReviewedResult(models.TextChoices):
    """What came of looking at a decision again."""

    STANDS = "decision_stands", "the decision stands"
    IN_PART = "stands_in_part", "agreed in part, the decision stands"
    AGAIN = "decided_again", "to be decided again"
    EXPLAINED = "explained", "explained, the decision stands"


class Consultation(models.Model):
    """One review of one submission, from the moment the file was accepted until it is completed."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="consultations")
    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="consultation")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    prosecutor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
    )
    allocated_at = models.DateTimeField(null=True, blank=True)
    override = models.CharField(
        max_length=30,
        blank=True,
        default="",
        db_default="",
        help_text="Why it was given otherwise than suggested, by code",
    )
    not_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Whose decision is looked at again, so that somebody else decides",
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    analysis = models.TextField(blank=True, help_text="Evidential analysis and public interest")
    disclosure_considered = models.BooleanField(
        default=False, help_text="The impact of disclosable and unexamined material was considered"
    )

    class Meta:
        ordering = ["case_file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case_file", "number"], name="consultations_are_numbered_once"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="a_completed_consultation_says_when_and_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(completed_at__isnull=True), name="open_consultations"),
            models.Index(
                fields=["prosecutor"], condition=Q(completed_at__isnull=True), name="open_reviews_of_a_prosecutor"
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.number} of {self.case_file}"


class DecisionCode(models.Model):
    """A letter under which the CPS reports a decision, as dated data."""

    code = models.CharField(max_length=5)
    result = models.CharField(max_length=30, choices=Result)
    title = models.CharField(max_length=120)
    needs_public_interest = models.BooleanField(default=False, help_text="A public-interest reason stands beside it")
    confirmed = models.BooleanField(default=False, help_text="Practitioners have confirmed what the letter means")
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="a_decision_code_starts_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"


class DecisionReason(models.Model):
    """A coded reason for no further action or a disposal, as dated data; a group of reasons has no parent itself."""

    code = models.CharField(max_length=20, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reasons", db_index=False
    )
    confirmed = models.BooleanField(
        default=False, db_default=False, help_text="Practitioners have confirmed code and words"
    )
    result = models.CharField(max_length=30, choices=Result)
    title = models.CharField(max_length=120)
    victim_reason = models.BooleanField(default=False, help_text="The victim not supporting is the main reason")
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["result", "position"]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What one review decided for one suspect."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="decisions")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="decisions")
    result = models.CharField(max_length=30, choices=Result)
    code = models.CharField(max_length=5, blank=True, help_text="The letter that the CPS reports it under")
    reason = models.ForeignKey(DecisionReason, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    public_interest = models.ForeignKey(
        DecisionReason, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    test = models.CharField(max_length=10, choices=CodeTest, blank=True, db_default="")
    threshold: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict, blank=True, db_default={}, help_text="How each condition is met, and which evidence is expected"
    )
    qualifies_for_victim_review = models.BooleanField(
        default=False, db_default=False, help_text="It ends a case that has a victim, who may ask for a review"
    )
    rationale = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["consultation", "suspect__number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "suspect"], name="one_decision_a_suspect_a_review"),
            models.CheckConstraint(
                condition=~Q(result__in=["nfa_evidential", "nfa_public_interest", "out_of_court"])
                | Q(reason__isnull=False),
                name="an_end_without_charge_has_a_coded_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suspect}: {self.get_result_display()}"


class OffenceAnswer(models.TextChoices):
    """What the prosecutor says to one offence that police proposed."""

    AS_PROPOSED = "as_proposed", "Charge as proposed"
    ANOTHER = "another", "Charge another offence instead"
    NOT_CHARGED = "not_charged", "Do not charge"


class OffenceDecision(models.Model):
    """What a decision says of one offence that police proposed."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="offences")
    offence = models.ForeignKey(Offence, on_delete=models.CASCADE, related_name="decisions")
    answer = models.CharField(max_length=15, choices=OffenceAnswer)
    offence_code = models.ForeignKey(OffenceCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.ForeignKey(DecisionReason, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["decision", "offence"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "offence"], name="an_offence_is_decided_once_a_decision"),
            models.CheckConstraint(
                condition=~Q(answer="another") | Q(offence_code__isnull=False), name="another_offence_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(answer="not_charged") | Q(reason__isnull=False),
                name="an_offence_not_charged_has_a_coded_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offence}: {self.get_answer_display()}"


class AuthorisedCharge(models.Model):
    """An offence that a decision authorises police to charge."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="charges")
    offence_code = models.ForeignKey(OffenceCode, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["decision", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "offence_code"], name="an_offence_is_authorised_once")
        ]

    def __str__(self) -> str:
        return f"{self.offence_code.code} {self.offence_code.title}"
