"""Where police and the CPS did not agree in past cases, and what waits for somebody beside the way of the file."""

from datetime import UTC, date, datetime, timedelta

from accounts.roles import Role
from casework.lifecycle import Status
from casework.models import CustodyBasis
from casework.rules import limits
from charging import events
from charging.lifecycle import Answer, ContestOutcome, Match, RequestState
from charging.models import (
    Contest,
    EscalatedAbout,
    Escalation,
    EscalationOutcome,
    EscalationStep,
    ItemExtension,
    Mismatch,
    MismatchState,
    Settlement,
    ThresholdOutcome,
    ThresholdReview,
)
from charging.rules.ladder import ladder_on
from config.history import shape
from config.history.plan import EPOCH
from config.history.records import ItemRecord, PlanRecord, SubmissionRecord, SuspectRecord
from config.history.rows import NULL, instant
from config.history.scene import Scene
from config.history.world import Actor, OffenceKind


def _due(code: str, at: int) -> str:
    return limits.due(code, datetime.fromtimestamp(at, UTC)).isoformat()


def contest(scene: Scene, submission: SubmissionRecord, triage: int) -> None:
    """Let police contest a rejection now and then; it stands. Raises EndOfStory where nobody decides it any more."""
    if scene.aside.random() >= shape.CONTESTED:
        return
    scene.goto(scene.now + scene.aside.randrange(shape.HOUR, 8 * shape.HOUR))
    key, raised, by = scene.rows.key(Contest), scene.now, scene.supervisor
    scene.say(events.TriageChallenged(submission_id=submission.id, contest_id=key), by, submission.suspects)
    due = _due("answer_contest_red" if scene.in_custody else "answer_contest", raised)
    decided = ("", "", NULL, NULL)
    decider = (scene.area.managers or scene.area.assistants)[0]
    try:
        scene.goto(scene.now + shape.wait(scene.aside, shape.DECIDING_CONTESTS))
        result = ContestOutcome.UPHELD.value
        said = events.TriageChallengeResolved(submission_id=submission.id, contest_id=key, result=result)
        scene.say(said, decider, submission.suspects)
        decided = (result, "It is not in the file; synthetic.", instant(scene.now), str(decider.id))
    finally:
        grounds = "It is in the file; synthetic."
        scene.rows.add(Contest, key, triage, grounds, instant(raised), by.id, due, *decided)


def laid(scene: Scene, suspect: SuspectRecord) -> tuple[Match, list[OffenceKind]]:
    """Say what police charge, and how that compares with what was authorised."""
    match = Match(shape.MATCHES.draw(scene.rng))
    if match is Match.LESSER and len(suspect.offences) > 1:
        return match, suspect.offences[:1]
    other = scene.rng.choice(scene.world.offences)
    if match is Match.DIFFERENT and other not in suspect.offences:
        return match, [other]
    return Match.EXACT, suspect.offences


def mismatch(scene: Scene, suspect: SuspectRecord, record: int, match: Match, at: int) -> None:
    """Ask police why they charged otherwise than authorised, and let the CPS settle it."""
    if match is Match.EXACT:
        return
    key, by = scene.rows.key(Mismatch), scene.builder
    state, since, due = MismatchState.EXPLAIN, at, _due("explain_mismatch", at)
    explained, settled = ("", NULL, NULL), ("", "", NULL, NULL)
    when = scene.beside(at, shape.EXPLAINING)
    if when is not None:
        state, since, due = MismatchState.SETTLE, when, _due("settle_mismatch", when)
        explained = ("A second account came in the night; synthetic.", instant(when), str(by.id))
        said = events.MismatchExplained(mismatch_id=key, match=match.value, in_time=True)
        scene.ledger.add(when, said, by, [suspect])
        end = scene.beside(when, shape.SETTLING)
        lawyer = scene.reviews[-1].prosecutor
        if end is not None and lawyer is not None:
            state = MismatchState.SETTLED
            settled = (Settlement.ACCEPTED.value, "It reflects what happened; synthetic.", instant(end), str(lawyer.id))
            done = events.MismatchSettled(
                mismatch_id=key, match=match.value, settlement=settled[0], offences=[], in_time=True
            )
            scene.ledger.add(end, done, lawyer, [suspect])
    scene.rows.add(
        Mismatch, key, scene.case.id, suspect.key, record, match.value, state.value, instant(at), instant(since), due,
        *explained, *settled,
    )  # fmt: skip


def look_again(scene: Scene, suspect: SuspectRecord, decision: int, lawyer: Actor) -> None:
    """Look at a charge under the Threshold Test again: the Full Code Test is met."""
    key, done = scene.rows.key(ThresholdReview), scene.beside(scene.now, shape.LOOKING_AGAIN)
    said = (NULL, NULL, "", "")
    if done is not None:
        outcome = ThresholdOutcome.MET.value
        said = (instant(done), str(lawyer.id), outcome, "The statements came; synthetic.")
        told = events.ThresholdReviewDone(review_id=key, decision_id=decision, outcome=outcome)
        scene.ledger.add(done, told, lawyer, [suspect])
    due = _due("threshold_review", scene.now)
    scene.rows.add(
        ThresholdReview, key, scene.case.id, decision, suspect.key, lawyer.id, instant(scene.now), due, *said
    )


