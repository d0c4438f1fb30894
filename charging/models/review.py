"""The prosecutor's review: a consultation, a decision for each suspect, and what was authorised."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import CaseFile, OffenceCode, Suspect
from charging.lifecycle import Result
from charging.models.submission import Submission


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
            models.Index(fields=["opened_at"], condition=Q(completed_at__isnull=True), name="open_consultations")
        ]

    def __str__(self) -> str:
        return f"Review {self.number} of {self.case_file}"


class DecisionReason(models.Model):
    """A coded reason for no further action or a disposal, as dated data."""

    code = models.CharField(max_length=20, unique=True)
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


class ChargeRecord(models.Model):
    """Police say that they charged a suspect; compared with the authority at once."""

    suspect = models.OneToOneField(Suspect, on_delete=models.CASCADE, related_name="charge_record")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="charge_record")
    charged_at = models.DateTimeField()
    method = models.CharField(max_length=20)
    match = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Charge of {self.suspect}"


class LaidCharge(models.Model):
    """An offence that police charged."""

    record = models.ForeignKey(ChargeRecord, on_delete=models.CASCADE, related_name="charges")
    offence_code = models.ForeignKey(OffenceCode, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["record", "id"]
        constraints = [models.UniqueConstraint(fields=["record", "offence_code"], name="an_offence_is_laid_once")]

    def __str__(self) -> str:
        return f"{self.offence_code.code} {self.offence_code.title}"
