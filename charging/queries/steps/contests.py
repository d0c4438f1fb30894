"""What comes next where a rejection stands: police can contest it, and somebody else at the CPS decides."""

from collections.abc import Iterator

from accounts.roles import Permission
from casework import lifecycle
from charging import permissions
from charging.lifecycle import SubmissionState
from charging.models import Contest
from charging.queries.steps.step import NextStep, Situation, StepKind
from charging.queries.submission.rounds import Round
from foundation.wording import when


def contest(now: Situation) -> Iterator[NextStep]:
    last = _last_sent(now)
    if last is None or not last.was_rejected or not now.able(lifecycle.OVERTURN):
        return
    raised = last.contest
    if raised and raised.is_open:
        yield _to_decide(now, raised)
    elif raised is None and now.is_police and permissions.may_contest(now.user, now.case_file):
        url = now.url("submission_contest", last.submission.pk)
        yield NextStep("Contest the rejection", url, kind=StepKind.ASIDE)


def _last_sent(now: Situation) -> Round | None:
    sent = [each for each in now.rounds if each.submission.state == SubmissionState.SENT]
    return sent[-1] if sent else None


def _to_decide(now: Situation, raised: Contest) -> NextStep:
    url = now.url("contest", raised.pk)
    hint = f"{raised.raised_by} contested it, {when(raised.raised_at)}. Answer due by {raised.answer_by}."
    if now.is_police:
        return NextStep("Waiting for the CPS to decide what you contest", url, hint=hint, kind=StepKind.WAITING)
    verdict = permissions.may_decide_contest(now.user, raised)
    step = NextStep("Decide the contested rejection", url, verdict, hint)
    return step.or_waits(Permission.DECIDE_CONTEST, NextStep("Contested rejection to decide", url, hint=hint))
