"""Detention before charge: its beginning, reviews, pauses and end, wherever the file is meanwhile."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events
from casework.models import (
    CaseEvent,
    CustodyBasis,
    Detention,
    DetentionPause,
    DetentionReview,
    Ended,
    PauseKind,
    Rank,
    Suspect,
)
from casework.operations import listing
from casework.operations.custody_rows import lock_running, lock_to_keep, set_basis, touch
from casework.queries.custody import clock_of_detention
from casework.rules import custody as rules
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


@transaction.atomic
def detain(*, suspect: Suspect, relevant_at: datetime, station: str, by: User, at: datetime) -> CaseEvent:
    """Record that a suspect is detained, since the relevant time; bail that goes on ends with it.

    Raises NotPermitted, Conflict (somebody recorded it already) or Refused with every reason; then nothing has
    changed.
    """
    case_file, suspect = lock_to_keep(suspect, by)
    running = suspect.detentions.filter(ended_at__isnull=True).select_related("recorded_by").first()
    if running is not None:
        message = f"{running.recorded_by} recorded a detention of {suspect} already, {when(running.recorded_at)}."
        raise Conflict(Verdict.no("detained_already", message))
    bail = suspect.bails.filter(ended_at__isnull=True).first()
    after = max((each for each in (rules.latest_end(suspect), bail.granted_at if bail else None) if each), default=None)
    (
        rules.is_open(suspect)
        & rules.moment(relevant_at, field="relevant_at", what="The relevant time", at=at, after=after)
        & rules.in_force("detention", relevant_at)
        & rules.said(station, field="station", ask="Say in which custody suite.")
    ).require()
    if bail is not None:
        bail.ended_at, bail.ended = relevant_at, Ended.DETAINED
        touch(bail, by, at, "ended_at", "ended")
    made = Detention.objects.create(
        suspect=suspect, relevant_at=relevant_at, station=station.strip(), recorded_at=at, recorded_by=by
    )
    expires = clock_of_detention(made).deadline
    return set_basis(case_file, suspect, CustodyBasis.CUSTODY, since=relevant_at, expires=expires, by=by, at=at)


@transaction.atomic
def review_detention(
    *,
    detention: Detention,
    reviewed_at: datetime,
    rank: Rank,
    reviewer: str,
    expected_version: int,
    by: User,
    at: datetime,
) -> CaseEvent:
    """Record a review of detention. Raises NotPermitted, Conflict or Refused; then nothing has changed."""
    case_file, suspect, detention = lock_running(detention, expected_version, by)
    last = detention.reviews.order_by("-at").first()
    after = last.at if last else detention.relevant_at
    verdict = rules.moment(reviewed_at, field="reviewed_at", what="The review", at=at, after=after)
    if last and reviewed_at == last.at:
        verdict &= Verdict.no("recorded_already", "A review at this time is recorded already.", "reviewed_at")
    (verdict & rules.said(reviewer, field="reviewer", ask="Say who reviewed it.")).require()
    DetentionReview.objects.create(
        detention=detention, at=reviewed_at, rank=rank, reviewer=reviewer.strip(), recorded_at=at, recorded_by=by
    )
    touch(detention, by, at)
    listing.keep_standings(case_file)
    told = events.DetentionReviewed(detention_id=detention.pk, rank=rank.value)
    return events.record(told, case_file=case_file, by=by, at=at, suspects=[suspect], happened_at=reviewed_at)


@transaction.atomic
def pause_detention(
    *, detention: Detention, kind: PauseKind, starts_at: datetime, expected_version: int, by: User, at: datetime
) -> CaseEvent:
    """Record that time does not count from then on. Raises NotPermitted, Conflict or Refused; nothing has changed then.

    After an arrest for breach of bail the clock stands still for so long at most, whatever is recorded later.
    """
    case_file, suspect, detention = lock_running(detention, expected_version, by)
    told = rules.moment(starts_at, field="starts_at", what="The start", at=at, after=detention.relevant_at)
    (told & rules.pause(list(detention.pauses.all()), starts_at)).require()
    DetentionPause.objects.create(detention=detention, kind=kind, starts_at=starts_at, recorded_at=at, recorded_by=by)
    touch(detention, by, at)
    listing.keep_standings(case_file)
    said = events.DetentionPaused(detention_id=detention.pk, kind=kind.value)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[suspect], happened_at=starts_at)


@transaction.atomic
def resume_detention(
    *, detention: Detention, ends_at: datetime, expected_version: int, by: User, at: datetime
) -> CaseEvent:
    """Record that time counts again. Raises NotPermitted, Conflict or Refused; then nothing has changed."""
    case_file, suspect, detention = lock_running(detention, expected_version, by)
    pause = detention.pauses.filter(ends_at__isnull=True).first()
    if pause is None:
        raise Refused(Verdict.no("not_paused", "The clock is running already.", "ends_at"))
    verdict = rules.moment(ends_at, field="ends_at", what="The end", at=at, after=pause.starts_at)
    if ends_at == pause.starts_at:
        verdict &= Verdict.no("no_time", "Give a time after the clock was stopped.", "ends_at")
    verdict.require()
    _end_pause(detention, ends_at)
    touch(detention, by, at)
    listing.keep_standings(case_file)
    said = events.DetentionResumed(detention_id=detention.pk, limit_expires_at=clock_of_detention(detention).deadline)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[suspect], happened_at=ends_at)


def _end_pause(detention: Detention, ends_at: datetime) -> None:
    """End the pause that goes on, if any; one that had not begun by then never was."""
    pause = detention.pauses.filter(ends_at__isnull=True).first()
    if pause is None:
        return
    if pause.starts_at >= ends_at:
        pause.delete()
        return
    pause.ends_at = ends_at
    pause.save(update_fields=["ends_at"])


@transaction.atomic
def release(
    *, detention: Detention, ended: Ended, ended_at: datetime, expected_version: int, by: User, at: datetime
) -> CaseEvent:
    """Record that detention ended otherwise than on bail, which `bail.grant_bail` does.

    Raises NotPermitted, Conflict or Refused; then nothing has changed.
    """
    case_file, suspect, detention = lock_running(detention, expected_version, by)
    verdict = end_of(detention, ended_at, at)
    if ended not in rules.AFTER_DETENTION:
        verdict &= Verdict.no("wrong_end", "Choose how the detention ended.", "ended")
    verdict.require()
    end(detention, ended, ended_at, by=by, at=at)
    basis = rules.AFTER_DETENTION[ended]
    return set_basis(case_file, suspect, basis, since=ended_at, expires=None, by=by, at=at)


def end_of(detention: Detention, ended_at: datetime, at: datetime) -> Verdict:
    """Say whether a detention can have ended then: nothing recorded of it was later."""
    last = detention.reviews.order_by("-at").first()
    after = max(detention.relevant_at, last.at) if last else detention.relevant_at
    return rules.moment(ended_at, field="ended_at", what="The end", at=at, after=after)


def end(detention: Detention, ended: Ended, ended_at: datetime, *, by: User, at: datetime) -> None:
    """End a detention that is held under lock, with the pause that goes on."""
    _end_pause(detention, ended_at)
    detention.ended_at, detention.ended = ended_at, ended
    touch(detention, by, at, "ended_at", "ended")
