"""What the CPS does next with a file that it has not looked at."""

from collections.abc import Iterator

from accounts.roles import Permission
from casework.lifecycle import Status
from charging import permissions
from charging.queries.steps.step import NextStep, Situation
from charging.queries.submission.rounds import Round


def triage(now: Situation) -> Iterator[NextStep]:
    for each in now.rounds:
        if not each.awaits_triage:
            continue
        if now.is_police:
            status = Status.SECOND_TRIAGE if each.triage else Status.SUBMITTED
            yield now.waiting(status, now.url("submission_receipt", each.submission.pk), "See the receipt.")
            return
        yield _by_cps(now, each)


def _by_cps(now: Situation, each: Round) -> NextStep:
    """The step of whoever triages, the first time or the second; everybody else at the CPS waits for them."""
    verdict = permissions.may_triage_now(now.user, each.submission, each.triage)
    url, receipt = now.url("triage", each.submission.pk), now.url("submission_receipt", each.submission.pk)
    if each.triage:
        step = NextStep("Triage this file a second time", url, verdict, f"{each.triage.by} passed it on.")
        return step.or_waits(Permission.ALLOCATE, now.waiting(Status.SECOND_TRIAGE, receipt, step.hint))
    step = NextStep("Triage this file", url, verdict, each.stream_now)
    return step.or_waits(Permission.TRIAGE, now.waiting(Status.SUBMITTED, receipt))
