"""Reference lists: offence codes, courts, code lists, bank holidays. Rows are dated, never overwritten."""

from datetime import date
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)

BEGINNING = date(1900, 1, 1)
"""The start of rows that were in the first list ever loaded: no start is published for them."""


class ReferenceQuerySet(models.QuerySet[M]):
    """Rows that hold from one date until another."""

    def on(self, day: date) -> "ReferenceQuerySet[M]":
        """Narrow to what is in force on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def in_order(noun: str) -> models.CheckConstraint:
    """Return the constraint that a row does not end before it starts; equal dates mean "never in force"."""
    ends_later = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
    return models.CheckConstraint(condition=ends_later, name=f"{noun}_ends_after_it_starts")


class ReferenceVersion(models.Model):
    """One published version of one list, as we loaded it."""

    dataset = models.CharField(max_length=40)
    version = models.CharField(max_length=40, help_text="The publisher's number of the version")
    loaded_at = models.DateTimeField()
    source = models.CharField(max_length=200, help_text="Package and file the rows came from")
    rows = models.PositiveIntegerField(help_text="Rows in the list, after our own cleaning")
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of what was read: the same digest need not be loaded again"
    )

    class Meta:
        ordering = ["dataset", "-loaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "version"], name="a_version_of_a_list_is_noted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.version}"


class ModeOfTrial(models.TextChoices):
    """Where an offence can be tried, from the category of its code."""

    INDICTABLE = "indictable", "Indictable only"
    EITHER_WAY = "either_way", "Either way"
    SUMMARY = "summary", "Summary only"
    OTHER = "other", "Not an offence, or not stated"


class Inchoate(models.TextChoices):
    """The ways to be guilty of an offence without committing it whole: suffixes A, B and C of a code."""

    NONE = "", "The offence itself"
    ATTEMPT = "attempt", "Attempt"
    AIDING = "aiding", "Aiding and abetting"
    CONSPIRACY = "conspiracy", "Conspiracy"


class OffenceCode(models.Model):
    """A CJS offence code as it read from one date until another."""

    code = models.CharField(max_length=10, help_text="CJS offence code: source, year and number (TH68010)")
    title = models.CharField(max_length=200)
    category = models.CharField(
        max_length=4, help_text="CI indictable, CE either way, CS and CM summary, others not offences"
    )
    mode_of_trial = models.CharField(max_length=10, choices=ModeOfTrial, default=ModeOfTrial.OTHER)
    home_office_code = models.CharField(max_length=10, blank=True, help_text="Class and subclass for counting (046/00)")
    notifiable = models.BooleanField(default=False, help_text="Counted in police recorded crime")
    recordable = models.BooleanField(default=False, help_text="A conviction goes on the Police National Computer")
    inchoate = models.CharField(max_length=10, choices=Inchoate, blank=True, default=Inchoate.NONE)
    is_local = models.BooleanField(default=False, help_text="Invented by one force or court; not in the national list")
    is_obsolete = models.BooleanField(default=False, help_text="Kept for old cases: no Home Office class, old wording")
    precedence = models.PositiveSmallIntegerField(
        default=50,
        help_text="Place among search results: small comes first (10 everyday, 50 ordinary, 90 obsolete)",
    )
    search_text = models.TextField(blank=True, help_text="Title and other names, in the form that search compares")
    search_words = SearchVectorField(null=True, help_text="Words of search_text, whole and by their stem")
    version = models.ForeignKey(ReferenceVersion, on_delete=models.PROTECT, related_name="offence_codes")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day on which it no longer holds")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        indexes = [GinIndex(fields=["search_words"], name="offence_words")]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="offence_code_starts_once_a_day"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="offence_code_has_one_current_row"
            ),
            in_order("offence_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class OffenceWord(models.Model):
    """A word that some offence is found by: where search looks when somebody mistypes."""

    word = models.CharField(max_length=40, unique=True)
    trigrams = ArrayField(
        models.CharField(max_length=3), help_text="Overlapping threes of letters, padded at both ends"
    )
    precedence = models.PositiveSmallIntegerField(default=50, help_text="Of the most everyday offence with this word")

    class Meta:
        ordering = ["word"]
        indexes = [GinIndex(fields=["trigrams"], name="offence_word_trigrams")]

    def __str__(self) -> str:
        return self.word


class CourtKind(models.TextChoices):
    """The sort of court or court office."""

    MAGISTRATES = "magistrates", "Magistrates' Court"
    CROWN = "crown", "Crown Court"
    CTSC = "ctsc", "Courts and Tribunals Service Centre"


class Court(models.Model):
    """A court house as it was named from one date until another."""

    code = models.CharField(
        max_length=8, help_text="CJS organisation unit: top, second, third and bottom level (B45AA00)"
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=CourtKind)
    area = models.CharField(max_length=2, help_text="Police force area the court sits in: as in a URN, except London")
    area_name = models.CharField(max_length=80)
    psa_code = models.CharField(
        max_length=4, blank=True, help_text="Petty sessional area, or Crown Court centre number"
    )
    version = models.ForeignKey(ReferenceVersion, on_delete=models.PROTECT, related_name="courts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day on which it no longer holds")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="court_starts_once_a_day"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="court_has_one_current_row"
            ),
            in_order("court"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_kind_display()}"


class CodeList(models.TextChoices):
    """The national lists of codes that a case file uses."""

    HEARING_TYPE = "hearing_type", "Type of hearing"
    PLEA = "plea", "Plea"
    VERDICT = "verdict", "Verdict"
    RESULT = "result", "Result"
    REMAND_STATUS = "remand_status", "Remand status"
    OFFENCE_CATEGORY = "offence_category", "Offence category"


class CodeListEntry(models.Model):
    """One code of one list as it read from one date until another."""

    list = models.CharField(max_length=20, choices=CodeList)
    code = models.CharField(max_length=20)
    description = models.CharField(max_length=300)
    extra: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict, blank=True, help_text="What else the publisher says of it"
    )
    version = models.ForeignKey(ReferenceVersion, on_delete=models.PROTECT, related_name="entries")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day on which it no longer holds")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["list", "code"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "valid_from"], name="list_entry_starts_once_a_day"),
            models.UniqueConstraint(
                fields=["list", "code"],
                condition=Q(valid_to__isnull=True),
                name="list_entry_has_one_current_row",
            ),
            in_order("list_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class BankHoliday(models.Model):
    """A day on which the courts and most offices are closed; one-off days can be added by hand."""

    on = models.DateField()
    name = models.CharField(max_length=80)
    division = models.CharField(max_length=30, default="england-and-wales")
    source = models.CharField(max_length=120, help_text="Where it was announced; the loader replaces only its own rows")

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["on", "division"], name="a_bank_holiday_is_listed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.on}"
