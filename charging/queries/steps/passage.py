"""What can be done with a file on its way: taken back by police, sent elsewhere by the CPS."""

from collections.abc import Iterator

from django.urls import reverse

from casework.lifecycle import OPEN, Status
from charging import permissions
from charging.queries.steps.step import NextStep, Situation, StepKind


def withdraw(now: Situation) -> Iterator[NextStep]:
    if not now.is_police or not permissions.may_withdraw(now.user, now.case_file):
        return
    for each in now.rounds:
        if each.awaits_triage or each.is_under_review:
            label = "Withdraw the file from the CPS"
            yield NextStep(label, now.url("submission_withdraw", each.submission.pk), kind=StepKind.ASIDE)


def transfer(now: Situation) -> Iterator[NextStep]:
    if now.is_police or not any(Status(suspect.status) in OPEN for suspect in now.suspects):
        return
    if not permissions.may_transfer(now.user, now.case_file):
        return
    if now.case_file.handled_by_id is None:
        yield NextStep("Transfer this case", now.url("case_transfer"), kind=StepKind.ASIDE)
        return
    at_direct = permissions.may_work_at_direct(now.user).allowed
    label = f"Hand this case to {now.case_file.cps_area}" if at_direct else "Take this case over from CPS Direct"
    yield NextStep(label, now.url("case_take_over"), kind=StepKind.ASIDE)


def with_direct(now: Situation) -> Iterator[NextStep]:
    """Say to everybody outside it that CPS Direct has the case."""
    if now.case_file.handled_by_id is None or permissions.may_work_at_direct(now.user).allowed:
        return
    url = reverse("charging:case_file_detail", args=[now.case_file.slug])
    hint = f"It works on the file while {now.case_file.cps_area} is closed."
    yield NextStep("With CPS Direct", url, hint=hint, kind=StepKind.WAITING)
