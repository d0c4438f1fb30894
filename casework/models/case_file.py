"""The case file itself: one URN, one force, one CPS Area, and the people in it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation, Unit, User
from accounts.roles import Side
from casework.lifecycle import STATUSES, Status
from casework.models.finding import CASE_INDEXES
from casework.models.history import Changed, changed_by_somebody, kept_history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.models.suspect import Suspect


class CaseworkType(models.TextChoices):
    """The kind of casework, which decides the CPS unit."""

    MAGISTRATES = "magistrates", "Magistrates' court"
    CROWN = "crown", "Crown Court"
    RASSO = "rasso", "Rape and serious sexual offences"
    COMPLEX = "complex", "Complex casework"


class Flag(models.TextChoices):
    """Monitoring flags. They describe the case, stay when charges change, and drive the file standard."""

    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    RAPE = "rape", "Rape"
    CHILD_ABUSE = "child_abuse", "Child abuse"
    HATE = "hate", "Hate crime"
    HONOUR_BASED = "honour_based", "Honour-based abuse or forced marriage"
    MODERN_SLAVERY = "modern_slavery", "Modern slavery"
    STALKING = "stalking", "Stalking or harassment"
    VULNERABLE_VICTIM = "vulnerable_victim", "Vulnerable or intimidated victim"
    DEATH = "death", "A death is involved"


def visible(user: User, *, through: str = "") -> Q:
    """The one place that says which case files a person may see, as a condition.

    A reader sees their own force's cases, and what their CPS Area has ever been sent; those at CPS Direct see what
    it handles now. `through` is the path from another model to its case file ("case_file__"), so that lists of
    other things can start from their own index and still ask the same question.
    """
    force, area, sent = (
        f"{through}{name}" for name in ("force_id__in", "cps_area_id__in", "first_submitted_at__isnull")
    )
    seen = Q(**{force: user.organisation_ids(Side.POLICE)}) | Q(**{area: user.organisation_ids(Side.CPS), sent: False})
    return seen | Q(**{f"{through}handled_by_id__in": user.direct_ids}) if user.direct_ids else seen


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    """Narrowing case files."""

    def visible_to(self, user: User) -> "CaseFileQuerySet":
        """Narrow to the reader's own force, or to what their CPS Area has ever been sent."""
        return self.filter(visible(user))

    def lock(self, case_file: "CaseFile") -> "CaseFile":
        """Return the row, freshly read and locked until the transaction ends. Lock order: case, then suspect."""
        # Apart from the tables beside it: whoever waits for a row that is joined to its officer would find no such
        # row once it has another officer, because only the row itself is read again after the wait.
        self.select_for_update().order_by().values_list("pk").get(pk=case_file.pk)
        return self.select_related(*RELATED).get(pk=case_file.pk)

    def with_merged(self, case_file: "CaseFile") -> "CaseFileQuerySet":
        """Narrow to a case and those that were merged into it: what happened to those happened to it."""
        return self.filter(Q(pk=case_file.pk) | Q(merged_into=case_file))


RELATED = ("force", "police_unit", "cps_area", "cps_unit", "officer", "handled_by")


@kept_history(
    "officer",
    "police_unit",
    "headline",
    "summary",
    "lines_of_enquiry",
    "crime_reference",
    "crime_recorded_on",
    "casework_type",
)
class CaseFile(Changed):
    """What police and CPS share: identified by the URN, attributed to a force, a unit and a CPS Area."""

    urn = models.CharField("URN", max_length=11, help_text="Stored contiguous and in capitals: 45AB1234526")
    suffix = models.CharField(max_length=3, blank=True, help_text="Set on a split or merged case")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    police_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    cps_area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    cps_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handled_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="CPS Direct while it has the case; empty for the Area's own",
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="officer in the case",
    )
    headline = models.CharField(max_length=120, help_text="What the case is about, without names")
    summary = models.TextField(blank=True, help_text="Circumstances, as the police report tells them")
    lines_of_enquiry = models.TextField(blank=True, help_text="Reasonable lines of enquiry, done and not pursued")
    crime_reference = models.CharField(max_length=40, blank=True)
    crime_recorded_on = models.DateField(null=True, blank=True)
    casework_type = models.CharField(max_length=20, choices=CaseworkType, default=CaseworkType.MAGISTRATES)
    opened_at = models.DateTimeField()
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="split_off")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_in")
    version = models.PositiveIntegerField(default=1, help_text="Rises with each change, to show edit conflicts")

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            changed_by_somebody("case"),
            models.UniqueConstraint(fields=["urn", "suffix"], name="one_case_file_a_urn"),
            models.CheckConstraint(
                condition=Q(urn__regex=r"^[0-9]{2}[A-Z0-9]{2}[0-9]{7}$"), name="a_urn_has_its_shape"
            ),
        ]
        indexes = [
            models.Index(fields=["force", "-opened_at", "-id"], name="case_by_force"),
            models.Index(fields=["cps_area", "-opened_at", "-id"], name="case_by_area"),
            models.Index(fields=["handled_by"], condition=Q(handled_by__isnull=False), name="cases_handled_elsewhere"),
            *CASE_INDEXES,
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of this case."""
        return reverse("charging:case_file_detail", args=[self.slug])

    @property
    def reference(self) -> str:
        """The URN as people write it: 45AB 12345/26."""
        return f"{self.urn[:4]} {self.urn[4:9]}/{self.urn[9:]}{self.suffix}"

    @property
    def cps_body(self) -> Organisation:
        """Who works on it at the CPS: CPS Direct while it handles the case, else the Area."""
        return self.handled_by or self.cps_area

    @property
    def cps_body_id(self) -> int:
        """The key of who works on it at the CPS."""
        return self.handled_by_id or self.cps_area_id

    @property
    def slug(self) -> str:
        """The URN as addresses carry it."""
        return f"{self.urn}{self.suffix}"


def headline_status(suspects: "list[Suspect]", side: Side | None) -> str:
    """Derive a case's one-line status from its suspects; it is never stored.

    Suspects who differ give "Multiple statuses", because any single word would lie.
    """
    return status_of_all([suspect.status for suspect in suspects], side)


def status_of_all(statuses: "Sequence[str]", side: Side | None) -> str:
    """Say the one status that all suspects of a case have, or that they differ."""
    different = set(statuses)
    if not different:
        return "No suspects yet"
    return "Multiple statuses" if len(different) > 1 else STATUSES[Status(different.pop())].label(side)


class CaseFlag(models.Model):
    """A monitoring flag, with who set it and who cleared it."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="flags")
    code = models.CharField(max_length=30, choices=Flag)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "code"], condition=Q(cleared_at__isnull=True), name="a_flag_is_set_once"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False),
                name="a_cleared_flag_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()
