"""What police say of each failure of a file, what the CPS says to a dispute, and the end of the month's time."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, Suspect
from charging import events, permissions
from charging.models import Assessment, AssessmentState, Failure, FailureAnswer
from charging.operations import listing
from charging.operations.assessments import lock
from charging.queries.quality.acts import last_act
from charging.rules import disputes as rules
from charging.rules.disputes import PoliceAnswer
from charging.rules.file_quality import in_time
from foundation.verdicts import Conflict, Refused, Verdict


@transaction.atomic
def answer(*, failure: Failure, reply: PoliceAnswer, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Say for police whether a failure is disputed; they may change it until the CPS has decided.

    Raises NotPermitted, Refused (month closed, gaps, decided already) or Conflict; then nothing has changed.
    """
    assessment, failure = _lock(failure)
    permissions.may_answer_failures(by, assessment).require_permission()
    in_time(assessment.disputes_close_at, at).require()
    _require_current(assessment, failure, expected_version)
    (reply.check() & _undecided(failure)).require()
    entry = _answer(assessment, failure, reply, by=by, at=at)
    _touch(assessment)
    return entry


@transaction.atomic
def dispute_none(*, assessment: Assessment, by: User, at: datetime) -> list[CaseEvent]:
    """Say of every failure that police have not answered yet that it is not disputed.

    Raises NotPermitted, or Refused (month closed, nothing left to answer); then nothing has changed.
    """
    row = lock(assessment)
    permissions.may_answer_failures(by, row).require_permission()
    in_time(row.disputes_close_at, at).require()
    unanswered = list(
        row.failures.filter(stands=True, answer="").select_related("reason").select_for_update(of=("self",))
    )
    if not unanswered:
        raise Refused(Verdict.no("all_answered", "Every failure of this file is answered already."))
    reply = PoliceAnswer(answer=FailureAnswer.NOT_DISPUTED)
    entries = [_answer(row, failure, reply, by=by, at=at) for failure in unanswered]
    _touch(row)
    return entries


@transaction.atomic
def decide(*, failure: Failure, decision: str, reason: str, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Accept a dispute or not, with a reason; never whoever assessed the file.

    Raises NotPermitted, Refused (month closed, not disputed, gaps) or Conflict; then nothing has changed.
    """
    assessment, failure = _lock(failure)
    permissions.may_decide_disputes(by, assessment).require_permission()
    in_time(assessment.disputes_close_at, at).require()
    _require_current(assessment, failure, expected_version)
    rules.for_decision(failure, decision, reason).require()
    failure.decision, failure.decision_reason = decision, reason
    failure.decided_at, failure.decided_by = at, by
    failure.version += 1
    failure.save(update_fields=["decision", "decision_reason", "decided_at", "decided_by", "version"])
    said = events.DgaDisputeResolved(
        assessment_id=assessment.pk,
        failure_code=failure.reason.code,
        accepted_by_cps=rules.said_of(failure) is rules.Said.ACCEPTED,
    )
    entry = ledger.record(said, case_file=assessment.case_file, by=by, at=at, suspects=_suspects(assessment))
    _touch(assessment)
    return entry


def close_what_is_over(*, at: datetime, limit: int = 200) -> int:
    """Take what nobody can act on any more, because its month closed, out of work queues; return how many files.

    What was not answered or decided stays so: nothing is made up. Running it twice does nothing twice.
    """
    late = Assessment.objects.filter(state=AssessmentState.NOT_MET, closed=False, disputes_close_at__lte=at).order_by(
        "disputes_close_at", "pk"
    )
    rows = list(late.select_related("case_file")[:limit])
    for row in rows:
        _close(row)
    return len(rows)


@transaction.atomic
def _close(assessment: Assessment) -> None:
    row = lock(assessment)
    row.closed = True
    row.save(update_fields=["closed"])
    listing.keep_standings(row.case_file)


def _lock(failure: Failure) -> tuple[Assessment, Failure]:
    assessment = lock(failure.assessment)
    rows = Failure.objects.select_for_update(of=("self",)).select_related("reason", "answered_by", "decided_by")
    return assessment, rows.get(pk=failure.pk)


def _require_current(assessment: Assessment, failure: Failure, expected_version: int) -> None:
    """Raise Conflict where somebody answered, decided or took the failure back since the form was opened."""
    if not failure.stands:
        message = f"{last_act(assessment)} This failure was taken back, so there is nothing to say about it."
        raise Conflict(Verdict.no("taken_back", message, "version"))
    if failure.version != expected_version:
        message = f"{last_act(assessment)} What you wrote is still here: compare, then save again."
        raise Conflict(Verdict.no("changed_meanwhile", message, "version"))


def _undecided(failure: Failure) -> Verdict:
    if not failure.decision:
        return Verdict.ok()
    return Verdict.no("decided", f"{failure.decided_by} has decided this dispute already.")


def _answer(assessment: Assessment, failure: Failure, reply: PoliceAnswer, *, by: User, at: datetime) -> CaseEvent:
    failure.answer, failure.ground, failure.discussed = reply.answer, reply.ground, sorted(reply.discussed)
    failure.answered_at, failure.answered_by = at, by
    failure.version += 1
    failure.save(update_fields=["answer", "ground", "discussed", "answered_at", "answered_by", "version"])
    said = events.DgaFailureConsidered(
        assessment_id=assessment.pk,
        failure_code=failure.reason.code,
        decision=reply.answer,
        ground=sorted(reply.discussed),
    )
    return ledger.record(said, case_file=assessment.case_file, by=by, at=at, suspects=_suspects(assessment))


def _suspects(assessment: Assessment) -> QuerySet[Suspect]:
    return assessment.consultation.submission.suspects.order_by("number")


def _touch(assessment: Assessment) -> None:
    """Let whoever corrects the assessment know that something was done about it, and keep what waits."""
    assessment.version += 1
    assessment.save(update_fields=["version"])
    listing.keep_standings(assessment.case_file)
