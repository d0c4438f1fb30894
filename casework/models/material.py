"""Material: documents held by content, and links to digital evidence held elsewhere."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from casework.models.case_file import CaseFile
from casework.models.history import Changed, changed_by_somebody, kept_history
from casework.models.person import Person
from casework.models.sensitivity import known_to
from casework.models.suspect import Suspect


class MaterialKind(models.TextChoices):
    """What a piece of material is, in the field's own names."""

    MG2 = "mg2", "MG2 special measures assessment"
    MG3 = "mg3", "MG3 report for a charging decision"
    MG3A = "mg3a", "MG3A further report for a charging decision"
    MG5 = "mg5", "MG5 police report"
    MG6 = "mg6", "MG6 case file evidence and information"
    MG6B = "mg6b", "MG6B police officer's misconduct record"
    MG6C = "mg6c", "MG6C schedule of unused non-sensitive material"
    MG6D = "mg6d", "MG6D schedule of sensitive material"
    MG6E = "mg6e", "MG6E disclosure officer's report"
    MG7 = "mg7", "MG7 remand application"
    MG9 = "mg9", "MG9 witness list"
    MG10 = "mg10", "MG10 witness non-availability"
    MG11 = "mg11", "MG11 witness statement"
    MG12 = "mg12", "MG12 exhibit list"
    MG15 = "mg15", "MG15 interview record"
    MG16 = "mg16", "MG16 bad character"
    MG18 = "mg18", "MG18 offences taken into consideration"
    MG19 = "mg19", "MG19 compensation"
    MG21 = "mg21", "MG21 forensic submission"
    EXHIBIT = "exhibit", "Exhibit"
    PRECONS = "precons", "Previous convictions"
    DA_CHECKLIST = "da_checklist", "Domestic abuse checklist"
    VPS = "vps", "Victim personal statement"
    MEDICAL = "medical", "Medical evidence"
    FORENSIC = "forensic", "Forensic report"
    BWV = "bwv", "Body-worn video"
    CCTV = "cctv", "CCTV"
    CALL = "call", "999 call recording"
    MEDIA = "media", "Other media"
    THIRD_PARTY = "third_party", "Third-party material"
    REBUTTABLE = "rebuttable", "Material presumed disclosable"
    DMD = "dmd", "Disclosure management document"
    OTHER = "other", "Other material"


class LinkState(models.TextChoices):
    """What the last look at a link to digital evidence found."""

    NOT_CHECKED = "", "Not checked yet"
    WORKS = "works", "Opens"
    BROKEN = "broken", "Does not open"
    NOT_LISTED = "not_listed", "Not checked: the place is not on the list of evidence systems"


OPEN_MATERIAL = Q(sensitive=False)
"""What is kept from nobody who may see the case."""


class MaterialQuerySet(models.QuerySet["Material"]):
    """Narrowing material; ask here before counting, listing, searching or exporting any."""

    def visible_to(self, user: User) -> "MaterialQuerySet":
        """Leave out sensitive material for those who may not know of it. The case itself is the caller's to check."""
        return known_to(self, user, open_to_all=OPEN_MATERIAL)


@kept_history("kind", "title", "link", "sensitive", "source", "justification", "suspect", "person", "withdrawn_at")
class Material(Changed):
    """One piece of material in a case; a file has versions, a link has an address."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="material")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="material")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="material")
    kind = models.CharField(max_length=20, choices=MaterialKind)
    title = models.CharField(max_length=120)
    link = models.URLField(blank=True, help_text="Where digital evidence is held, if it is not a file here")
    link_state = models.CharField(max_length=20, choices=LinkState, blank=True, db_default="")
    link_checked_at = models.DateTimeField(null=True, blank=True)
    link_note = models.CharField(
        max_length=200, blank=True, db_default="", help_text="What the last look at the link met, in plain words"
    )
    sensitive = models.BooleanField(
        default=False, db_default=False, help_text="Known only to those who may see sensitive material"
    )
    source = models.CharField(
        max_length=120, blank=True, db_default="", help_text="Whom it came from, where that is a third party"
    )
    justification = models.TextField(blank=True, db_default="", help_text="Why a third party's material was asked for")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MaterialQuerySet.as_manager()

    held_versions: list["MaterialVersion"]
    """Latest first; only on material that was read with all that its case holds (queries.contents)."""

    class Meta:
        ordering = ["kind", "id"]
        verbose_name_plural = "material"
        constraints = [
            changed_by_somebody("material"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_material_says_when_and_by_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(link_checked_at__isnull=True, withdrawn_at__isnull=True) & ~Q(link=""),
                name="links_to_be_looked_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ScanState(models.TextChoices):
    """What the virus scanner said. Only what is clean, or was never to be scanned, can be opened."""

    WAITING = "waiting", "In quarantine: waiting for the virus scan"
    CLEAN = "clean", "Scanned: clean"
    INFECTED = "infected", "In quarantine: a virus was found"
    NOT_SCANNED = "not_scanned", "Not scanned: no scanner is set up"


class MaterialVersion(models.Model):
    """The bytes of a document at one time, addressed by their own digest and never overwritten."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="Bytes")
    content_type = models.CharField(max_length=100, help_text="What the bytes are, not what the name claims")
    original_name = models.CharField(max_length=200)
    scan_state = models.CharField(
        max_length=20, choices=ScanState, default=ScanState.NOT_SCANNED, db_default="not_scanned"
    )
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_note = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Name of what was found, or why none looked"
    )
    found = models.JSONField(
        default=dict, db_default={}, help_text="What was read from the bytes: pages, pixels, warnings"
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["material", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["material", "number"], name="versions_are_numbered_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="a_digest_has_its_shape"),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="versions_by_digest"),
            models.Index(fields=["added_at"], condition=Q(scan_state=ScanState.WAITING), name="versions_in_quarantine"),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} version {self.number}"
