"""Material: documents held by content, and links to digital evidence held elsewhere."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.case_file import CaseFile
from casework.models.person import Person
from casework.models.suspect import Suspect


class MaterialKind(models.TextChoices):
    """What a piece of material is, in the field's own names."""

    MG2 = "mg2", "MG2 special measures assessment"
    MG3 = "mg3", "MG3 report for a charging decision"
    MG5 = "mg5", "MG5 police report"
    MG6 = "mg6", "MG6 case file evidence and information"
    MG6C = "mg6c", "MG6C schedule of unused non-sensitive material"
    MG6D = "mg6d", "MG6D schedule of sensitive material"
    MG6E = "mg6e", "MG6E disclosure officer's report"
    MG11 = "mg11", "MG11 witness statement"
    MG12 = "mg12", "MG12 exhibit list"
    MG15 = "mg15", "MG15 interview record"
    EXHIBIT = "exhibit", "Exhibit"
    PRECONS = "precons", "Previous convictions"
    DA_CHECKLIST = "da_checklist", "Domestic abuse checklist"
    VPS = "vps", "Victim personal statement"
    MEDICAL = "medical", "Medical evidence"
    FORENSIC = "forensic", "Forensic report"
    BWV = "bwv", "Body-worn video"
    CCTV = "cctv", "CCTV"
    MEDIA = "media", "Other media"
    THIRD_PARTY = "third_party", "Third-party material"
    REBUTTABLE = "rebuttable", "Material presumed disclosable"
    DMD = "dmd", "Disclosure management document"
    OTHER = "other", "Other material"


class Material(models.Model):
    """One piece of material in a case; a file has versions, a link has an address."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="material")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="material")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="material")
    kind = models.CharField(max_length=20, choices=MaterialKind)
    title = models.CharField(max_length=120)
    link = models.URLField(blank=True, help_text="Where digital evidence is held, if it is not a file here")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["kind", "id"]
        verbose_name_plural = "material"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_material_says_when_and_by_whom",
            )
        ]

    def __str__(self) -> str:
        return self.title


class MaterialVersion(models.Model):
    """The bytes of a document at one time, addressed by their own digest and never overwritten."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="Bytes")
    content_type = models.CharField(max_length=100, help_text="What the bytes are, not what the name claims")
    original_name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["material", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["material", "number"], name="versions_are_numbered_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="a_digest_has_its_shape"),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} version {self.number}"
