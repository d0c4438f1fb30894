"""What the CPS does next with a file that it has not looked at."""

from collections.abc import Iterator

from casework.lifecycle import Status
from charging import permissions
from charging.queries.steps.step import NextStep, Situation


def triage(now: Situation) -> Iterator[NextStep]:
    for each in now.rounds:
        if not each.awaits_triage:
            continue
        if now.is_police:
            status = Status.SECOND_TRIAGE if each.triage else Status.SUBMITTED
            yield now.waiting(status, now.url("submission_receipt", each.submission.pk), "See the receipt.")
            return
        verdict = permissions.may_triage_now(now.user, each.submission, each.triage)
        hint = each.stream_now
        label = "Triage this file"
        if each.triage:
            label, hint = "Triage this file a second time", f"{each.triage.by} passed it on."
        yield NextStep(label, now.url("triage", each.submission.pk), verdict, hint)
