"""How a suspect can leave the stage before charge."""

from collections.abc import Iterator

from accounts.roles import Permission
from casework import lifecycle
from casework.lifecycle import Status
from charging import permissions
from charging.queries.clocks.due import counted
from charging.queries.steps.step import NextStep, Situation, StepKind


def charge(now: Situation) -> Iterator[NextStep]:
    able = now.able(lifecycle.CHARGE)
    waits = now.waiting(Status.AUTHORISED, hint=f"{', '.join(str(suspect) for suspect in able)}.")
    if able and not now.is_police:
        yield waits
        return
    verdict = permissions.may_record_charge(now.user, now.case_file)
    steps = [NextStep(f"Record the charge of {each}", now.url("charge_record", each.pk), verdict) for each in able]
    # Who waits, waits once, for all of them together.
    yield from dict.fromkeys(step.or_waits(Permission.RECORD_CHARGE, waits) for step in steps)


def close(now: Situation) -> Iterator[NextStep]:
    if now.is_police or not permissions.may_finalise(now.user, now.case_file):
        return
    able = now.able(lifecycle.FINALISE)
    if able:
        whom = str(able[0]) if len(able) == 1 else counted(len(able), "suspect")
        url = now.url("suspect_finalise", able[0].pk)
        yield NextStep(f"Close without a decision: {whom}", url, kind=StepKind.ASIDE)


def reopen(now: Situation) -> Iterator[NextStep]:
    asks = permissions.may_ask_of_plan(now.user, now.case_file).allowed
    if not asks and not permissions.may_finalise(now.user, now.case_file):
        return
    for suspect in now.able(lifecycle.REOPEN_TO_RESUBMIT):
        label = f"Ask to have it reopened: {suspect}" if asks else f"Reopen: {suspect}"
        yield NextStep(label, now.url("suspect_reopen", suspect.pk), kind=StepKind.ASIDE)
