"""What a submission asks of police: rounds, the answers that hold it back, what triage must say."""

from collections.abc import Mapping, Sequence
from datetime import date

from casework.lifecycle import Status
from casework.models import CaseworkType, CustodyBasis, Suspect
from casework.rules import limits
from charging.lifecycle import ASKED_BY_POLICE, NeededFor, Purpose, Stream, SubmissionState, TriageResult
from charging.models import ActionItem, Submission
from foundation.clocks import due_day, start_of
from foundation.verdicts import Verdict

CUSTODY_ORDER = [
    CustodyBasis.CUSTODY,
    CustodyBasis.BAIL,
    CustodyBasis.RUI,
    CustodyBasis.VOLUNTARY,
    CustodyBasis.AT_LARGE,
]


def most_confined(suspects: Sequence[Suspect]) -> str:
    """The custody basis of whoever is most confined, which decides how urgent the file is."""
    held = {CustodyBasis(suspect.custody_basis) for suspect in suspects}
    return next((basis.value for basis in CUSTODY_ORDER if basis in held), CustodyBasis.RUI.value)


def purpose(asked: Purpose) -> Verdict:
    """A file goes through the supervisor's gate for a decision or advice; answers have their own way back."""
    if asked in ASKED_BY_POLICE:
        return Verdict.ok()
    if asked is Purpose.APPEAL:
        message = "A decision is made again when somebody at the CPS says so, not by sending the file."
        return Verdict.no("wrong_purpose", message, "purpose")
    return Verdict.no("wrong_purpose", "Answers to an action plan are returned from the plan itself.", "purpose")


def next_attempt(earlier: Sequence[Submission]) -> tuple[int, int]:
    """The round and the attempt within it of the next submission, given those sent before, oldest first.

    What triage rejected or police withdrew stays in the round; a review that asked for more starts the next one.
    """
    sent = [submission for submission in earlier if submission.state == SubmissionState.SENT]
    if not sent:
        return 1, 1
    last = sent[-1]
    triage = getattr(last, "triage", None)
    if (triage and triage.result == TriageResult.REJECT) or getattr(last, "withdrawal", None):
        return last.round_no, last.seq_in_round + 1
    return last.round_no + 1, 1


def comments(text: str) -> Verdict:
    """A supervisor's comments are mandatory: their absence is a reason for rejection."""
    if text.strip():
        return Verdict.ok()
    return Verdict.no("no_comments", "Write your comments: a file without them is rejected at triage.", "comments")


def before_the_gate(last_sent: Submission | None) -> Status:
    """Where a suspect at the supervisor's gate came from, by the last submission of them that the CPS had."""
    if last_sent is None or getattr(last_sent, "withdrawal", None):
        return Status.BUILDING
    triage = getattr(last_sent, "triage", None)
    rejected = triage is not None and triage.result == TriageResult.REJECT
    return Status.REJECTED if rejected else Status.ADVICE_GIVEN


def rejection(*, reasons: Mapping[str, str], respond_by: date | None, today: date) -> Verdict:
    """A rejection needs coded reasons, each with what exactly is missing, and a later date to respond by."""
    return given_reasons(reasons) & respond_by_fits(respond_by, today=today)


def respond_by_fits(respond_by: date | None, *, today: date) -> Verdict:
    """The day by which police should respond lies ahead, and within twelve months."""
    verdict = Verdict.ok()
    if respond_by is None or respond_by <= today:
        verdict &= Verdict.no("respond_by", "Give a date after today by which police should respond.", "respond_by")
    elif respond_by > due_day(limits.due("respond_by_longest", start_of(today))):
        message = "Police should respond within 12 months. Give an earlier date."
        verdict &= Verdict.no("respond_by_too_late", message, "respond_by")
    return verdict


def reminder_fits(remind_on: date | None, respond_by: date | None) -> Verdict:
    """Nobody is reminded before the day by which they were asked to respond."""
    if remind_on is None or (respond_by is not None and remind_on >= respond_by):
        return Verdict.ok()
    message = "Remind police on the date to respond by, or after it."
    return Verdict.no("reminder_too_early", message, "remind_on")


def shortfall(*, reasons: Mapping[str, str], respond_by: date | None, stream: str, today: date) -> Verdict:
    """A red file can be reviewed although it is not to standard: with reasons, and a day to put it right by."""
    if not reasons:
        return Verdict.ok()
    verdict = given_reasons(reasons) & respond_by_fits(respond_by, today=today)
    if stream != Stream.RED:
        message = "Only a red file is reviewed although it is not to standard. Reject it, or accept it without reasons."
        verdict &= Verdict.no("not_red", message, "reasons")
    return verdict


def needs_second_triage(*, asked: str, casework_type: str) -> bool:
    """Early advice in rape and serious sexual offences is triaged again by a legal manager."""
    return asked == Purpose.EARLY_ADVICE and casework_type == CaseworkType.RASSO


def given_reasons(reasons: Mapping[str, str]) -> Verdict:
    """Police can mend a file only if each reason says what: `reasons` maps codes to details."""
    if not reasons:
        return Verdict.no("no_reason", "Choose at least one reason.", "reasons")
    verdict = Verdict.ok()
    for code in sorted(code for code, detail in reasons.items() if not detail.strip()):
        verdict &= Verdict.no("no_detail", f"Say what exactly is missing for {code}.", f"detail_{code}")
    return verdict


def for_return(items: Sequence[ActionItem]) -> Verdict:
    """Answers go back once every item that the decision needs is answered or cancelled; trial items may follow.

    What was asked about a suspect whose case was closed meanwhile holds nobody back.
    """
    waiting = [
        item
        for item in items
        if item.needed_for == NeededFor.DECISION
        and item.is_open
        and (item.suspect is None or item.suspect.status == Status.ACTION_PLAN)
    ]
    verdict = Verdict.ok()
    for item in waiting:
        verdict &= Verdict.no("unanswered", f"Answer “{item.text[:80]}” first.", f"item-{item.pk}")
    return verdict