def escalate(scene: Scene, suspect: SuspectRecord, decision: int, lawyer: Actor) -> None:
    """Let police take a decision not to charge to the first step now and then; it stands, and they leave it at that."""
    if scene.aside.random() >= shape.ESCALATED:
        return
    raised = scene.beside(scene.now, shape.ESCALATING)
    if raised is None:
        return
    key, by, about = scene.rows.key(Escalation), scene.supervisor, EscalatedAbout.DECISION.value
    rank = Role.SUPERVISOR.value
    told = events.EscalationRaised(escalation_id=key, about=about, step=1, rank=rank)
    scene.ledger.add(raised, told, by, [suspect])
    answer, end = ("", "", NULL, NULL), ("", NULL, NULL)
    answered, managers = scene.beside(raised, shape.ANSWERING_STEPS), scene.area.managers
    if answered is not None and managers:
        stands = EscalationOutcome.STANDS.value
        answer = (stands, "It was weighed; synthetic.", instant(answered), str(managers[0].id))
        said = events.EscalationAnswered(escalation_id=key, about=about, step=1, outcome=stands, in_time=True)
        scene.ledger.add(answered, said, managers[0], [suspect])
        end = _leave(scene, suspect, key, answered)
    rung = ladder_on(scene.today()).rung(1)
    assert rung is not None
    held = suspect.basis == CustodyBasis.CUSTODY
    due = rung.due(datetime.fromtimestamp(raised, UTC), in_custody=held).isoformat()
    scene.rows.add(Escalation, key, scene.case.id, suspect.key, about, decision, lawyer.id, instant(raised), *end)
    grounds = "The footage was not weighed; synthetic."
    scene.rows.add(EscalationStep, key, 1, instant(raised), by.id, rank, grounds, due, *answer)


def _leave(scene: Scene, suspect: SuspectRecord, key: int, answered: int) -> tuple[str, str, str]:
    at, outcome = scene.beside(answered, shape.LEAVING_IT), EscalationOutcome.WITHDRAWN.value
    if at is None:
        return "", NULL, NULL
    said = events.EscalationClosed(escalation_id=key, about=EscalatedAbout.DECISION.value, step=1, outcome=outcome)
    scene.ledger.add(at, said, scene.supervisor, [suspect])
    return outcome, instant(at), str(scene.supervisor.id)


def more_time(scene: Scene, plan: PlanRecord) -> None:
    """Let police ask for more time for an item now and then, once it is known when the plan was answered or left."""
    waiting = plan.suspects[0].status == Status.ACTION_PLAN
    left = scene.end if waiting else plan.returned_at or plan.suspects[0].status_at
    for item in plan.items:
        stop = item.answered_at or left
        if scene.aside.random() < shape.MORE_TIME:
            _ask_for_time(scene, plan, item, stop)


def _ask_for_time(scene: Scene, plan: PlanRecord, item: ItemRecord, stop: int) -> None:
    opens = (item.due_on - EPOCH).days * shape.DAY - shape.ASKED_BEFORE
    asked = scene.in_office(max(opens, plan.issued_at + shape.DAY), scene.aside)
    lawyer, by = plan.review.prosecutor, scene.builder
    if asked >= stop or lawyer is None:
        return
    wish = item.due_on + timedelta(days=shape.DAYS_MORE)
    reason, about = shape.WHY_MORE_TIME, (item.id, plan.id)
    told = events.ItemExtensionAsked(item_id=item.id, plan_id=plan.id, old=item.due_on, asked_for=wish, reason=reason)
    scene.ledger.add(asked, told, by, plan.suspects)
    decided = scene.beside(asked, shape.ANSWERING_REQUESTS)
    state, agreed, at, who = RequestState.OPEN, NULL, None, NULL
    if decided is not None and decided < stop:
        state, at, who = RequestState.REFUSED, decided, str(lawyer.id)
        if scene.aside.random() < shape.MORE_TIME_AGREED:
            state, agreed, item.extended_to = RequestState.AGREED, wish.isoformat(), wish
        scene.ledger.add(decided, _answer(about, item.due_on, wish, lawyer, agreed != NULL), lawyer, plan.suspects)
    elif stop < scene.end:
        state, at = RequestState.OVERTAKEN, stop
    scene.rows.add(
        ItemExtension, item.id, item.due_on, wish, reason, instant(asked), by.id, state.value,
        _due("answer_extension", asked), agreed, instant(at), who, "Synthetic." if decided and at == decided else "",
    )  # fmt: skip


def _answer(
    about: tuple[int, int], old: date, new: date, lawyer: Actor, agreed: bool
) -> events.ActionItemDueChanged | events.ItemExtensionRefused:
    item, plan = about
    if agreed:
        reason = shape.WHY_MORE_TIME
        return events.ActionItemDueChanged(
            item_id=item, plan_id=plan, old=old, new=new, agreed_by=lawyer.id, reason=reason
        )
    return events.ItemExtensionRefused(item_id=item, plan_id=plan, old=old, asked_for=new)


def answer_for_trial(scene: Scene, plan: PlanRecord) -> None:
    """Answer in time what is needed for trial only, after the rest went back; of the last weeks it still waits."""
    for item in plan.items:
        done = None if item.answered_at else scene.beside(scene.now, shape.FOR_TRIAL)
        if done is not None:
            item.answer, item.answered_at = Answer.PROVIDED.value, done
            said = events.ActionItemAnswered(item_id=item.id, plan_id=plan.id, answer=item.answer, followed=True)
            scene.ledger.add(done, said, scene.builder, plan.suspects)
