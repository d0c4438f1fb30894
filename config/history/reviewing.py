"""The prosecutor's review, the action plan and its answers, and the charge that police record."""

from datetime import UTC, datetime

from casework import lifecycle
from casework.models import CustodyBasis
from charging import events
from charging.lifecycle import (
    CHARGES,
    DECISION_CODES,
    ChargeMethod,
    CodeTest,
    NeededFor,
    Purpose,
    Result,
    Stream,
)
from charging.models import (
    ActionItem,
    ActionPlan,
    AuthorisedCharge,
    ChargeRecord,
    Decision,
    LaidCharge,
)
from config.history import assessing, custody, differing, shape
from config.history.records import ItemRecord, PlanRecord, ReviewRecord, SuspectRecord
from config.history.rows import instant
from config.history.scene import Scene, basis_of
from config.history.submitting import give_up, new_submission, open_review, receive, release
from config.history.world import Actor

DAYS_TO_ANSWER = (14, 21, 28, 28, 42)
ENDED = (lifecycle.Status.NO_FURTHER_ACTION, lifecycle.Status.OUT_OF_COURT)
AUTHORISED = {Result.CHARGE_FULL: CodeTest.FULL, Result.CHARGE_THRESHOLD: CodeTest.THRESHOLD}


def complete(scene: Scene, review: ReviewRecord) -> list[SuspectRecord]:
    """Take a review through to its decisions, and return the suspects of whom more is asked."""
    _allocate(scene, review)
    scene.after(_time_to_review(scene))
    review.completed_at = scene.now
    suspects = review.submission.suspects
    results = _results(scene, review)
    threshold = Result.CHARGE_THRESHOLD in results.values()
    said = events.ConsultationCompleted(
        consultation_id=review.id,
        submission_id=review.submission.id,
        results={suspect.key: results[suspect.pk].value for suspect in suspects},
        test=(CodeTest.THRESHOLD if threshold else CodeTest.FULL).value,
        custody_basis=basis_of(suspects),
    )
    scene.say(said, _lawyer(review), suspects)
    assessing.ask_for(scene, review, _lawyer(review))
    for suspect in suspects:
        _decide(scene, review, suspect, results[suspect.pk])
        if suspect.status in ENDED:
            custody.let_go(scene, suspect)
    asked = [suspect for suspect in suspects if results[suspect.pk] is Result.ACTION_PLAN]
    if asked:
        _issue_plan(scene, review, asked)
    return asked


def _lawyer(review: ReviewRecord) -> Actor:
    if review.prosecutor is None:
        raise LookupError("A review is decided by the prosecutor it was allocated to.")
    return review.prosecutor


def _allocate(scene: Scene, review: ReviewRecord) -> None:
    """A first review is taken or allocated a little later; a later one stays with its prosecutor."""
    if review.prosecutor is None:
        scene.goto(scene.now + scene.rng.randrange(300, shape.HOUR if scene.in_custody else 20 * shape.HOUR))
        lawyer = scene.rng.choice(scene.area.prosecutors)
        review.prosecutor, review.allocated_at = lawyer, scene.now
        by = lawyer if scene.in_custody or not scene.area.managers else scene.area.managers[0]
        scene.say(events.ReviewAllocated(consultation_id=review.id, prosecutor_id=lawyer.id), by)


def _time_to_review(scene: Scene) -> tuple[float, float]:
    if scene.in_custody:
        return shape.REVIEW_RED
    return shape.REVIEW_PRIORITY if scene.stream == Stream.GREEN_PRIORITY else shape.REVIEW_GREEN


def _results(scene: Scene, review: ReviewRecord) -> dict[int, Result]:
    suspects, rng = review.submission.suspects, scene.rng
    if review.submission.purpose == Purpose.EARLY_ADVICE:
        return dict.fromkeys((suspect.pk for suspect in suspects), Result.ADVICE)
    results = {suspect.pk: _legal(scene, suspect) for suspect in suspects}
    if len(scene.plans) >= shape.PLANS_AT_MOST:
        return results
    chance = shape.PLAN_AGAIN if scene.plans else shape.PLAN_FIRST[Stream(scene.stream)]
    if rng.random() < chance:
        one_only = len(suspects) > 1 and rng.random() < shape.PLAN_FOR_ONE_ONLY
        for suspect in suspects[-1:] if one_only else suspects:
            results[suspect.pk] = Result.ACTION_PLAN
    return results


def _legal(scene: Scene, suspect: SuspectRecord) -> Result:
    result = Result(shape.LEGAL.draw(scene.rng))
    held = suspect.basis == CustodyBasis.CUSTODY
    if result is Result.CHARGE_FULL and held and scene.rng.random() < shape.THRESHOLD_IN_CUSTODY:
        return Result.CHARGE_THRESHOLD
    return result


def _decide(scene: Scene, review: ReviewRecord, suspect: SuspectRecord, result: Result) -> None:
    key = scene.rows.key(Decision)
    reason_id, reason_code, victim_reason = None, "", False
    if result in scene.world.decision_reasons:
        reason_id, reason_code, victim_reason = scene.rng.choice(scene.world.decision_reasons[result])
    scene.rows.add(
        Decision, key, review.id, suspect.key, result.value, DECISION_CODES[result], reason_id,
        "Weighed against the Code; synthetic.", instant(scene.now),
    )  # fmt: skip
    if result in CHARGES:
        _authorise(scene, review, suspect, key, result)
    elif result is Result.ADVICE:
        scene.move([suspect], lifecycle.ADVISE)
        scene.say(events.EarlyAdviceGiven(decision_id=key), _lawyer(review), [suspect])
    elif result is Result.OUT_OF_COURT:
        scene.move([suspect], lifecycle.DIVERT)
        scene.say(events.OocdDecided(decision_id=key, disposal=reason_code), _lawyer(review), [suspect])
    elif result is not Result.ACTION_PLAN:
        scene.move([suspect], lifecycle.END)
        ended = events.NfaDecided(
            decision_id=key,
            group=result.value.removeprefix("nfa_"),
            reason_code=reason_code,
            victim_reason=victim_reason,
        )
        scene.say(ended, _lawyer(review), [suspect])
        differing.escalate(scene, suspect, key, _lawyer(review))


