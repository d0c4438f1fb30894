"""What police charged, as they recorded it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import OffenceCode, Suspect
from charging.lifecycle import Match
from charging.models.review import Decision


class Unauthorised(models.TextChoices):
    """Why police charged without authority of the CPS."""

    CUSTODY_TIME = "custody_time", "Time in custody was about to run out and the CPS could not be reached in time"
    RISK = "risk", "The risk to the victim or the public could not wait"
    POLICE_MAY = "police_may", "Police may charge this offence themselves"
    ERROR = "error", "In error: the CPS should have been asked"


class ChargeRecord(models.Model):
    """Police say that they charged a suspect; compared with the authority at once. Without one it says who decided."""

    suspect = models.OneToOneField(Suspect, on_delete=models.CASCADE, related_name="charge_record")
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="charge_record"
    )
    charged_at = models.DateTimeField()
    method = models.CharField(max_length=20)
    match = models.CharField(max_length=20)
    unauthorised = models.CharField(max_length=20, choices=Unauthorised, blank=True, db_default="")
    officer_rank = models.CharField(
        max_length=60, blank=True, db_default="", help_text="Rank of whoever let it be charged without the CPS"
    )
    officer_role = models.CharField(max_length=100, blank=True, db_default="", help_text="What they were at that time")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(decision__isnull=False, unauthorised="") & ~Q(match=Match.NONE))
                | Q(
                    decision__isnull=True,
                    match=Match.NONE,
                    unauthorised__gt="",
                    officer_rank__gt="",
                    officer_role__gt="",
                ),
                name="a_charge_without_authority_says_who_let_it_be_laid",
            )
        ]

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
