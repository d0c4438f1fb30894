"""A decision made again: the file as it stands is sealed anew, and a review opens that somebody else takes."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, CaseFile, Suspect
from casework.queries import case_page
from charging import events
from charging.lifecycle import Purpose, SubmissionState
from charging.models import Decision, ReviewedFor, ReviewedResult, Submission
from charging.operations import explanations, listing, overtaken, sealing, streams
from charging.operations import submission as submissions
from charging.operations.triage import open_consultation
from charging.queries.submission.judging import judged
from charging.rules import submissions as rules
from foundation.periods import local_date


def open_again(
    case_file: CaseFile, suspects: Sequence[Suspect], *, kind: ReviewedFor, not_by: User | None, by: User, at: datetime
) -> CaseEvent:
    """Give some suspects back to a prosecutor for a new decision, and return the event of the CPS having the file.

    A part of the operation that decided so: it has locked the case, asked who may, and is one transaction. `not_by`
    can neither be given the new review nor take it; None where whoever decided before may decide again. Raises
    WrongStatus naming each suspect whose decision cannot be made again; then nothing has changed.
    """
    keys = {suspect.pk for suspect in suspects}
    again = [suspect for suspect in submissions.lock_suspects(case_file) if suspect.pk in keys]
    lifecycle.RECONSIDER.require(again)
    for suspect in again:
        record_review(case_file, suspect, kind=kind, result=ReviewedResult.AGAIN, by=by, at=at)
    submissions.move(again, lifecycle.RECONSIDER, at)
    overtaken.overtake(again, by=by, at=at)
    sealed = _seal_again(case_file, again, by=by, at=at)
    open_consultation(sealed, at, not_by=not_by)
    listing.keep_standings(case_file)
    return submissions.record_receipt(sealed, again, by=by, at=at)


def record_review(
    case_file: CaseFile, suspect: Suspect, *, kind: ReviewedFor, result: ReviewedResult, by: User, at: datetime
) -> CaseEvent:
    """Record that the last decision for a suspect was looked at again, whatever came of it."""
    decision = last_decision(suspect)
    said = events.DecisionReviewed(
        kind=kind.value, original_decision_id=decision.pk if decision else None, result=result.value
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


def last_decision(suspect: Suspect) -> Decision | None:
    """What was decided for a suspect last, with who decided it; None where nothing was."""
    return suspect.decisions.select_related("consultation__completed_by").order_by("-at", "-pk").first()


def _seal_again(case_file: CaseFile, again: Sequence[Suspect], *, by: User, at: datetime) -> Submission:
    """Seal the file as it stands: it stays with the CPS, so nobody at police has to send it."""
    whole, on = case_page.contents_of(case_file), local_date(at)
    contents = whole.of(again)
    rows = judged(contents, on=on, purpose=Purpose.APPEAL)
    explanations.drop_stale(whole, again, on=on)
    sent = list(case_file.submissions.select_related("triage"))
    before = case_file.submissions.filter(state=SubmissionState.SENT, suspects__in=again).order_by("-pk").first()
    round_no, attempt = rules.next_attempt(sent)
    given = streams.carried_on(before, again)
    sealed = Submission.objects.create(
        case_file=case_file,
        round_no=round_no,
        seq_in_round=attempt,
        purpose=Purpose.APPEAL,
        stream=streams.most_urgent(given),
        state=SubmissionState.RETURNED,
        prepared_at=at,
        prepared_by=by,
    )
    sealed.suspects.set(again)
    streams.assign(sealed, given)
    sealing.seal(sealed, contents, rows, at)
    sealed.state = SubmissionState.SENT
    sealed.save(update_fields=["state"])
    sealing.ask_for_receipt(sealed, by=by, at=at)
    return sealed
