"""A suspect's custody and pre-charge bail: what the clocks are worked out from, and every extension of them.

No row says how much time is left. What was first due, what is due now, why and who agreed stands in extensions.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.history import Changed, changed_by_somebody
from casework.models.suspect import Suspect


class Rank(models.TextChoices):
    """Who can agree to more time, lowest first."""

    CUSTODY_OFFICER = "custody_officer", "Custody officer"
    INSPECTOR = "inspector", "Inspector"
    SUPERINTENDENT = "superintendent", "Superintendent"
    COURT = "court", "Magistrates' court"


class PauseKind(models.TextChoices):
    """Why the detention clock stands still."""

    BAIL_ARREST = "bail_arrest", "Arrested for breach of bail"
    HOSPITAL = "hospital", "At hospital"


class Ended(models.TextChoices):
    """What a detention or bail ended with."""

    BAILED = "bailed", "Released on bail"
    RUI = "rui", "Released under investigation"
    CHARGED = "charged", "Charged"
    DETAINED = "detained", "Arrested and detained again"
    ABSCONDED = "absconded", "Did not surrender"


class Detention(Changed):
    """One stay in police custody before charge."""

    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="detentions")
    relevant_at = models.DateTimeField(help_text="The relevant time, from which detention is counted")
    station = models.CharField(max_length=80, help_text="Custody suite")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=20, choices=Ended, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["suspect", "relevant_at"]
        constraints = [
            changed_by_somebody("detention"),
            models.UniqueConstraint(
                fields=["suspect"], condition=Q(ended_at__isnull=True), name="one_detention_a_suspect_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended="") | (Q(ended_at__gte=F("relevant_at")) & ~Q(ended="")),
                name="a_detention_ends_after_it_began_with_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Detention of {self.suspect}"


class DetentionReview(models.Model):
    """A review of whether detention is still necessary."""

    detention = models.ForeignKey(Detention, on_delete=models.CASCADE, related_name="reviews")
    at = models.DateTimeField()
    rank = models.CharField(max_length=20, choices=Rank)
    reviewer = models.CharField(max_length=80, help_text="Name of the reviewing officer")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["detention", "at"]
        constraints = [models.UniqueConstraint(fields=["detention", "at"], name="a_review_of_detention_is_noted_once")]

    def __str__(self) -> str:
        return f"Review of {self.detention}"


class DetentionPause(models.Model):
    """Time that does not count as detention."""

    detention = models.ForeignKey(Detention, on_delete=models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=20, choices=PauseKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["detention", "starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["detention"], condition=Q(ends_at__isnull=True), name="one_pause_a_detention_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="a_pause_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} during {self.detention}"


class Bail(Changed):
    """One grant of pre-charge bail, until it ends; `limit` is the code of the time limit it was granted under."""

    suspect = models.ForeignKey(Suspect, on_delete=models.CASCADE, related_name="bails")
    granted_at = models.DateTimeField()
    limit = models.CharField(max_length=40, help_text="Code of the time limit, before any extension")
    conditions = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=20, choices=Ended, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["suspect", "granted_at"]
        constraints = [
            changed_by_somebody("bail"),
            models.UniqueConstraint(
                fields=["suspect"], condition=Q(ended_at__isnull=True), name="one_bail_a_suspect_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended="") | (Q(ended_at__gte=F("granted_at")) & ~Q(ended="")),
                name="bail_ends_after_it_was_granted_with_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Bail of {self.suspect}"


class Extension(models.Model):
    """More time, as it was agreed: the whole length from the start from then on, and both deadlines as they stood."""

    detention = models.ForeignKey(Detention, on_delete=models.CASCADE, null=True, blank=True, related_name="extensions")
    bail = models.ForeignKey(Bail, on_delete=models.CASCADE, null=True, blank=True, related_name="extensions")
    limit = models.CharField(max_length=40, help_text="Code of the time limit it was extended to, or within")
    amount = models.PositiveSmallIntegerField(
        help_text="Whole length from the start: hours of detention, months of bail"
    )
    original_deadline = models.DateTimeField(help_text="As it stood before any extension")
    old_deadline = models.DateTimeField(help_text="As it stood before this one")
    new_deadline = models.DateTimeField()
    reason = models.CharField(max_length=500)
    rank = models.CharField(max_length=20, choices=Rank)
    agreed_by = models.CharField(max_length=80, help_text="Name of the officer, or of the court")
    agreed_on = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["amount", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(detention__isnull=False, bail__isnull=True) | Q(detention__isnull=True, bail__isnull=False),
                name="an_extension_is_of_one_clock",
            ),
            models.UniqueConstraint(fields=["detention", "amount"], name="a_detention_is_extended_once_to_a_length"),
            models.UniqueConstraint(fields=["bail", "amount"], name="bail_is_extended_once_to_a_length"),
            models.CheckConstraint(
                condition=Q(new_deadline__gt=F("old_deadline"), old_deadline__gte=F("original_deadline")),
                name="an_extension_gives_more_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_extension_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.old_deadline} to {self.new_deadline}"
