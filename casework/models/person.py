"""Victims and witnesses, and what they need. Four answers, not two: nobody asking differs from a no."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.case_file import CaseFile
from casework.models.history import Changed, changed_by_somebody, kept_history
from foundation.wording import isolated


class PersonRole(models.TextChoices):
    """What somebody is in the case."""

    VICTIM = "victim", "Victim"
    WITNESS = "witness", "Witness"


class PersonalStatement(models.TextChoices):
    """Where the victim personal statement stands."""

    NOT_ANSWERED = "", "Not answered yet"
    TAKEN = "taken", "Offered and taken"
    DECLINED = "declined", "Offered and declined"
    OUTSTANDING = "outstanding", "Offered, still to be taken"
    NOT_OFFERED = "not_offered", "Not offered yet"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class SpecialMeasures(models.TextChoices):
    """Whether the needs for special measures were looked at."""

    NOT_ANSWERED = "", "Not answered yet"
    NEEDED = "needed", "Assessed: needed"
    NOT_NEEDED = "not_needed", "Assessed: not needed"
    UNKNOWN = "unknown", "Assessed: not known yet"


class PersonQuerySet(models.QuerySet["Person"]):
    """Narrowing victims and witnesses."""

    def live(self) -> "PersonQuerySet":
        """Leave out who was added by mistake and taken off the file."""
        return self.filter(withdrawn_at__isnull=True)


@kept_history(
    "role",
    "family_name",
    "given_names",
    "date_of_birth",
    "personal_statement",
    "special_measures",
    "withdrawn_at",
    "withdrawn_because",
)
class Person(Changed):
    """A victim or a witness. Where they live is never kept here."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(max_length=10, choices=PersonRole)
    family_name = models.CharField(max_length=80)
    given_names = models.CharField(max_length=120, blank=True, help_text="Empty for an organisation")
    date_of_birth = models.DateField(null=True, blank=True)
    personal_statement = models.CharField(max_length=20, choices=PersonalStatement, blank=True)
    special_measures = models.CharField(max_length=20, choices=SpecialMeasures, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_because = models.CharField(
        "why they were withdrawn", max_length=200, blank=True, db_default="", default=""
    )
    version = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["role", "id"]
        verbose_name_plural = "people"
        constraints = [
            changed_by_somebody("person"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_because__gt=""),
                name="a_withdrawn_person_says_when_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return isolated(f"{self.given_names} {self.family_name}".strip())
