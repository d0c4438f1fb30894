"""File quality of past files: assessed after the review, failures, what police said of each, disputes decided."""

from datetime import UTC, datetime
from typing import NamedTuple

from casework.rules import limits
from charging import events
from charging.lifecycle import Stream
from charging.models import Assessment, AssessmentState, DisputeDecision, Failure, FailureAnswer, FailureGroup
from charging.rules.file_quality import disputes_close_at, edition_on
from config.history import shape
from config.history.records import ReviewRecord
from config.history.rows import NULL, instant
from config.history.scene import Scene
from config.history.world import Actor

OPEN_QUESTION = ("", "", "{}", NULL, NULL)
NO_DECISION = ("", "", NULL, NULL)


class _Told(NamedTuple):
    """An assessment on its way: what it is of, by whom it was made, and until when police can dispute."""

    key: int
    review: ReviewRecord
    lawyer: Actor
    at: int
    closes: int


def ask_for(scene: Scene, review: ReviewRecord, lawyer: Actor) -> None:
    """Ask for the assessment of the file whose review was completed just now, and tell what came of it."""
    edition, suspects = edition_on(scene.today()), review.submission.suspects
    if review.submission.purpose not in edition.eligible:
        return
    scene.say(events.DgaDue(review_id=review.id, eligible=True), lawyer, suspects)
    key, done = scene.rows.key(Assessment), None
    if scene.aside.random() >= shape.NEVER_ASSESSED:
        done = scene.beside(scene.now, shape.ASSESSING)
    state, reason, closes, over = AssessmentState.TO_ASSESS, "", None, False
    if done is not None:
        closes = int(disputes_close_at(datetime.fromtimestamp(done, UTC)).timestamp())
        state, reason = _judge(scene, _Told(key, review, lawyer, done, closes), edition.stage)
        over = state is AssessmentState.NOT_MET and closes <= scene.end
    due = limits.due("assess_file", datetime.fromtimestamp(scene.now, UTC))
    case, by = scene.case, lawyer.id if done else None
    closed_at = instant(closes) if state in (AssessmentState.MET, AssessmentState.NOT_MET) or reason else NULL
    scene.rows.add(
        Assessment, key, review.id, case.id, state.value, edition.stage, instant(scene.now), due.isoformat(),
        instant(done), by, reason, "", "", closed_at, over, case.force_id, case.police_unit_id, case.cps_area_id,
        case.cps_unit_id, case.casework_type, 1 if done is None else 2,
    )  # fmt: skip


def _judge(scene: Scene, told: _Told, stage: str) -> tuple[AssessmentState, str]:
    """Assess it, or say that it is not; return its state, and why it was not."""
    chance = scene.aside.random()
    if chance < shape.NOT_ASSESSED:
        said = events.DgaNotAssessed(review_id=told.review.id, reason=shape.WHY_NOT_ASSESSED)
        scene.ledger.add(told.at, said, told.lawyer, told.review.submission.suspects)
        return AssessmentState.NOT_ASSESSED, shape.WHY_NOT_ASSESSED
    short = scene.aside.random() < shape.NOT_TO_STANDARD[Stream(told.review.submission.stream)]
    known = scene.world.failure_reasons
    codes = {shape.FAILURES.draw(scene.aside) for _ in range(int(shape.FAILURES_A_FILE.draw(scene.aside)))}
    failed = sorted(codes & set(known)) if short else []
    recorded = events.DgaRecorded(
        assessment_id=told.key,
        review_id=told.review.id,
        nfs_met=not failed,
        failure_codes=failed,
        stage=stage,
        breach_of_guidance=any(known[code][1] == FailureGroup.BREACH for code in failed),
    )
    scene.ledger.add(told.at, recorded, told.lawyer, told.review.submission.suspects)
    for code in failed:
        _answer(scene, told, code)
    return (AssessmentState.NOT_MET if failed else AssessmentState.MET), ""


def _answer(scene: Scene, told: _Told, code: str) -> None:
    """Write one failure with what police said of it, if they did, and what the CPS said to that."""
    at = scene.beside(told.at, shape.ANSWERING_FAILURES)
    answer, decision, by = OPEN_QUESTION, NO_DECISION, scene.supervisor
    if at is not None and at < told.closes and scene.aside.random() >= shape.FAILURES_UNANSWERED:
        disputed = scene.aside.random() < shape.FAILURES_DISPUTED
        ground, discussed = ("It went with the file; synthetic.", "{email}") if disputed else ("", "{}")
        choice = FailureAnswer.DISPUTED if disputed else FailureAnswer.NOT_DISPUTED
        answer = (choice.value, ground, discussed, instant(at), str(by.id))
        said = events.DgaFailureConsidered(
            assessment_id=told.key, failure_code=code, decision=choice.value, ground=["email"] if disputed else []
        )
        scene.ledger.add(at, said, by, told.review.submission.suspects)
        decision = _decide(scene, told, code, at) if disputed else NO_DECISION
    version = 1 + (answer is not OPEN_QUESTION) + (decision is not NO_DECISION)
    scene.rows.add(Failure, told.key, scene.world.failure_reasons[code][0], True, *answer, *decision, version)


def _decide(scene: Scene, told: _Told, code: str, disputed_at: int) -> tuple[str, str, str, str]:
    at, managers = scene.beside(disputed_at, shape.DECIDING_DISPUTES), scene.area.managers
    if at is None or at >= told.closes or not managers:
        return NO_DECISION
    accepted = scene.aside.random() < shape.DISPUTES_ACCEPTED
    said = events.DgaDisputeResolved(assessment_id=told.key, failure_code=code, accepted_by_cps=accepted)
    scene.ledger.add(at, said, managers[0], told.review.submission.suspects)
    choice = DisputeDecision.ACCEPTED if accepted else DisputeDecision.NOT_ACCEPTED
    return choice.value, "Looked at again; synthetic.", instant(at), str(managers[0].id)
