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
            yield now.waiting(Status.SUBMITTED, now.url("submission_receipt", each.submission.pk), "See the receipt.")
            return
        verdict = permissions.may_triage(now.user, now.case_file)
        hint = each.submission.get_stream_display()
        yield NextStep("Triage this file", now.url("triage", each.submission.pk), verdict, hint)
