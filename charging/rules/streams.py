"""How fast each suspect of a file has to be decided: what is offered, what fits, and what becomes of it later."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casework.lifecycle import Status
from casework.models import CustodyBasis, Suspect
from charging.lifecycle import Purpose, Stream
from charging.models import StreamReason
from charging.rules import stream_reasons
from foundation.verdicts import Verdict

MOST_URGENT_FIRST = (Stream.RED, Stream.GREEN_PRIORITY, Stream.GREEN, Stream.EARLY_ADVICE)
CHANGEABLE = frozenset({Status.SUBMITTED, Status.SECOND_TRIAGE, Status.WITH_PROSECUTOR})
"""The statuses in which a stream is changed: the CPS has the file, and has not decided."""
Streams = Mapping[int, Stream]
"""A stream for each suspect, by the suspect's key."""


def in_custody(suspect: Suspect) -> bool:
    """Whether a suspect is in police custody."""
    return suspect.custody_basis == CustodyBasis.CUSTODY


def most_urgent(streams: Iterable[Stream]) -> Stream:
    """The stream of a whole submission: that of its most urgent suspect."""
    return min(streams, key=MOST_URGENT_FIRST.index, default=Stream.GREEN)


def assigned(suspects: Sequence[Suspect], *, chosen: Stream, own: Streams, purpose: str) -> dict[int, Stream]:
    """The stream of each suspect: what was chosen for them; else red in custody, or advice, or that of the file."""
    rest = Stream.EARLY_ADVICE if purpose == Purpose.EARLY_ADVICE else chosen
    return {each.pk: own.get(each.pk) or (Stream.RED if in_custody(each) else rest) for each in suspects}


def fit(suspects: Sequence[Suspect], *, chosen: Stream, own: Streams, purpose: str) -> Verdict:
    """Red is for suspects in custody, nobody in custody can wait in green, and advice is a stream of its own.

    What was chosen for the file has to be true of somebody in it.
    """
    advice = purpose == Purpose.EARLY_ADVICE
    held = [in_custody(each) for each in suspects]
    if suspects and not advice and not own and len(set(held)) == 1:
        return _one_for_all(chosen, in_custody=held[0])
    streams, verdict = assigned(suspects, chosen=chosen, own=own, purpose=purpose), Verdict.ok()
    for suspect in suspects:
        where = f"stream_{suspect.pk}" if suspect.pk in own else "stream"
        verdict &= of_one(suspect, streams[suspect.pk], advice=advice, where=where)
    return verdict


def _one_for_all(chosen: Stream, *, in_custody: bool) -> Verdict:
    if chosen is Stream.RED and not in_custody:
        return Verdict.no("red_needs_custody", "Red is only for a suspect in police custody.", "stream")
    if chosen is not Stream.RED and in_custody:
        return Verdict.no("custody_needs_red", "Everybody is in police custody, so send the file as red.", "stream")
    return Verdict.ok()


def of_one(suspect: Suspect, stream: Stream, *, advice: bool, where: str = "stream") -> Verdict:
    """Say whether a suspect can be in a stream, by their footing and what is asked for."""
    if stream is Stream.RED and not in_custody(suspect):
        message = f"Red is only for a suspect in police custody. Choose another stream for {suspect}."
        return Verdict.no("red_needs_custody", message, where)
    if stream is not Stream.RED and in_custody(suspect):
        return Verdict.no("custody_needs_red", f"{suspect} is in police custody, which is red.", where)
    if stream is not Stream.RED and (stream is Stream.EARLY_ADVICE) is not advice:
        message = "Early advice is a stream of its own, for files that ask for early advice."
        return Verdict.no("advice_is_apart", message, where)
    return Verdict.ok()


def carried_on(suspect: Suspect, before: Stream) -> Stream:
    """The stream when the CPS gets a file again: red in custody, else as it was; what was red is still a priority."""
    if in_custody(suspect):
        return Stream.RED
    return Stream.GREEN_PRIORITY if before is Stream.RED else before


def change(suspect: Suspect, *, now: Stream, to: Stream, advice: bool, reason: str, note: str, on: date) -> Verdict:
    """Say whether a suspect may be given another stream, for a coded reason that explains such a change on a day."""
    verdict = of_one(suspect, to, advice=advice)
    if to is now:
        verdict &= Verdict.no("same_stream", f"{suspect} is in this stream already.", "stream")
    if reason not in StreamReason.values:
        return verdict & Verdict.no("no_reason", "Choose why the stream changes.", "reason")
    if verdict:
        verdict &= stream_reasons.explains(reason, now=now, to=to, on=on)
    if reason == StreamReason.OTHER and not note.strip():
        verdict &= Verdict.no("no_note", "Say what the other reason is.", "note")
    return verdict
