"""What lists and search read: rows that follow wholly from other tables, kept by the operations that change those.

Nothing is decided from them but what a list shows and in which order. `manage.py check_invariants` works each
of them out again and compares.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, Value, When

from accounts.models import Organisation, Unit
from casework.models.case_file import CaseFile, CaseworkType
from casework.models.suspect import CustodyBasis, Suspect


class Standing(models.Model):
    """Where a suspect stands: one row, all that work queues and search results filter and order by.

    What the policy asks (`visible`) stands here under the names it has on the case file.
    """

    suspect = models.OneToOneField(Suspect, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="standings")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    cps_area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    police_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    cps_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    handled_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    casework_type = models.CharField(max_length=20, choices=CaseworkType)
    flags = ArrayField(models.CharField(max_length=30), default=list, help_text="Codes of the flags that are set")
    status = models.CharField(max_length=30)
    status_at = models.DateTimeField()
    custody_basis = models.CharField(max_length=20, choices=CustodyBasis)
    stream = models.CharField(max_length=20, blank=True, help_text="Of the submission that counts now")
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="From when on it is late; at the gate, only for the order"
    )
    clock = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="Code of the clock that runs out then"
    )
    decide_by = models.DateTimeField(
        null=True, blank=True, help_text="From when on a decision of the CPS is late, whatever else is due before"
    )
    prosecutor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # However late the others are, they are not running out of hours in a cell.
    turn = models.GeneratedField(
        expression=Case(When(custody_basis=CustodyBasis.CUSTODY.value, then=Value(0)), default=Value(1)),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["turn", F("due_at").asc(nulls_last=True), "status_at", "suspect_id"]
        indexes = [
            models.Index(fields=["force", "status"], name="standings_by_force"),
            models.Index(
                fields=["cps_area", "status"],
                condition=Q(first_submitted_at__isnull=False),
                name="standings_by_area",
            ),
            models.Index(
                fields=["handled_by", "status"],
                condition=Q(handled_by__isnull=False),
                name="standings_handled_elsewhere",
            ),
            models.Index(fields=["cps_area", "status_at"], name="standings_moved_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.suspect} is {self.status}"


class SearchName(models.Model):
    """One name of somebody in a case, a suspect, an alias, a victim or a witness, as words that search finds.

    Beside the words, "@" with the keys of the force and the CPS Area, so that a common name of another force
    costs nothing.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="search_names")
    words = SearchVectorField()

    class Meta:
        ordering = ["case_file", "id"]
        indexes = [GinIndex(fields=["words"], name="search_names_by_word", fastupdate=False)]

    def __str__(self) -> str:
        return f"A name in {self.case_file}"
