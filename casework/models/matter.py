"""What somebody has to act on besides the suspects in their statuses: contests, approvals, requests, escalations.

Rows that follow wholly from other tables, kept by the operations that change those; work queues read them, and
`manage.py check_invariants` works each out again and compares. Nothing is decided from them: who may act is asked
of the thing itself. What can wait is for the apps above to say.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value

from accounts.models import Organisation, Unit
from casework.models.case_file import CaseFile
from casework.models.suspect import Suspect


class Matter(models.Model):
    """One thing that waits for somebody: of which agency, with which permission, whose it is and whose it may not be.

    What the policy asks (`visible`) stands here under the names it has on the case file.
    """

    kind = models.CharField(max_length=30)
    subject = models.BigIntegerField(help_text="Key of the contest, item, approval that waits")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="matters")
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=10, help_text="The agency that has to act")
    permission = models.CharField(max_length=30, help_text="What whoever acts has to hold")
    roles = ArrayField(
        models.CharField(max_length=30),
        default=list,
        db_default=Value([], output_field=ArrayField(models.CharField(max_length=30))),
        help_text="The grades one of which has to act; empty where any may that holds the permission",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose it is; empty where it is in a pool",
    )
    not_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose own act it is about, so that somebody else decides",
    )
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="From when on it is late")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    cps_area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    police_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    cps_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    handled_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = [models.F("due_at").asc(nulls_last=True), "since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "side"], name="a_matter_waits_once_a_side"),
        ]
        indexes = [
            models.Index(fields=["force", "side", "kind"], name="matters_by_force"),
            models.Index(fields=["cps_area", "side", "kind"], name="matters_by_area"),
            models.Index(
                fields=["handled_by", "side", "kind"],
                condition=models.Q(handled_by__isnull=False),
                name="matters_handled_elsewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.case_file}"
