"""What police say of recordings, and whether they play: tried here, or stated where the recording is held elsewhere."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from casework import events
from casework.models import (
    CaseEvent,
    Material,
    MaterialVersion,
    MediaDetails,
    Playable,
    ScanState,
)
from casework.operations import building, inspection, locking
from casework.operations.turns import turn
from casework.queries.store import holds, stored_path
from casework.rules.material_media import RECORDINGS, people_say
from casework.rules.recordings import Played
from foundation.verdicts import Refused, Verdict

# Even where none plays to its end, a round ends well before a task is stopped (settings.CELERY_TASK_TIME_LIMIT).
BATCH = 8
READABLE = (ScanState.CLEAN, ScanState.NOT_SCANNED)
GONE = Played(None, "The bytes are not in the store.")
STATES = {True: Playable.PLAYS, False: Playable.DOES_NOT_PLAY, None: Playable.NOT_CHECKED}


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Where a recording is from and which part of it matters. A clip is in whole seconds from its start."""

    source: str = ""
    recorded_from: datetime | None = None
    recorded_to: datetime | None = None
    clip_from: int | None = None
    clip_to: int | None = None
    whole_needed: bool = False

    def check(self, *, at: datetime, duration: int | None) -> Verdict:
        """Say whether it can be so."""
        return self._times(at) & self._clip(duration)

    def _times(self, at: datetime) -> Verdict:
        began, ended = self.recorded_from, self.recorded_to
        if ended and not began:
            return Verdict.no("no_start", "Say when the recording began, too.", "recorded_from")
        if began and ended and ended < began:
            return Verdict.no("ends_before_start", "The recording must not end before it began.", "recorded_to")
        if began and began > at:
            return Verdict.no("future_date", "The recording must have begun before now.", "recorded_from")
        return Verdict.ok()

    def _clip(self, duration: int | None) -> Verdict:
        if self.whole_needed and self.clip_to is not None:
            return Verdict.no(
                "clip_and_whole", "Give the part that matters, or say all of it does, not both.", "clip_to"
            )
        if (self.clip_from is None) != (self.clip_to is None):
            return Verdict.no("half_a_clip", "Say both where the part begins and where it ends.", "clip_to")
        if self.clip_from is None or self.clip_to is None:
            return Verdict.ok()
        if self.clip_to <= self.clip_from:
            return Verdict.no("clip_ends_before_start", "The part must end after it begins.", "clip_to")
        if duration is not None and self.clip_to > duration + 1:
            return Verdict.no("clip_too_late", "The part ends after the recording does.", "clip_to")
        return Verdict.ok()


def details_of(item: Material) -> MediaDetails:
    """Lock what is said of a recording; the row is made where there is none yet. Raises Refused for another kind."""
    if item.kind not in RECORDINGS:
        raise Refused(Verdict.no("no_recording", "Only a recording has a source, times and a clip."))
    MediaDetails.objects.get_or_create(material=item)
    return MediaDetails.objects.select_for_update().get(material=item)


@transaction.atomic
def describe(
    *, item: Material, recording: Recording, expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Say where a recording is from and which part matters; None where nothing differs.

    Raises NotPermitted, Refused or Conflict; then nothing has changed.
    """
    case_file, item = locking.lock_item(item, by)
    building.require_editable(case_file)
    media = details_of(item)
    recording.check(at=at, duration=media.duration).require()
    building.check_version(media, expected_version)
    fields = building.apply_changes(media, asdict(recording), by=by, at=at)
    if not fields:
        return None
    said = events.RecordingDescribed(material_id=item.pk, kind=item.kind, fields=fields)
    return events.record(said, case_file=case_file, by=by, at=at)


@transaction.atomic
def state_playable(*, item: Material, plays: bool, note: str, by: User, at: datetime) -> CaseEvent:
    """Say whether a recording plays that the service cannot try: held elsewhere, or tried without an answer.

    Raises NotPermitted or Refused (the service tries it itself, or has); then nothing has changed.
    """
    case_file, item = locking.lock_item(item, by)
    building.require_editable(case_file)
    media = details_of(item)
    if not people_say(item, media):
        raise Refused(Verdict.no("tried_here", "The service tries this file itself: nobody needs to say it plays."))
    if not plays and not note.strip():
        raise Refused(Verdict.no("no_note", "Say what happens when it is opened.", "note"))
    state = STATES[plays]
    media.playable, media.playable_note, media.playable_checked_at = state, note[:200], at
    media.playable_stated_by = media.changed_by = by
    media.changed_at = at
    media.version += 1
    media.save()
    said = events.RecordingChecked(material_id=item.pk, kind=item.kind, playable=state, stated=True)
    return events.record(said, case_file=case_file, by=by, at=at)


def untried() -> QuerySet[MediaDetails]:
    """Recordings whose newest version is here, may be opened and has not been tried, oldest first."""
    newest = MaterialVersion.objects.filter(material=OuterRef("material")).order_by("-number")
    rows = MediaDetails.objects.filter(
        playable_checked_at__isnull=True, material__link="", material__withdrawn_at__isnull=True
    ).annotate(sha256=Subquery(newest.values("sha256")[:1]), scan_state=Subquery(newest.values("scan_state")[:1]))
    return rows.filter(scan_state__in=READABLE).order_by("id")


def _untried_bytes(media: MediaDetails) -> str:
    """The digest of what is still to be tried of a recording; empty where nothing is."""
    return getattr(untried().filter(pk=media.pk).first(), "sha256", "")


def try_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Try the recordings that nobody has tried, and return how many. Idempotent; one worker at a time does it.

    No transaction is open while a recording plays.
    """
    tried = 0
    with turn("recordings") as ours:
        for media in untried().select_related("material__case_file")[:limit] if ours else ():
            if sha256 := _untried_bytes(media):
                played = inspection.try_to_play(stored_path(sha256)) if holds(sha256) else GONE
                tried += _record(media, sha256, played, at)
    return tried


@transaction.atomic
def _record(media: MediaDetails, sha256: str, played: Played, at: datetime) -> bool:
    """Write down what came of it, unless a newer version came in meanwhile."""
    item = media.material
    case_file = locking.lock_case_of(item)
    if _untried_bytes(media) != sha256:
        return False
    media = MediaDetails.objects.select_for_update().get(pk=media.pk)
    media.playable = STATES[played.plays]
    media.playable_note, media.playable_checked_at = played.note[:200], at
    media.duration, media.format = played.duration, played.format[:60]
    media.save(update_fields=["playable", "playable_note", "playable_checked_at", "duration", "format"])
    said = events.RecordingChecked(
        material_id=item.pk, kind=item.kind, playable=media.playable or "not tried", stated=False
    )
    events.record(said, case_file=case_file, by=None, at=at)
    return True
