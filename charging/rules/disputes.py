"""What was said of each failure of a file, and what that makes of the whole file. Derived, never stored."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from charging.models import Discussed, DisputeDecision, Failure, FailureAnswer
from charging.models.assessment import GROUND_LENGTH
from foundation.verdicts import Verdict


class Said(StrEnum):
    """What came of one failure: four final answers that are never taken for each other, and one without an end."""

    NOT_ANSWERED = "not_answered"
    NOT_DISPUTED = "not_disputed"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    NOT_DECIDED = "not_decided"


SAID_WORDS = {
    Said.NOT_ANSWERED: "Not answered by police",
    Said.NOT_DISPUTED: "Not disputed",
    Said.ACCEPTED: "Disputed, accepted",
    Said.NOT_ACCEPTED: "Disputed, not accepted",
    Said.NOT_DECIDED: "Disputed, not decided",
}


class FileResult(StrEnum):
    """What the disputes of one file came to: one of these for every file that did not meet the standard."""

    NOT_ANSWERED = "not_answered"
    NOT_DISPUTED = "not_disputed"
    NOT_DECIDED = "not_decided"
    SUCCESSFULLY = "successfully"
    UNSUCCESSFULLY = "unsuccessfully"


RESULT_WORDS = {
    FileResult.NOT_ANSWERED: "Not fully answered by police",
    FileResult.NOT_DISPUTED: "Not disputed",
    FileResult.NOT_DECIDED: "Disputed, not decided",
    FileResult.SUCCESSFULLY: "Disputed successfully",
    FileResult.UNSUCCESSFULLY: "Disputed unsuccessfully",
}


def said_of(failure: Failure) -> Said:
    """What came of a failure so far; after the deadline that is what it stays."""
    if not failure.answer:
        return Said.NOT_ANSWERED
    if failure.answer == FailureAnswer.NOT_DISPUTED:
        return Said.NOT_DISPUTED
    return Said(failure.decision) if failure.decision else Said.NOT_DECIDED


def result_of(said: Iterable[Said]) -> FileResult:
    """Any refused dispute makes the file disputed unsuccessfully; else any accepted one, successfully.

    Without a decision a dispute is not decided, and a failure without an answer is never taken for one that is not
    disputed. A file without failures has nothing to dispute.
    """
    found = set(said)
    return next((result for one, result in _IN_TURN if one in found), FileResult.NOT_DISPUTED)


_IN_TURN = (
    (Said.NOT_ACCEPTED, FileResult.UNSUCCESSFULLY),
    (Said.ACCEPTED, FileResult.SUCCESSFULLY),
    (Said.NOT_DECIDED, FileResult.NOT_DECIDED),
    (Said.NOT_ANSWERED, FileResult.NOT_ANSWERED),
)


@dataclass(frozen=True, kw_only=True)
class PoliceAnswer:
    """What police say of one failure; a dispute has its ground and how it was talked over."""

    answer: str
    ground: str = ""
    discussed: Collection[str] = ()

    def check(self) -> Verdict:
        """Say whether it can stand, with every gap."""
        if self.answer not in FailureAnswer.values:
            return Verdict.no("no_answer", "Select whether police dispute this failure.", "answer")
        return self._dispute() if self.answer == FailureAnswer.DISPUTED else self._silent()

    def _silent(self) -> Verdict:
        if self.ground.strip() or self.discussed:
            message = "You gave a reason for a dispute. Select “Disputed”, or clear the reason."
            return Verdict.no("reason_without_dispute", message, "answer")
        return Verdict.ok()

    def _dispute(self) -> Verdict:
        verdict = Verdict.ok()
        if not self.ground.strip():
            verdict &= Verdict.no("no_ground", "Say why police dispute this failure.", "ground")
        if len(self.ground) > GROUND_LENGTH:
            verdict &= Verdict.no("too_long", f"Write {GROUND_LENGTH} characters or fewer.", "ground")
        if not self.discussed:
            verdict &= Verdict.no("not_discussed", "Select how you discussed it with the CPS.", "discussed")
        if set(self.discussed) - set(Discussed.values):
            verdict &= Verdict.no("unknown_way", "Select email, meeting or phone.", "discussed")
        return verdict


def for_decision(failure: Failure, decision: str, reason: str) -> Verdict:
    """Whether the CPS can decide so: of a failure that police dispute, with a reason."""
    if failure.answer != FailureAnswer.DISPUTED:
        return Verdict.no("not_disputed", "Police do not dispute this failure, so there is nothing to decide.")
    verdict = Verdict.ok()
    if decision not in DisputeDecision.values:
        verdict &= Verdict.no("no_decision", "Select whether the CPS accepts the dispute.", "decision")
    if not reason.strip():
        verdict &= Verdict.no("no_reason", "Say why the dispute is accepted or not.", "reason")
    if len(reason) > GROUND_LENGTH:
        verdict &= Verdict.no("too_long", f"Write {GROUND_LENGTH} characters or fewer.", "reason")
    return verdict