def _authorise(scene: Scene, review: ReviewRecord, suspect: SuspectRecord, decision: int, result: Result) -> None:
    codes = [kind.code for kind in suspect.offences]
    for kind in suspect.offences:
        scene.rows.add(AuthorisedCharge, decision, kind.id)
    scene.move([suspect], lifecycle.AUTHORISE)
    test = AUTHORISED[result].value
    scene.say(events.ChargeAuthorised(decision_id=decision, offences=codes, test=test), _lawyer(review), [suspect])
    if result is Result.CHARGE_THRESHOLD:
        differing.look_again(scene, suspect, decision, _lawyer(review))
    _charge(scene, suspect, decision)


def _charge(scene: Scene, suspect: SuspectRecord, decision: int) -> None:
    """Police charge some time later; other suspects go on meanwhile, so the clock of the story stays."""
    held = suspect.basis == CustodyBasis.CUSTODY
    lag = scene.rng.randrange(900, 4 * shape.HOUR) if held else shape.wait(scene.rng, shape.CHARGING_GREEN)
    at = scene.now + min(lag, 5 * shape.DAY)
    if at >= scene.end:
        return
    match, laid = differing.laid(scene, suspect)
    method = ChargeMethod.CHARGE if held or scene.rng.random() < shape.HALF else ChargeMethod.REQUISITION
    key = scene.rows.key(ChargeRecord)
    when, by = instant(at), scene.builder
    scene.rows.add(ChargeRecord, key, suspect.key, decision, when, method.value, match.value, when, by.id)
    for kind in laid:
        scene.rows.add(LaidCharge, key, kind.id)
    lifecycle.CHARGE.apply_to([suspect])
    suspect.status_at = at
    said = events.SuspectCharged(
        charged_at=datetime.fromtimestamp(at, UTC),
        method=method.value,
        offences=[kind.code for kind in laid],
        police_charged=False,
        matches_authority=match.value,
    )
    custody.end_with_charge(scene, suspect, at)
    scene.ledger.add(at, said, by, [suspect])
    differing.mismatch(scene, suspect, key, match, at)


def _issue_plan(scene: Scene, review: ReviewRecord, asked: list[SuspectRecord]) -> None:
    plan = PlanRecord(
        id=scene.rows.key(ActionPlan),
        review=review,
        number=len(scene.plans) + 1,
        issued_at=scene.now,
        suspects=asked,
        items=[],
    )
    scene.plans.append(plan)
    scene.move(asked, lifecycle.ASK_FOR_MORE)
    issued = events.ActionPlanIssued(
        plan_id=plan.id, consultation_id=review.id, stage="pre_charge", plan_no=plan.number
    )
    scene.say(issued, _lawyer(review), asked)
    for place in range(int(shape.ITEMS.draw(scene.rng))):
        essential = place == 0 or scene.rng.random() < shape.ESSENTIAL
        item = ItemRecord(
            id=scene.rows.key(ActionItem),
            category=shape.CATEGORIES.draw(scene.rng),
            needed_for=(NeededFor.DECISION if essential else NeededFor.TRIAL).value,
            due_on=scene.today(scene.rng.choice(DAYS_TO_ANSWER)),
        )
        plan.items.append(item)
        created = events.ActionItemCreated(
            item_id=item.id,
            plan_id=plan.id,
            category=item.category,
            essential=essential,
            due_date_first_agreed=item.due_on,
        )
        scene.say(created, _lawyer(review), asked)


def _answer_item(scene: Scene, plan: PlanRecord, item: ItemRecord) -> None:
    item.answer, item.answered_at = shape.ANSWERS.draw(scene.rng), scene.now
    said = events.ActionItemAnswered(item_id=item.id, plan_id=plan.id, answer=item.answer)
    scene.say(said, scene.builder, plan.suspects)


def answer(scene: Scene, plan: PlanRecord) -> ReviewRecord:
    """Answer the items one by one and return them: the next review opens. Some plans are never answered."""
    if scene.in_custody:
        scene.goto(scene.now + scene.rng.randrange(600, 3 * shape.HOUR))
        release(scene)
    if scene.rng.random() < shape.PLAN_UNANSWERED:
        give_up(scene, plan.suspects, "plan_unanswered")
    issued, wait = scene.now, shape.wait(scene.rng, shape.ANSWERING)
    first, *others = plan.items
    for item in others:
        if item.needed_for == NeededFor.DECISION or scene.rng.random() < shape.HALF:
            scene.goto(max(scene.now, issued + int(wait * scene.rng.random())))
            _answer_item(scene, plan, item)
    # What the decision needs comes last, and with it the plan goes back: nothing waits with every item answered.
    scene.goto(issued + wait)
    scene.goto(scene.in_office(scene.now))
    _answer_item(scene, plan, first)
    plan.returned_at = scene.now
    scene.move(plan.suspects, lifecycle.RETURN_ANSWERS)
    round_no = scene.submissions[-1].round_no + 1
    reply = new_submission(scene, Purpose.ACTION_PLAN_REPLY, (round_no, 1), plan.suspects)
    reply.stream = plan.review.submission.stream
    receive(scene, reply, scene.builder)
    differing.answer_for_trial(scene, plan)
    return open_review(scene, reply)
