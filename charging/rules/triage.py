"""What triage may say of a file, by the stream that each of its suspects is in now."""

from collections.abc import Collection, Iterable, Mapping

from casework.models import CaseworkType, Suspect
from casework.models.reference import ModeOfTrial
from casework.rules.contents import where_of
from charging.lifecycle import REVIEW_TYPE_OF_STREAM, STREAM_NAMES, Purpose, ReviewType, Stream, TriageResult
from charging.models import Triage, Withdrawal
from charging.rules import streams as stream_rules
from charging.rules.rejections import RowKey
from foundation.verdicts import Verdict
from foundation.wording import when

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


def why_review(purpose: str, streams: StreamsNow) -> str:
    """Say what settles the type of review; nothing where nobody of a file is left."""
    if purpose == Purpose.EARLY_ADVICE:
        return "Police asked for early advice, so the review is early advice."
    if not streams:
        return ""
    first = stream_rules.most_urgent(streams.values())
    who = ", ".join(str(suspect) for suspect, stream in streams.items() if stream is first)
    return f"The most urgent stream in this file now is {STREAM_NAMES[first].lower()} ({who})."


def _why_not(right: ReviewType, purpose: str, streams: StreamsNow) -> str:
    said = f"{why_review(purpose, streams)} Choose “{right.label}”"
    return f"{said}." if purpose == Purpose.EARLY_ADVICE else f"{said}, or change the stream first."


def red(streams: StreamsNow) -> list[Suspect]:
    """Those whose decision is needed within hours."""
    return [suspect for suspect, stream in streams.items() if stream is Stream.RED]


def asked_of_red(streams: StreamsNow) -> frozenset[str]:
    """What rows of the standard that are about a suspect in the red stream are asked of."""
    return frozenset(where_of(suspect) for suspect in red(streams))


def reasons_fit(linked: Mapping[str, Collection[RowKey]], *, red_only: Collection[str], streams: StreamsNow) -> Verdict:
    """Whether a file may come back for coded reasons, given with the rows that each is about.

    A suspect in the red stream comes back only for one of the two reasons for red files, `red_only`. Where others of
    the file are green, one of the two has to be given for whoever is red, and any other reason is not about them.
    """
    held, ordinary = red(streams), sorted(set(linked) - set(red_only))
    if not held:
        wrong = any(code in red_only for code in linked)
        said = "The custody reasons are only for red files."
        return Verdict.no("red_reason_only", said, "reasons") if wrong else Verdict.ok()
    if len(held) == len(streams):
        return _only_for_red(ordinary)
    return _for_red_too(linked, ordinary, streams)


def _only_for_red(ordinary: Collection[str]) -> Verdict:
    if not ordinary:
        return Verdict.ok()
    said = f"A red file comes back only for a custody reason, not for {', '.join(ordinary)}."
    mend = "To say what else is missing, accept it as not to standard."
    return Verdict.no("red_reasons_only", f"{said} {mend}", "reasons")


def _for_red_too(linked: Mapping[str, Collection[RowKey]], ordinary: Collection[str], streams: StreamsNow) -> Verdict:
    names, asked_of, verdict = ", ".join(map(str, red(streams))), asked_of_red(streams), Verdict.ok()
    if len(ordinary) == len(linked):
        said = f"The whole file comes back, and {names} is in the red stream: give a custody reason too."
        verdict &= Verdict.no("no_red_reason", f"{said} Otherwise accept the file as not to standard.", "reasons")
    for code in ordinary:
        if any(about in asked_of for _, about in linked[code]):
            said = f"{code} is about {names}, who is in the red stream. Give it only for the others."
            verdict &= Verdict.no("about_red", said, f"row_{code}")
    return verdict


def casework_known(modes: Collection[str]) -> str:
    """The casework type that the modes of trial of all proposed offences settle; empty where they settle none.

    What is summary only stays in the magistrates' court. An indictable offence may be for the Crown Court unit, for
    that of rape and serious sexual offences or for complex casework, which somebody has to say.
    """
    return CaseworkType.MAGISTRATES.value if set(modes) == {ModeOfTrial.SUMMARY} else ""


def settled(triage: Triage | None, withdrawal: Withdrawal | None) -> Verdict:
    """Whether a file still waits for triage; otherwise who settled it, how and when."""
    if withdrawal is not None:
        return Verdict.no("withdrawn", f"{withdrawal.by} withdrew this file, {when(withdrawal.at)}.")
    if triage is None or triage.result == TriageResult.PASSED_ON:
        return Verdict.ok()
    done = "accepted" if triage.result == TriageResult.ACCEPT else "rejected"
    said = f"{triage.by} has triaged this file already: {done}, {when(triage.at)}."
    contest = getattr(triage, "contest", None) if triage.result == TriageResult.OVERTURNED else None
    if contest and contest.decided_at:
        said = f"{said} {contest.decided_by} overturned the rejection, {when(contest.decided_at)}."
    return Verdict.no("already_done", said)


def passed_on(triage: Triage | None) -> Verdict:
    """Whether nobody has passed a file on to second triage; otherwise who did, and when."""
    if triage is None or triage.result != TriageResult.PASSED_ON or triage.passed_on_at is None:
        return Verdict.ok()
    said = f"{triage.passed_on_by} has passed this file on to second triage, {when(triage.passed_on_at)}."
    return Verdict.no("already_done", said)
