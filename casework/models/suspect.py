"""A suspect in a case (the atom of pre-charge work), and what they are proposed to be charged with."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from casework.lifecycle import EDITABLE, Status
from casework.models.case_file import CaseFile
from casework.models.finding import SUSPECT_INDEXES
from casework.models.history import Changed, changed_by_somebody, kept_history
from casework.models.reference import OffenceCode
from foundation.wording import isolated

ADULT_AGE = 18


class CustodyBasis(models.TextChoices):
    """On what footing a suspect is, before charge."""

    CUSTODY = "custody", "In police custody"
    BAIL = "bail", "On pre-charge bail"
    RUI = "rui", "Released under investigation"
    VOLUNTARY = "voluntary", "Interviewed voluntarily"
    AT_LARGE = "at_large", "Not yet found"


class Plea(models.TextChoices):
    """The plea that police expect. That nobody can say is an answer too, and not the same as no answer."""

    GUILTY = "gap", "Guilty plea expected (GAP)"
    NOT_GUILTY = "ngap", "Not guilty plea expected (NGAP)"
    UNKNOWN = "unknown", "Plea not known"


class PreviousConvictions(models.TextChoices):
    """Four different answers: nobody looked, looked and found none, found some, and does not apply."""

    NOT_ANSWERED = "", "Not answered yet"
    NONE = "none", "Checked: none recorded"
    ATTACHED = "attached", "Checked: record attached"
    UNKNOWN = "unknown", "Checked: could not be established"


@kept_history(
    "family_name",
    "given_names",
    "date_of_birth",
    "date_of_birth_unknown",
    "asn",
    "custody_basis",
    "anticipated_plea",
    "interview_summary",
    "previous_convictions",
)
class Suspect(Changed):
    """One person in one case. Becomes a defendant when police record the charge."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="suspects")
    number = models.PositiveSmallIntegerField(help_text="Place in the case, from 1; never reused")
    family_name = models.CharField(max_length=80)
    given_names = models.CharField(max_length=120, blank=True, help_text="Empty for an organisation")
    date_of_birth = models.DateField(null=True, blank=True)
    date_of_birth_unknown = models.BooleanField(
        "date of birth is not known", db_default=False, default=False, help_text="Asked for, and nobody can say"
    )
    asn = models.CharField("arrest/summons number", max_length=21, blank=True)
    custody_basis = models.CharField(max_length=20, choices=CustodyBasis)
    anticipated_plea = models.CharField(max_length=10, choices=Plea, blank=True)
    interview_summary = models.TextField(blank=True, help_text="What the suspect said, and any likely defence")
    previous_convictions = models.CharField(max_length=20, choices=PreviousConvictions, blank=True)
    status = models.CharField(max_length=30, choices=[(s.value, s.name) for s in Status], default=Status.BUILDING.value)
    status_at = models.DateTimeField(help_text="When the status was reached; time on queue is read from the ledger")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["case_file", "number"]
        constraints = [
            changed_by_somebody("suspect"),
            models.UniqueConstraint(fields=["case_file", "number"], name="suspects_are_numbered_once"),
            models.CheckConstraint(
                condition=Q(date_of_birth__isnull=True) | Q(date_of_birth_unknown=False),
                name="a_date_of_birth_is_given_or_not_known",
            ),
            models.CheckConstraint(condition=Q(status__in=[s.value for s in Status]), name="suspect_status_is_known"),
        ]
        indexes = [
            models.Index(OpClass(Upper("family_name"), name="varchar_pattern_ops"), name="suspects_by_family_name"),
            *SUSPECT_INDEXES,
        ]

    def __str__(self) -> str:
        return isolated(f"{self.given_names} {self.family_name}".strip())

    @property
    def is_editable(self) -> bool:
        """Whether police may still change what the file says of this suspect."""
        return Status(self.status) in EDITABLE

    @property
    def plea_that_counts(self) -> str:
        """The plea by which rules go: what is not plainly guilty is not guilty; "" while nobody has answered."""
        return Plea.NOT_GUILTY.value if self.anticipated_plea == Plea.UNKNOWN else self.anticipated_plea

    def is_youth(self, on: date) -> bool:
        """Whether the suspect is under 18 on a day; False where the date of birth is not known."""
        born = self.date_of_birth
        if born is None:
            return False
        birthday_passed = (on.month, on.day) >= (born.month, born.day)
        return on.year - born.year - (0 if birthday_passed else 1) < ADULT_AGE


class Alias(models.Model):
    """Another name that a suspect is known by."""

    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="aliases")
    family_name = models.CharField(max_length=80)
    given_names = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["suspect", "id"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(fields=["suspect", "family_name", "given_names"], name="an_alias_is_noted_once")
        ]

    def __str__(self) -> str:
        return isolated(f"{self.given_names} {self.family_name}".strip())


class Offence(models.Model):
    """An offence that police propose. What is authorised and what is laid are separate facts elsewhere."""

    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="offences")
    offence_code = models.ForeignKey(OffenceCode, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(help_text="Date of the offence, or first day it may have happened")
    ends_on = models.DateField(null=True, blank=True, help_text="Last day, where it is a range")
    place = models.CharField(max_length=120, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["suspect", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="an_offence_ends_on_or_after_its_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.offence_code.code} {self.offence_code.title}"
