"""What triage may say of a file, by the stream that each of its suspects is in now."""

from collections.abc import Iterable, Mapping

from casework.models import Suspect
from charging.lifecycle import REVIEW_TYPE_OF_STREAM, STREAM_NAMES, Purpose, ReviewType, Stream
from charging.rules import streams as stream_rules
from foundation.verdicts import Verdict

StreamsNow = Mapping[Suspect, Stream]
"""The stream that counts now for each suspect whom triage is about."""


def usual_review(purpose: str, streams: Iterable[Stream]) -> ReviewType:
    """The review that a purpose calls for, and the most urgent of some streams."""
    if purpose == Purpose.EARLY_ADVICE:
        return ReviewType.ADVICE
    return REVIEW_TYPE_OF_STREAM[stream_rules.most_urgent(streams)]


def review_fits(review_type: str, *, purpose: str, streams: StreamsNow) -> Verdict:
    """Whether a review type agrees with what police asked for, and with the clock that runs for the most urgent."""
    right = usual_review(purpose, streams.values())
    if review_type == right or not streams:
        return Verdict.ok()
    return Verdict.no("review_contradicts_stream", _why_not(right, purpose, streams), "review_type")


def _why_not(right: ReviewType, purpose: str, streams: StreamsNow) -> str:
    if purpose == Purpose.EARLY_ADVICE:
        return "Police asked for early advice, so the review is early advice. Choose “Early advice”."
    first = stream_rules.most_urgent(streams.values())
    who = ", ".join(str(suspect) for suspect, stream in streams.items() if stream is first)
    said = f"The most urgent stream in this file now is {STREAM_NAMES[first].lower()} ({who})"
    return f"{said}. Choose “{right.label}”, or change the stream first."
