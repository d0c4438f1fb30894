"""What comes next while an action plan is out."""

from collections.abc import Iterator

from accounts.roles import Permission
from casework import lifecycle
from casework.lifecycle import Status
from charging import permissions
from charging.queries.clocks.due import counted
from charging.queries.plans.chasing import GOES_ON
from charging.queries.steps.step import NextStep, Situation, StepKind
from charging.queries.submission.rounds import Round
from foundation.wording import day


def answer(now: Situation) -> Iterator[NextStep]:
    for each in now.rounds:
        if each.plan is None or not each.awaits_answers or not now.able(lifecycle.RETURN_ANSWERS):
            continue
        url = now.url("action_plan", each.plan.pk)
        hint = f"{each.answers}{_first(each)}."
        if now.is_police:
            verdict = permissions.may_answer(now.user, now.case_file)
            step = NextStep(f"Answer action plan {each.plan.number}", url, verdict, hint)
            yield step.or_waits(Permission.ANSWER_ACTIONS, now.waiting(Status.ACTION_PLAN, url, hint))
        else:
            yield now.waiting(Status.ACTION_PLAN, url, hint)


def answer_for_trial(now: Situation) -> Iterator[NextStep]:
    """What is needed for trial is still wanted after the answers went back, while the case goes on."""
    if not any(suspect.status in GOES_ON for suspect in now.suspects):
        return
    for each in now.rounds:
        if each.plan is None or not each.plan.returned_at or not each.pending:
            continue
        label = f"Answer what is needed for trial: action plan {each.plan.number}"
        url = now.url("action_plan", each.plan.pk)
        hint = f"{counted(each.pending, 'item')} still to answer{_first(each)}."
        able = now.is_police and permissions.may_answer(now.user, now.case_file).allowed
        yield NextStep(label, url, hint=hint, kind=StepKind.PAGE if able else StepKind.WAITING)


def _first(each: Round) -> str:
    return f", the first by {day(each.first_due)}" if each.first_due else ""


def assess(now: Situation) -> Iterator[NextStep]:
    """While the next review is open, whoever reviews says of each answer whether it is enough."""
    if not now.able(lifecycle.AUTHORISE) or not permissions.may_assess_answers(now.user, now.case_file):
        return
    for each in now.rounds:
        if each.plan and each.plan.returned_at and each.unassessed:
            label = f"Say whether the answers to action plan {each.plan.number} are enough"
            yield NextStep(label, now.url("action_assess", each.plan.pk), kind=StepKind.ASIDE)
