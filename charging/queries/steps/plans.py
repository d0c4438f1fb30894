"""What comes next while an action plan is out."""

from collections.abc import Iterator

from casework import lifecycle
from casework.lifecycle import Status
from charging import permissions
from charging.queries.steps.step import NextStep, Situation, StepKind
from foundation.wording import day


def answer(now: Situation) -> Iterator[NextStep]:
    for each in now.rounds:
        if each.plan is None or not each.awaits_answers or not now.able(lifecycle.RETURN_ANSWERS):
            continue
        url = now.url("action_plan", each.plan.pk)
        due = f", the first by {day(each.first_due)}" if each.first_due else ""
        hint = f"{each.answers}{due}."
        if now.is_police:
            verdict = permissions.may_answer(now.user, now.case_file)
            yield NextStep(f"Answer action plan {each.plan.number}", url, verdict, hint)
        else:
            yield now.waiting(Status.ACTION_PLAN, url, hint)


def assess(now: Situation) -> Iterator[NextStep]:
    """While the next review is open, whoever reviews says of each answer whether it is enough."""
    if not now.able(lifecycle.AUTHORISE) or not permissions.may_assess_answers(now.user, now.case_file):
        return
    for each in now.rounds:
        if each.plan and each.plan.returned_at and each.unassessed:
            label = f"Say whether the answers to action plan {each.plan.number} are enough"
            yield NextStep(label, now.url("action_assess", each.plan.pk), kind=StepKind.ASIDE)
