"""A submission taken back by police, and a case that went from one CPS body to another."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Unit
from casework.models import CaseFile
from charging.lifecycle import TransferKind
from charging.models.submission import Submission

LENGTH = 1000


class Withdrawal(models.Model):
    """Police took a submission back before it was decided."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="withdrawal")
    reason = models.CharField(max_length=LENGTH)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["submission"]
        constraints = [models.CheckConstraint(condition=Q(reason__gt=""), name="a_withdrawal_says_why")]

    def __str__(self) -> str:
        return f"Withdrawal of {self.submission}"


class Transfer(models.Model):
    """A case went to another CPS Area or unit, or to or from CPS Direct, with what the receiver has to know.

    The bodies are those who handle the case before and after; the events before it keep the codes they were stamped
    with, so what was counted for whoever had it stays theirs.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="transfers")
    kind = models.CharField(max_length=20, choices=TransferKind)
    from_body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=LENGTH, blank=True, help_text="Why, or the risks that the receiver takes over")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case_file", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[TransferKind.OUT_OF_HOURS, TransferKind.DECIDED]) | Q(reason__gt=""),
                name="a_transfer_by_hand_says_why",
            )
        ]
        indexes = [models.Index(fields=["from_body", "at"], name="transfers_from_a_body")]

    def __str__(self) -> str:
        return f"{self.case_file}: {self.get_kind_display()}"
