"""What comes next where the agencies, or a victim, do not agree; and where they can say that they do not."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from accounts.roles import Permission
from casework import lifecycle
from casework.lifecycle import Status
from casework.models import Suspect
from casework.permissions import may
from charging import permissions
from charging.lifecycle import MatterKind
from charging.models import MismatchState, VictimReviewStage
from charging.permissions import disagreeing
from charging.queries.disagreements.of_case import Disagreement, open_about
from charging.queries.steps.step import NextStep, Situation, StepKind
from charging.rules.escalation import of_contest
from charging.rules.ladder import ladder_on, ladders
from charging.rules.victim_review import may_go_on
from foundation.periods import local_date


def settle(now: Situation) -> Iterator[NextStep]:
    """What waits for one of the agencies, for whoever of the reader's agency may act."""
    for each in now.disagreements:
        if each.is_open:
            kind = StepKind.PAGE if _is_mine(now, each) else StepKind.WAITING
            yield NextStep(each.about, each.url, hint=_hint(each), kind=kind)


def _hint(each: Disagreement) -> str:
    words = each.due.words
    return f"{each.state}: {words[:1].lower()}{words[1:]}." if words else f"{each.state}."


def _is_mine(now: Situation, each: Disagreement) -> bool:
    """Whether it is the reader's turn."""
    if each.kind is MatterKind.MISMATCH:
        polices = each.code in {MismatchState.EXPLAIN, MismatchState.AMEND}
        turn = permissions.may_record_charge if polices else disagreeing.may_settle_mismatch
        return turn(now.user, now.case_file).allowed
    if each.kind is MatterKind.AUTHORITY_UNUSED:
        return disagreeing.may_settle_mismatch(now.user, now.case_file).allowed
    if each.said["original"] == now.user.pk:
        return False
    if each.kind is MatterKind.ESCALATION:
        return _is_my_step(now, each)
    asked = Permission.REVIEW if each.said["stage"] == "local" else Permission.ANSWER_ESCALATION
    return may(now.user, asked, now.case_file).allowed


def _is_my_step(now: Situation, each: Disagreement) -> bool:
    """Whether the reader is of the grade that answers the step; or of the rank that goes on, once police can."""
    last = each.said["last"]
    ladder = ladder_on(local_date(datetime.fromisoformat(last["raised_at"])))
    this, following = ladder.rung(last["step"]), ladder.rung(last["step"] + 1)
    if now.is_police:
        can = following and (each.late or each.code == "answered")
        return bool(can and following and disagreeing.may_escalate(now.user, now.case_file, following.raised_by))
    answers = each.code == "answer" and may(now.user, Permission.ANSWER_ESCALATION, now.case_file).allowed
    return bool(answers and this and disagreeing.ranks_of(now.user, now.case_file) & set(this.answered_by))


def escalate(now: Situation) -> Iterator[NextStep]:
    """Police of the first rank can say that they do not agree with a decision that stands."""
    able = now.able(lifecycle.RECONSIDER)
    if not able or not disagreeing.may_escalate(now.user, now.case_file, ladders()[-1].rungs[0].raised_by):
        return
    for suspect in able:
        if not any(open_about(now.disagreements, MatterKind.ESCALATION, suspect)):
            label = f"Escalate the decision: {suspect}"
            yield NextStep(label, now.url("suspect_escalate", suspect.pk), kind=StepKind.ASIDE)


def escalate_file(now: Situation) -> Iterator[NextStep]:
    """The same of a rejection that stands after it was contested, and of a plan that is with police."""
    if not disagreeing.may_escalate(now.user, now.case_file, ladders()[-1].rungs[0].raised_by):
        return
    raised = {(name, each.said.get(name)) for each in now.disagreements if each.is_open for name in ("contest", "plan")}
    for each in now.rounds:
        contest, plan = each.contest, each.plan
        if contest and of_contest(contest) and now.able(lifecycle.OVERTURN) and ("contest", contest.pk) not in raised:
            yield NextStep("Escalate the rejection", now.url("contest_escalate", contest.pk), kind=StepKind.ASIDE)
        if plan and each.awaits_answers and now.able(lifecycle.RETURN_ANSWERS) and ("plan", plan.pk) not in raised:
            label = f"Escalate action plan {plan.number}"
            yield NextStep(label, now.url("plan_escalate", plan.pk), kind=StepKind.ASIDE)


def victim(now: Situation) -> Iterator[NextStep]:
    """The CPS can record that a victim asks about a decision not to prosecute, and then for an independent review."""
    if now.is_police or not disagreeing.may_keep_victim_review(now.user, now.case_file):
        return
    for suspect in now.suspects:
        if suspect.status == Status.NO_FURTHER_ACTION:
            yield from _victims_of(now, suspect)


def _victims_of(now: Situation, suspect: Suspect) -> Iterator[NextStep]:
    asked = _requests_about(now, suspect)
    if now.victims - {each.said["victim"] for each in asked}:
        label = f"Record that a victim asks for a review: {suspect}"
        yield NextStep(label, now.url("suspect_victim_review", suspect.pk), kind=StepKind.ASIDE)
    for each in asked:
        if _may_go_on(each, asked):
            label = f"Record that the victim asks for an independent review: {suspect}"
            yield NextStep(label, each.url, hint="After the local answer.", kind=StepKind.ASIDE)


def _requests_about(now: Situation, suspect: Suspect) -> list[Disagreement]:
    """The requests about the decision that stands; victims may have asked about an earlier one too."""
    return [
        each
        for each in now.disagreements
        if each.kind is MatterKind.VICTIM_REVIEW
        and each.suspect_id == suspect.pk
        and datetime.fromisoformat(each.said["decided"]) == suspect.status_at
    ]


def _may_go_on(request: Disagreement, others: Sequence[Disagreement]) -> bool:
    """Whether the victim has the local answer, may ask for an independent review, and has not."""
    local = request.said["stage"] == VictimReviewStage.LOCAL
    further = any(
        each.said["stage"] == VictimReviewStage.INDEPENDENT and each.said["victim"] == request.said["victim"]
        for each in others
    )
    return local and not further and may_go_on(request.said["outcome"]).allowed
