"""The file standard as dated data: editions of rows, each with the facts that call for it."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from casework.models.case_file import CaseFile
from casework.models.history import Changed, changed_by_somebody
from foundation.clocks import days_after


class RowGroup(models.TextChoices):
    """The parts of the task list that rows stand in, in its order."""

    CASE = "case", "The case"
    SUSPECT = "suspect", "Each suspect"
    PEOPLE = "people", "Victims and witnesses"
    EVIDENCE = "evidence", "Evidence"
    DISCLOSURE = "disclosure", "Disclosure"
    ASSURANCE = "assurance", "Assurance"


class AppliesTo(models.TextChoices):
    """What a row is asked of: once, or once for each."""

    CASE = "case", "The case"
    SUSPECT = "suspect", "Each suspect"
    VICTIM = "victim", "Each victim"
    WITNESS = "witness", "Each witness"


class EditionQuerySet(models.QuerySet["FileStandardEdition"]):
    """Narrowing editions."""

    def published(self) -> "EditionQuerySet":
        """Leave out drafts: they judge nothing."""
        return self.filter(published_at__isnull=False)

    def in_force(self, day: date) -> "EditionQuerySet":
        """The published edition of a local day; at most one."""
        return self.published().filter(valid_from__lte=day).exclude(valid_to__lte=day)


class FileStandardEdition(Changed):
    """One edition of the standard. A file is judged by the edition in force when it was submitted."""

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    offence_groups = models.JSONField(
        default=dict, db_default={}, help_text="Name → title, code prefixes and Home Office classes of its offences"
    )
    version = models.PositiveIntegerField(default=1, db_default=1, help_text="Rises when its details change")
    revision = models.PositiveIntegerField(default=1, db_default=1, help_text="Rises when anything in it changes")
    drafted_at = models.DateTimeField(null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    writers = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        help_text="Keys of all who wrote any part of it, also what was changed again or taken out since",
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty while it is a draft: judges nothing")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            changed_by_somebody("edition"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")),
                name="an_edition_is_published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="an_edition_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(drafted_by__isnull=True) | Q(drafted_at__isnull=False), name="a_draft_edition_says_when"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="a_published_edition_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date | None:
        """The last day on which it judges files; None where no end is known."""
        return days_after(self.valid_to, -1) if self.valid_to else None

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.published_at is None


class FileStandardRow(Changed):
    """One thing a file may need: when it is needed, why, and what satisfies it."""

    edition = models.ForeignKey(FileStandardEdition, on_delete=models.CASCADE, related_name="rows")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    group = models.CharField(
        max_length=30, choices=RowGroup, blank=True, db_default="", help_text="Part of the task list it stands in"
    )
    source = models.CharField(max_length=200, blank=True, db_default="", help_text="Where the guidance says so")
    reason = models.CharField(max_length=300, help_text="Why it is needed, in plain words")
    applies_to = models.CharField(max_length=10, choices=AppliesTo, help_text="What it is asked of")
    needed_when = models.JSONField(
        default=dict, help_text="fact → accepted values, all of which must hold; a list of such: any; {} always"
    )
    satisfied_by = models.JSONField(
        default=dict, help_text="Ways to meet it, any of which will do: fields, answers, material, recordings, schedule"
    )
    blocks = models.BooleanField(default=False, help_text="Nothing can be decided without it")
    triage_code = models.CharField(max_length=10, blank=True, help_text="The rejection reason it would earn")
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            changed_by_somebody("row"),
            models.UniqueConstraint(fields=["edition", "code"], name="a_row_stands_once_in_an_edition"),
        ]

    def __str__(self) -> str:
        return self.title


class EditionCount(models.Model):
    """How many open files an edition would change; counted in the background, shown as far as it has come."""

    edition = models.OneToOneField(FileStandardEdition, on_delete=models.CASCADE, related_name="count")
    follows = models.ForeignKey(FileStandardEdition, on_delete=models.CASCADE, null=True, related_name="+")
    revision = models.PositiveIntegerField(help_text="Of the edition, as it was when this was asked")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    total = models.PositiveIntegerField(help_text="Open files when it was asked")
    done = models.PositiveIntegerField(default=0)
    last_case_id = models.BigIntegerField(default=0, help_text="Files are judged in the order of their keys")
    changed = models.PositiveIntegerField(default=0, help_text="Files for which any row differs")
    rows = models.JSONField(default=dict, help_text="Code of a row → how many files gain, lose, miss or settle it")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(finished_at__isnull=True), name="counts_going_on"),
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.total} files against {self.edition}"


class EditionEffect(models.Model):
    """What an edition would change in one open file, by codes of rows."""

    count = models.ForeignKey(EditionCount, on_delete=models.CASCADE, related_name="effects")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    gains = ArrayField(models.CharField(max_length=40), default=list)
    losses = ArrayField(models.CharField(max_length=40), default=list)
    gaps = ArrayField(models.CharField(max_length=40), default=list, help_text="Met or not needed until then")

    class Meta:
        ordering = ["count", "id"]
        constraints = [models.UniqueConstraint(fields=["count", "case_file"], name="a_file_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.case_file}: {len(self.gains)} more, {len(self.losses)} fewer"
