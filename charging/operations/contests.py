"""Contesting a rejection at triage, and deciding what was contested."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, CaseFile, Suspect
from casework.rules import limits
from charging import events, permissions
from charging.lifecycle import ContestOutcome, SubmissionState, TriageResult
from charging.models import Contest, Submission, Triage
from charging.operations import listing
from charging.operations.contested import settle
from charging.operations.submission import lock_suspects, move
from charging.operations.triage import open_consultation
from charging.queries.submission.streams_now import usual_review
from charging.rules import contests as rules
from charging.rules.contests import Grounds, Ruling
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when


@transaction.atomic
def contest(*, submission: Submission, grounds: Grounds, by: User, at: datetime) -> CaseEvent:
    """Contest a rejection that stands: somebody else at the CPS decides, and the file can be mended meanwhile.

    Raises NotPermitted, Refused (no grounds, gone on since) or Conflict (contested already); then nothing has
    changed. A rejection is contested once.
    """
    case_file, triage = _lock_rejection(submission)
    permissions.may_contest(by, case_file).require_permission()
    earlier = Contest.objects.filter(triage=triage).select_related("raised_by").first()
    if earlier:
        message = f"{earlier.raised_by} has contested this rejection already, {when(earlier.raised_at)}."
        raise Conflict(Verdict.no("already_done", message))
    suspects = _suspects_of(triage)
    verdict = rules.standing(suspects, sent_again=_was_sent_again(submission, suspects))
    (verdict & rules.grounds(grounds, case_file)).require()
    raised = Contest.objects.create(
        triage=triage,
        grounds=grounds.text.strip(),
        raised_at=at,
        raised_by=by,
        due_at=limits.due(rules.limit_for(submission.stream), at),
    )
    raised.material.set(grounds.material)
    listing.keep_standings(case_file)
    said = events.TriageChallenged(submission_id=submission.pk, contest_id=raised.pk)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=_rejected(suspects))


@transaction.atomic
def decide(*, contest: Contest, ruling: Ruling, by: User, at: datetime) -> CaseEvent:
    """Decide a contest. Overturned, the review of what was sent opens, and is due as if it had been accepted.

    Raises NotPermitted (whoever triaged never decides), Refused or Conflict (decided, or the file went on); then
    nothing has changed.
    """
    case_file, triage = _lock_rejection(contest.triage.submission)
    row = Contest.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=contest.pk)
    row.triage = triage
    permissions.may_decide_contest(by, row).require_permission()
    _require_open(row)
    rules.ruling(ruling, today=local_date(at)).require()
    suspects = _rejected(_suspects_of(triage))
    if ruling.outcome is ContestOutcome.OVERTURNED:
        _overturn(triage, suspects, at)
    elif ruling.respond_by:
        triage.respond_by = ruling.respond_by
        triage.remind_on = triage.remind_on and max(triage.remind_on, ruling.respond_by)
        triage.save(update_fields=["respond_by", "remind_on"])
    entry = settle(row, ruling.outcome, suspects, reason=ruling.reason.strip(), by=by, at=at)
    listing.keep_standings(case_file)
    return entry


def overturn_escalated(contest: Contest, *, by: User, at: datetime) -> None:
    """Overturn a rejection that stood after its contest, because an escalation was answered so; a part of that.

    Raises Conflict where it stands for nobody any more; then nothing has changed.
    """
    case_file, triage = _lock_rejection(contest.triage.submission)
    suspects = _rejected(_suspects_of(triage))
    if not suspects:
        raise Conflict(Verdict.no("gone_on", "The file went on before this was answered: nobody is rejected now."))
    _overturn(triage, suspects, at)
    said = events.TriageChallengeResolved(
        submission_id=triage.submission_id, contest_id=contest.pk, result=ContestOutcome.OVERTURNED.value
    )
    ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)


def _lock_rejection(submission: Submission) -> tuple[CaseFile, Triage]:
    """Lock the case and the rejection; raises Conflict where the submission is not rejected (any more)."""
    case_file = CaseFile.objects.lock(submission.case_file)
    rows = Triage.objects.select_for_update(of=("self",)).select_related("by", "submission")
    triage = rows.filter(submission=submission).first()
    if triage is None or triage.result not in {TriageResult.REJECT, TriageResult.OVERTURNED}:
        raise Conflict(Verdict.no("not_rejected", "This file has not been rejected."))
    triage.submission.case_file = case_file
    return case_file, triage


def _suspects_of(triage: Triage) -> list[Suspect]:
    keys = set(triage.submission.suspects.values_list("pk", flat=True))
    return [suspect for suspect in lock_suspects(triage.submission.case_file) if suspect.pk in keys]


def _rejected(suspects: Sequence[Suspect]) -> list[Suspect]:
    return [suspect for suspect in suspects if suspect.status == lifecycle.Status.REJECTED]


def _was_sent_again(submission: Submission, suspects: Sequence[Suspect]) -> bool:
    later = Submission.objects.filter(case_file=submission.case_file_id, state=SubmissionState.SENT)
    return later.filter(pk__gt=submission.pk, suspects__in=suspects).exists()


def _require_open(contest: Contest) -> None:
    if contest.decided_at is None:
        return
    result = contest.get_outcome_display()
    message = (
        f"{contest.decided_by} has settled this already: {result[0].lower()}{result[1:]}, {when(contest.decided_at)}."
    )
    raise Conflict(Verdict.no("already_done", message))


def _overturn(triage: Triage, suspects: Sequence[Suspect], at: datetime) -> None:
    move(suspects, lifecycle.OVERTURN, at)
    triage.result = TriageResult.OVERTURNED
    triage.review_type = usual_review(triage.submission)
    triage.save(update_fields=["result", "review_type"])
    open_consultation(triage.submission, at)
