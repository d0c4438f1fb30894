"""The supervisor's gate: how long a file was built and how long it stood here, and what changed since last time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from casework.events import CaseOpened
from casework.lifecycle import Holder
from casework.models import CaseEvent, Suspect
from casework.queries.case_page import TimelineEntry
from charging.events import FileReturnedBySupervisor, FileSentToSupervisor, FileSignedOff, SubmissionReceived
from charging.models import Submission
from charging.queries.case.timeline import timeline
from charging.queries.clocks.due import counted
from charging.queries.submission.rounds import Round
from charging.rules.gate import GateTime, Passage, gate_time

PASSAGES = {
    FileSentToSupervisor.name: Passage.IN,
    FileReturnedBySupervisor.name: Passage.OUT,
    FileSignedOff.name: Passage.OUT,
}
MOST_CHANGES = 100
MINUTES_IN_HOUR, HOURS_IN_DAY = 60, 24


def gate_time_of(submission: Submission, rows: Sequence[CaseEvent], *, at: datetime) -> GateTime | None:
    """Split the police's time before a submission was sent, or until now; None for one that never met the gate.

    `rows` are the case's events, oldest first. Police had the file since they opened it; later since the
    CPS gave it back. What is counted ends with the sign-off.
    """
    own = [row for row in rows if row.type in PASSAGES and row.details.get("submission_id") == submission.pk]
    if not own:
        return None
    first, last = rows.index(own[0]), rows.index(own[-1])
    end = rows[last].at if PASSAGES[own[-1].type] is Passage.OUT else at
    people = set(own[0].suspect_ids)
    start = _given_to_police(rows[:first], people) or rows[0].at
    passages = [
        (row.at, PASSAGES[row.type])
        for row in rows[: last + 1]
        if row.type in PASSAGES and row.at >= start and people & set(row.suspect_ids)
    ]
    return gate_time(min(start, end), end, passages)


def _given_to_police(before: Sequence[CaseEvent], people: set[int]) -> datetime | None:
    """When police last came to hold a file that the CPS had had; when they opened it, where it never had it."""
    theirs = [row for row in before if people & set(row.suspect_ids)]
    received = max((place for place, row in enumerate(theirs) if row.type == SubmissionReceived.name), default=None)
    if received is None:
        return next((row.at for row in before if row.type == CaseOpened.name), None)
    return next((row.at for row in theirs[received:] if row.holder == Holder.POLICE), theirs[received].at)


def time_words(time: GateTime | None) -> str:
    """Say "Built in 4 days, 3 hours at the gate"; empty for nothing."""
    if time is None:
        return ""
    again = f", in {time.passages} visits" if time.passages > 1 else ""
    return f"Built in {_span(time.build)}, {_span(time.gate)} at the gate{again}"


def _span(time: timedelta) -> str:
    """Whole days; hours on the first day, minutes in the first hour."""
    minutes = int(time.total_seconds()) // MINUTES_IN_HOUR
    hours = minutes // MINUTES_IN_HOUR
    if hours >= HOURS_IN_DAY:
        return counted(hours // HOURS_IN_DAY, "day")
    if hours:
        return counted(hours, "hour")
    return counted(minutes, "minute") if minutes else "less than a minute"


def with_gate_time(round_: Round, rows: Sequence[CaseEvent], *, at: datetime) -> Round:
    """Add to a round how long police built the file and how long it stood at the gate."""
    return replace(round_, gate=time_words(gate_time_of(round_.submission, rows, at=at)))


@dataclass(frozen=True)
class LastTime:
    """What the supervisor said the last time, and what changed in the file since, newest first."""

    submission: Submission
    changes: Sequence[TimelineEntry]


def last_time(submission: Submission, rows: Sequence[CaseEvent], suspects: Sequence[Suspect]) -> LastTime | None:
    """Read what happened between the last time that any of its suspects left the gate and now; None the first time.

    `rows` are the case's events that the reader may know of, oldest first; the newest MOST_CHANGES are told.
    """
    of_these = Submission.suspects.through.objects.filter(submission=submission).values("suspect")
    sent_with = Submission.suspects.through.objects.filter(submission=OuterRef("pk"), suspect__in=of_these)
    earlier = Submission.objects.filter(Exists(sent_with), pk__lt=submission.pk, supervised_at__isnull=False)
    before = earlier.select_related("supervised_by").order_by("-pk").first()
    if before is None or before.supervised_at is None:
        return None
    since = [row for row in rows if row.recorded_at > before.supervised_at and row.type not in PASSAGES]
    return LastTime(before, timeline(since[-MOST_CHANGES:], suspects))
