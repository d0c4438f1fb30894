"""What police say of recordings, and what must be blacked out of material before it goes further."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.history import changed_by_somebody, kept_history
from casework.models.material import Material


class Playable(models.TextChoices):
    """Whether a recording can be played without special software."""

    NOT_CHECKED = "", "Not checked yet"
    PLAYS = "plays", "Plays"
    DOES_NOT_PLAY = "does_not_play", "Does not play"


@kept_history(
    "source",
    "recorded_from",
    "recorded_to",
    "clip_from",
    "clip_to",
    "whole_needed",
    "playable",
    "playable_note",
    "playable_checked_at",
)
class MediaDetails(models.Model):
    """A recording: where it is from, which part matters, and whether it plays. Times are seconds from its start."""

    material = models.OneToOneField(Material, on_delete=models.CASCADE, related_name="media")
    source = models.CharField(max_length=120, blank=True, help_text="Camera, officer or system it is from")
    recorded_from = models.DateTimeField(null=True, blank=True)
    recorded_to = models.DateTimeField(null=True, blank=True)
    clip_from = models.PositiveIntegerField(null=True, blank=True)
    clip_to = models.PositiveIntegerField(null=True, blank=True)
    whole_needed = models.BooleanField(default=False, help_text="The whole recording matters, so it is not clipped")
    duration = models.PositiveIntegerField(null=True, blank=True, help_text="Whole seconds, as read from the file")
    format = models.CharField(max_length=60, blank=True)
    playable = models.CharField(max_length=20, choices=Playable, blank=True)
    playable_checked_at = models.DateTimeField(null=True, blank=True)
    playable_note = models.CharField(max_length=200, blank=True)
    playable_stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who said so, where the recording is not here to be tried",
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When somebody last said something of it")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = [
            changed_by_somebody("recording"),
            models.CheckConstraint(
                condition=Q(clip_from__isnull=True, clip_to__isnull=True) | Q(clip_to__gt=F("clip_from")),
                name="a_clip_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(recorded_to__isnull=True) | Q(recorded_to__gte=F("recorded_from")),
                name="a_recording_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(playable_checked_at__isnull=True), name="recordings_to_be_tried"),
        ]

    def __str__(self) -> str:
        return f"Recording details of {self.material}"


class RedactionStage(models.TextChoices):
    """For whom something may have to be blacked out, earliest first."""

    CHARGING = "charging", "Charging decision"
    FIRST_HEARING = "first_hearing", "First hearing papers"
    COURT = "court", "Court"


class RedactionNeed(models.TextChoices):
    """Whether it has to be; no row at all means that nobody has answered."""

    NEEDED = "needed", "Needed"
    NOT_NEEDED = "not_needed", "Not needed"
    UNKNOWN = "unknown", "Not known yet"


@kept_history("need", "reason", "minutes", "done_at")
class Redaction(models.Model):
    """Whether one piece of material needs redaction at one stage, why, and what it took."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="redactions")
    stage = models.CharField(max_length=20, choices=RedactionStage)
    need = models.CharField(max_length=20, choices=RedactionNeed)
    reason = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Time spent on it so far")
    done_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["material", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["material", "stage"], name="redaction_is_asked_once_a_stage"),
            models.CheckConstraint(
                condition=~Q(need=RedactionNeed.NEEDED) | Q(reason__gt=""), name="needed_redaction_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.get_need_display()}"
