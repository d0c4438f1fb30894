"""Custody and bail for the table of acts, and the stories that they go on from."""

from datetime import timedelta

from casework.models import Bail, Detention, Ended, PauseKind, Rank
from casework.operations import bail, custody, extending
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM

HOUR = timedelta(hours=1)


def detained_case(cast, *, relevant_at=FRIDAY_9AM, at=FRIDAY_9AM, **options):
    """Detain the first suspect of a ready case, and return its file."""
    case_file = stories.ready_case(cast, **options)
    suspect = case_file.suspects.get(number=1)
    custody.detain(suspect=suspect, relevant_at=relevant_at, station="Guildford", by=cast.builder, at=at)
    return stories.fresh(case_file)


def bailed_case(cast, *, at=FRIDAY_9AM, **options):
    """Bail the first suspect of a ready case, and return its file."""
    case_file = stories.ready_case(cast, **options)
    bail.grant_bail(suspect=case_file.suspects.get(number=1), granted_at=at, by=cast.builder, at=at)
    return stories.fresh(case_file)


def paused_case(cast, **options):
    """Stop the clock of a detained suspect, and return the case file."""
    case_file = detained_case(cast, **options)
    pause(cast, case_file, by=cast.builder, at=FRIDAY_9AM + HOUR)
    return case_file


def detention_of(case_file):
    """Return the detention of the first suspect that goes on."""
    return Detention.objects.get(suspect__case_file=case_file, ended_at__isnull=True)


def bail_of(case_file):
    """Return the bail of the first suspect that goes on."""
    return Bail.objects.get(suspect__case_file=case_file, ended_at__isnull=True)


def more_time(limit, rank, at, **said):
    """Say that more time was agreed."""
    told = {"agreed_by": "Supt Test", "agreed_on": at, "reason": "Forensic results are due tonight."}
    return extending.ExtensionDetails(limit=limit, rank=rank, **(told | said))


def detain(cast, case_file, *, by, at):
    suspect = case_file.suspects.get(number=1)
    return custody.detain(suspect=suspect, relevant_at=at, station="Guildford", by=by, at=at)


def review(cast, case_file, *, by, at):
    row = detention_of(case_file)
    return custody.review_detention(
        detention=row,
        reviewed_at=at,
        rank=Rank.INSPECTOR,
        reviewer="Insp Test",
        expected_version=row.version,
        by=by,
        at=at,
    )


def pause(cast, case_file, *, by, at, kind=PauseKind.HOSPITAL):
    row = detention_of(case_file)
    return custody.pause_detention(detention=row, kind=kind, starts_at=at, expected_version=row.version, by=by, at=at)


def resume(cast, case_file, *, by, at):
    row = detention_of(case_file)
    return custody.resume_detention(detention=row, ends_at=at, expected_version=row.version, by=by, at=at)


def extend(cast, case_file, *, by, at):
    row = detention_of(case_file)
    return extending.extend_detention(
        detention=row,
        extension=more_time("detention_extended", Rank.SUPERINTENDENT, at),
        expected_version=row.version,
        by=by,
        at=at,
    )


def release(cast, case_file, *, by, at):
    row = detention_of(case_file)
    return custody.release(detention=row, ended=Ended.RUI, ended_at=at, expected_version=row.version, by=by, at=at)


def grant_bail(cast, case_file, *, by, at):
    return bail.grant_bail(suspect=case_file.suspects.get(number=1), granted_at=at, by=by, at=at)


def extend_bail(cast, case_file, *, by, at):
    row = bail_of(case_file)
    return extending.extend_bail(
        bail=row,
        extension=more_time("bail_inspector", Rank.INSPECTOR, at),
        expected_version=row.version,
        by=by,
        at=at,
    )


def end_bail(cast, case_file, *, by, at):
    row = bail_of(case_file)
    return bail.end_bail(bail=row, ended=Ended.ABSCONDED, ended_at=at, expected_version=row.version, by=by, at=at)


def acts(act, allowed):
    """Return the acts by name; `act` makes one, `allowed` are those who keep custody records."""

    def one(story, do, event):
        return act(story=story, do=do, by="builder", allowed=allowed, event=event, at=FRIDAY_2PM)

    return {
        "detain": one(stories.ready_case, detain, "casework.custody_basis_changed"),
        "review_detention": one(detained_case, review, "casework.detention_reviewed"),
        "pause_detention": one(detained_case, pause, "casework.detention_paused"),
        "resume_detention": one(paused_case, resume, "casework.detention_resumed"),
        "extend_detention": one(detained_case, extend, "casework.limit_extended"),
        "release": one(detained_case, release, "casework.custody_basis_changed"),
        "grant_bail": one(stories.ready_case, grant_bail, "casework.custody_basis_changed"),
        "extend_bail": one(bailed_case, extend_bail, "casework.limit_extended"),
        "end_bail": one(bailed_case, end_bail, "casework.custody_basis_changed"),
    }
