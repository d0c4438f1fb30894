"""Who cannot be given a case, what was asked for many reviews at once, and work that nobody goes on with."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from casework.models import CaseFile, Suspect
from charging.models.review import Consultation


class RecusalQuerySet(models.QuerySet["Recusal"]):
    """Reading who stays out."""

    def out_of(self, cases: Iterable[int]) -> frozenset[tuple[int, int]]:
        """Who stays out of some cases now: keys of people with keys of cases."""
        rows = self.filter(case_file__in=cases, ended_at__isnull=True).order_by()
        return frozenset(rows.values_list("person", "case_file"))


class Recusal(models.Model):
    """Somebody has to stay out of one case. Why is not kept, and only they and who noted it are told that it is so."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recusals")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="recusals")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ["case_file", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case_file"], condition=Q(ended_at__isnull=True), name="a_recusal_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_recusal_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} stays out of {self.case_file}"


class BulkKind(models.TextChoices):
    """What is done with many reviews at once."""

    GIVE = "give", "Give them to one person"
    SPREAD = "spread", "Spread them as suggested"


class BulkState(models.TextChoices):
    """Where one review of a bulk job is."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    LEFT_OUT = "left_out", "Left out"


class BulkJob(models.Model):
    """What somebody asked to be done with many reviews; a worker does it, a part at a time."""

    kind = models.CharField(max_length=20, choices=BulkKind)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(
        max_length=30,
        blank=True,
        default="",
        db_default="",
        help_text="Why they are given whatever speaks against it, by code; without it those are left out",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", help_text="Whose managers follow it"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, blank=True, help_text="When the last part of it was done")
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="a_cancelled_job_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(kind="give", to__isnull=False) | Q(kind="spread", to__isnull=True),
                name="a_job_that_gives_says_to_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(done_at__isnull=True, cancelled_at__isnull=True), name="jobs_to_do"
            ),
            models.Index(fields=["organisation", "-asked_at"], name="jobs_of_an_organisation"),
        ]

    def __str__(self) -> str:
        return f"Bulk job {self.pk}"


class BulkRow(models.Model):
    """One review of a bulk job, what came of it, and why where nothing did."""

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="rows")
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+")
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who had the review when it was chosen",
    )
    state = models.CharField(max_length=20, choices=BulkState, default=BulkState.WAITING)
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["job", "id"]
        constraints = [models.UniqueConstraint(fields=["job", "consultation"], name="a_review_is_once_in_a_job")]
        indexes = [models.Index(fields=["job", "id"], condition=Q(state="waiting"), name="rows_to_do")]

    def __str__(self) -> str:
        return f"{self.consultation}: {self.get_state_display()}"


class StuckThing(models.Model):
    """One thing that a nightly look found out of step or stuck: since when it is known, and when it was gone."""

    sort = models.CharField(max_length=120, help_text="The check that found it")
    what = models.CharField(max_length=300)
    reference = models.CharField(max_length=30, help_text="The URN, or the code of an organisation")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, null=True, blank=True, related_name="stuck")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Where no case is"
    )
    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True, help_text="Since when it is so, where that is known")
    page = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="The page on which it is put right, by its name"
    )
    subject = models.BigIntegerField(null=True, blank=True, help_text="Key of what that page is about")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sort", "first_seen_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sort", "reference", "what"],
                condition=Q(gone_at__isnull=True),
                name="a_stuck_thing_is_listed_once",
            )
        ]
        indexes = [models.Index(fields=["case_file"], condition=Q(gone_at__isnull=True), name="what_is_stuck_now")]

    def __str__(self) -> str:
        return f"{self.sort}: {self.reference}"
