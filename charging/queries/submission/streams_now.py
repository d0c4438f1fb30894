"""The stream of each suspect of a submission as it is now, which either agency may have changed since it was sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from casework.lifecycle import Status
from casework.models import Suspect
from charging.lifecycle import STREAM_NAMES, Purpose, ReviewType, Stream
from charging.models import Submission, SuspectStream
from charging.rules import triage as rules


@dataclass(frozen=True)
class StreamNow:
    """The stream that counts for one suspect; `changed_at`, `by` and `why` only where it was changed after sending."""

    suspect: Suspect
    stream: Stream
    sent_as: Stream
    changed_at: datetime | None = None
    by: User | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """The stream in a word or two."""
        return STREAM_NAMES[self.stream]

    @property
    def sent_name(self) -> str:
        """The stream it was sent in."""
        return STREAM_NAMES[self.sent_as]


def streams_now(submission: Submission) -> list[StreamNow]:
    """The stream of each suspect who still goes with a submission, in their order: two queries.

    Whom police charged meanwhile without authority waits for nobody. Files sent before streams were kept have one
    stream for everybody.
    """
    kept = {row.suspect_id: row for row in submission.streams.select_related("changed_by")}
    there = submission.suspects.exclude(status=Status.CHARGED).order_by("number")
    return [_now(each, kept.get(each.pk), submission) for each in there]


def _now(suspect: Suspect, row: SuspectStream | None, submission: Submission) -> StreamNow:
    sealed = _sealed(submission).get(suspect.number, Stream(submission.stream))
    if row is None:
        return StreamNow(suspect, sealed, sealed)
    return StreamNow(
        suspect,
        Stream(row.stream),
        sealed,
        row.changed_at,
        row.changed_by,
        row.get_reason_display() if row.reason else "",
    )


def _sealed(submission: Submission) -> Mapping[int, Stream]:
    """The stream that each suspect was sent in, by number, where the manifest says it."""
    rows = submission.manifest.get("suspects", [])
    return {row["number"]: Stream(row["stream"]) for row in rows if row.get("stream")}


def by_suspect(now: Iterable[StreamNow]) -> dict[Suspect, Stream]:
    """The streams as rules read them."""
    return {each.suspect: each.stream for each in now}


def usual_review(submission: Submission) -> ReviewType:
    """The review that the purpose of a submission calls for, and the stream of its most urgent suspect now."""
    return fitting_review(submission).type


@dataclass(frozen=True)
class FittingReview:
    """The review that a file goes to if it is accepted now, and why; `decide` are those whose streams settle it."""

    type: ReviewType
    why: str
    decide: Sequence[Suspect]


def fitting_review(submission: Submission) -> FittingReview:
    """The one review that fits a file: by what police asked for, else by its most urgent suspect now."""
    now = by_suspect(streams_now(submission))
    kind = rules.usual_review(submission.purpose, now.values() or [Stream(submission.stream)])
    decide = () if submission.purpose == Purpose.EARLY_ADVICE else tuple(now)
    return FittingReview(kind, rules.why_review(submission.purpose, now), decide)
