"""Unused material: what the investigation produced that is not evidence, item by item, for the schedules."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from casework.models.case_file import CaseFile
from casework.models.history import Changed, changed_by_somebody, kept_history
from casework.models.material import Material
from casework.models.sensitivity import known_to


class Presumption(models.TextChoices):
    """The kinds of material that are presumed to meet the disclosure test unless shown otherwise."""

    NONE = "", "Not of a presumed kind"
    CRIME_REPORT = "crime_report", "Crime report"
    CALL = "call", "Record or recording of a call, or an incident log"
    CUSTODY = "custody", "Custody record"
    ACCOUNT = "account", "Earlier account of a witness or victim, or first description"
    INTERVIEW = "interview", "Interview record of somebody not charged"
    WITNESS_RECORD = "witness_record", "Convictions or cautions of a victim or witness"
    NOTEBOOK = "notebook", "Police notebook or body-worn video not relied on"
    CREDIBILITY = "credibility", "Anything that casts doubt on a witness"
    PAYMENT = "payment", "Payment or promise to a witness"
    CCTV = "cctv", "CCTV or pictures not relied on"
    FORENSIC = "forensic", "Forensic result that helps no case or is negative"
    IDENTIFICATION = "identification", "Negative identification"
    CO_ACCUSED = "co_accused", "Convictions of a co-accused"


class DisclosureView(models.TextChoices):
    """What the disclosure officer thinks of an item under the test."""

    NOT_REVIEWED = "", "Not reviewed yet"
    MEETS = "meets", "May undermine the prosecution or assist the defence"
    DOES_NOT_MEET = "does_not_meet", "Does not meet the test"
    UNKNOWN = "unknown", "Reviewed: cannot be said yet"


SCHEDULES = {False: "MG6C", True: "MG6D"}
"""The schedule of items that are not sensitive, and of those that are."""

OPEN_ITEM = Q(sensitive=False, withdrawn_at__isnull=True)
"""What is kept from nobody who may see the case."""


class UnusedItemQuerySet(models.QuerySet["UnusedItem"]):
    """Narrowing unused items; ask here before counting, listing or exporting any."""

    def visible_to(self, user: User) -> "UnusedItemQuerySet":
        """Leave out what a reader may not know of. The case itself is the caller's to check.

        An item that turns out to be sensitive is withdrawn from its schedule and listed on the other.
        Whoever may not know of that must not be able to tell it from any other withdrawal, so for them
        what was withdrawn is gone, whatever the reason was.
        """
        return known_to(self, user, open_to_all=OPEN_ITEM)

    def live(self) -> "UnusedItemQuerySet":
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


@kept_history(
    "description",
    "location",
    "presumption",
    "rebutted_because",
    "sensitive",
    "sensitivity_ground",
    "sensitivity_rationale",
    "view",
    "view_reason",
    "withdrawn_at",
)
class UnusedItem(Changed):
    """One item, on one schedule for good: an item that changes schedule is withdrawn here and listed there.

    Numbers run apart on each schedule and are never used twice, so that a gap tells nobody of a sensitive item.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="unused_items")
    number = models.PositiveSmallIntegerField(help_text="Place on its own schedule, from 1")
    description = models.TextField()
    location = models.CharField(max_length=120, blank=True)
    presumption = models.CharField(max_length=20, choices=Presumption, blank=True)
    rebutted_because = models.TextField(blank=True, help_text="Why the presumption does not hold for this item")
    sensitive = models.BooleanField(default=False)
    sensitivity_ground = models.CharField(max_length=40, blank=True)
    sensitivity_rationale = models.TextField(blank=True)
    view = models.CharField(max_length=20, choices=DisclosureView, blank=True)
    view_reason = models.TextField(blank=True)
    inspected_at = models.DateTimeField(null=True, blank=True)
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    material = models.ForeignKey(Material, on_delete=models.CASCADE, null=True, blank=True, related_name="unused_items")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = UnusedItemQuerySet.as_manager()

    class Meta:
        ordering = ["case_file", "sensitive", "number"]
        constraints = [
            changed_by_somebody("item"),
            models.UniqueConstraint(
                fields=["case_file", "sensitive", "number"], name="items_of_a_schedule_are_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(sensitive=False) | Q(sensitivity_ground__gt="", sensitivity_rationale__gt=""),
                name="a_sensitive_item_says_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawn_item_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(inspected_at__isnull=True, inspected_by__isnull=True)
                | Q(inspected_at__isnull=False, inspected_by__isnull=False),
                name="an_inspected_item_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} item {self.number}"

    @property
    def schedule(self) -> str:
        """The name of the form that the item is listed on."""
        return SCHEDULES[self.sensitive]
