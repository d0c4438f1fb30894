"""What a contest of a rejection has to say, and what its decision has to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.lifecycle import Status
from casework.models import CaseFile, Material, Suspect
from charging.lifecycle import ContestOutcome, Stream
from charging.models.contest import LENGTH
from charging.rules.submissions import respond_by_fits
from foundation.verdicts import Verdict

DECIDED = (ContestOutcome.UPHELD, ContestOutcome.OVERTURNED)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why police say that a file should not have come back, and the material that shows it."""

    text: str
    material: Sequence[Material] = ()


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What somebody decides of a contest; a rejection that stands may be given a later day to respond by."""

    outcome: ContestOutcome
    reason: str
    respond_by: date | None = None


def limit_for(stream: str) -> str:
    """The code of the limit within which the CPS answers."""
    return "answer_contest_red" if stream == Stream.RED else "answer_contest"


def grounds(said: Grounds, case_file: CaseFile) -> Verdict:
    """A contest says why, and names material of its own case only."""
    verdict = _written(said.text, "grounds", "Say why the file should not have been rejected.")
    for item in said.material:
        if item.case_file_id != case_file.pk:
            verdict &= Verdict.no("another_case", f"“{item.title}” is not in this case.", "material")
    return verdict


def standing(suspects: Sequence[Suspect], *, sent_again: bool) -> Verdict:
    """Only a rejection that still stands can be contested: once the file goes on, the new triage is what counts."""
    if sent_again or not any(suspect.status == Status.REJECTED for suspect in suspects):
        message = "The file has gone on since it was rejected, so there is nothing to contest any more."
        return Verdict.no("gone_on", message)
    return Verdict.ok()


def ruling(said: Ruling, *, today: date) -> Verdict:
    """A decision says what and why; a new day to respond by lies ahead."""
    verdict = _written(said.reason, "reason", "Say why.")
    if said.outcome not in DECIDED:
        verdict &= Verdict.no("no_outcome", "Say whether the rejection stands or is overturned.", "outcome")
    if said.respond_by and said.outcome is ContestOutcome.UPHELD:
        verdict &= respond_by_fits(said.respond_by, today=today)
    return verdict


def _written(text: str, where: str, message: str) -> Verdict:
    if not text.strip():
        return Verdict.no(f"no_{where}", message, where)
    if len(text) > LENGTH:
        return Verdict.no("too_long", f"Write no more than {LENGTH:,} characters.", where)
    return Verdict.ok()
