"""Escalating what is no decision: a rejection that stands after it was contested, and an action plan."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework.models import CaseEvent, CaseFile
from charging.models import (
    ActionPlan,
    Contest,
    EscalatedAbout,
    Escalation,
    EscalationOutcome,
    ReviewedFor,
    ReviewedResult,
)
from charging.operations import contests, plan_keeping, reopening
from charging.operations.action_items import lock_plan
from charging.operations.ladder_steps import grounds_given, raise_step, require_not_raised, rung_at
from charging.permissions import disagreeing
from charging.rules import escalation as rules

RESULTS = {
    EscalationOutcome.STANDS: ReviewedResult.STANDS,
    EscalationOutcome.IN_PART: ReviewedResult.IN_PART,
}
ESCALATED = "escalated"
"""The coded reason for which a plan is taken back when police were right about it."""


@transaction.atomic
def escalate_rejection(*, contest: Contest, grounds: str, by: User, at: datetime) -> CaseEvent:
    """Take a rejection that stands after its contest to the first step.

    Raises NotPermitted (role, rank), Refused (it was not upheld, the file went on, no grounds) or Conflict
    (escalated already); then nothing has changed.
    """
    case_file = CaseFile.objects.lock(contest.triage.submission.case_file)
    contest = Contest.objects.select_related("triage__submission", "decided_by").get(pk=contest.pk)
    rung = rung_at(1, at)
    disagreeing.may_escalate(by, case_file, rung.raised_by).require_permission()
    require_not_raised(Escalation.objects.filter(contest=contest, outcome="").first())
    (rules.of_contest(contest) & grounds_given(grounds)).require()
    row = Escalation.objects.create(
        case_file=case_file,
        about=EscalatedAbout.REJECTION,
        contest=contest,
        original_by=contest.decided_by,
        raised_at=at,
    )
    return raise_step(row, rung, grounds, by=by, at=at)


@transaction.atomic
def escalate_plan(*, plan: ActionPlan, grounds: str, by: User, at: datetime) -> CaseEvent:
    """Take an action plan that is with police to the first step; it can be answered meanwhile.

    Raises NotPermitted (role, rank), Refused (returned, no grounds) or Conflict (escalated already); then nothing
    has changed.
    """
    case_file = CaseFile.objects.lock(plan.case_file)
    plan = ActionPlan.objects.select_related("issued_by", "consultation__submission").get(pk=plan.pk)
    rung = rung_at(1, at)
    disagreeing.may_escalate(by, case_file, rung.raised_by).require_permission()
    require_not_raised(Escalation.objects.filter(plan=plan, outcome="").first())
    (rules.of_plan(plan) & grounds_given(grounds)).require()
    row = Escalation.objects.create(
        case_file=case_file, about=EscalatedAbout.PLAN, plan=plan, original_by=plan.issued_by, raised_at=at
    )
    return raise_step(row, rung, grounds, by=by, at=at)


def follow(row: Escalation, outcome: EscalationOutcome, *, by: User, at: datetime) -> None:
    """Do to a decision, a rejection or a plan what the answer says; a part of answering.

    Raises WrongStatus, Refused or Conflict where what it is about stands no more.
    """
    changed = outcome is EscalationOutcome.CHANGED
    if row.about == EscalatedAbout.DECISION and row.suspect:
        _decide(row, outcome, by=by, at=at)
    elif changed and row.contest:
        contests.overturn_escalated(row.contest, by=by, at=at)
    elif changed and row.plan:
        case_file, plan = lock_plan(row.plan)
        plan_keeping.hand_back(case_file, plan, ESCALATED, by=by, at=at)


def _decide(row: Escalation, outcome: EscalationOutcome, *, by: User, at: datetime) -> None:
    assert row.suspect
    kind = ReviewedFor.POLICE_APPEAL
    if outcome is EscalationOutcome.CHANGED:
        reopening.open_again(row.case_file, [row.suspect], kind=kind, not_by=row.original_by, by=by, at=at)
    else:
        reopening.record_review(row.case_file, row.suspect, kind=kind, result=RESULTS[outcome], by=by, at=at)


def had_part(row: Escalation) -> list[int | None]:
    """The keys of those who had a part in it besides whoever decided last: whoever rejected a file."""
    return [row.contest.triage.by_id] if row.contest else []
