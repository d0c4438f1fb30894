"""Moves after a decision: action plans, charges, what the agencies disagree about, victims, file quality."""

from accounts.models import Organisation
from casework.lifecycle import OPEN, Status
from casework.models import Material, OffenceCode, Person
from charging.lifecycle import ActionState, Answer, ChallengeOutcome, ChargeMethod, RequestState
from charging.models import (
    ActionItem,
    ActionPlan,
    Assessment,
    AssessmentState,
    Failure,
    ItemChallenge,
    ItemExtension,
    Mismatch,
    MismatchState,
    NotLaid,
    SecondScore,
    Settlement,
    UnusedAuthority,
    UnusedOutcome,
    VictimReview,
    VictimReviewOutcome,
    VictimReviewStage,
)
from charging.operations import (
    actions,
    assessments,
    challenges,
    charges,
    disputes,
    escalating,
    extensions,
    plan_keeping,
    reconciliation,
    second_scores,
    unused_authority,
    victim_reviews,
)
from foundation.periods import Month, month_of
from tests import disagreements, quality, stories
from tests.moves.file_moves import suspects
from tests.moves.move import (
    ANSWERERS,
    APPROVERS,
    BUILDERS,
    ESCALATORS,
    LADDER,
    LAWYERS,
    MANAGERS,
    TRIAGERS,
    has_it_now,
    move,
    nothing,
    only_if,
)
from tests.moves.passage_moves import stands_in

CODES = (stories.THEFT, "CJ88116", "CD71039")


def plans(_step):
    """Every action plan."""
    return ActionPlan.objects.select_related("case_file", "consultation__submission").order_by("pk")


def plan_items(_step):
    """Every item of every plan."""
    return ActionItem.objects.select_related("plan__case_file", "suspect").order_by("pk")


def is_out(_step, plan):
    return plan.returned_at is None


out = only_if(is_out)
item_open = only_if(lambda _step, item: item.is_open)
item_changeable = only_if(lambda _step, item: item.state != ActionState.CANCELLED)


def of_asker(thing):
    """Who asked for a plan."""
    return getattr(thing, "plan", thing).issued_by_id


def _reply(step):
    chosen = step.one(list(Answer))
    some = step.some(Material.objects.order_by("pk")) if step.now_and_then(4) else []
    text = step.words("Attached.") if chosen is not Answer.PROVIDED else "Attached."
    return actions.ItemAnswer(answer=chosen, text=text, material=some)


# Answering a plan.


@move(actions.answer, BUILDERS, plan_items, fits=item_changeable, weight=5)
def answer_item(step, item):
    return actions.answer(item=item, reply=_reply(step), expected_version=step.version(item), by=step.by, at=step.at)


@move(actions.answer_several, BUILDERS, plans, fits=out, weight=4)
def answer_several(step, plan):
    rows = step.some(plan.items.order_by("pk")) + ([step.one(plan_items(step))] if step.now_and_then(9) else [])
    replies = {item.pk: (_reply(step), step.version(item)) for item in rows}
    return actions.answer_several(plan=plan, replies=replies, by=step.by, at=step.at)


@move(actions.receive_part, BUILDERS, plan_items, fits=item_open)
def receive_part(step, item):
    part = actions.Part(came=step.words("An hour"), missing=step.words("The rest"), rest_by=step.day(0, 9))
    return actions.receive_part(item=item, part=part, expected_version=step.version(item), by=step.by, at=step.at)


def returnable(step, plan):
    """Whether answers must go back: the plan is out, somebody waits, and nothing that the decision needs is open."""
    waits = plan.consultation.submission.suspects.filter(status=Status.ACTION_PLAN).exists()
    if plan.returned_at or not waits:
        return False
    left = [item for item in plan.items.select_related("suspect") if item.is_open and item.needed_for == "decision"]
    if any(item.suspect is None or item.suspect.status == Status.ACTION_PLAN for item in left):
        return False
    return True if has_it_now(step, plan.case_file) else None


@move(actions.return_answers, BUILDERS, plans, fits=returnable, weight=6)
def return_answers(step, plan):
    return actions.return_answers(plan=plan, by=step.by, at=step.at)


def _wish(step):
    reason = step.one(["forensic", "third_party", "nothing"])
    return extensions.NewDate(day=step.one([step.day(-2, 40), step.day(30, 90)]), reason=reason)


@move(extensions.ask, BUILDERS, plan_items, fits=item_open, weight=2)
def ask_for_time(step, item):
    return extensions.ask(item=item, wish=_wish(step), by=step.by, at=step.at)


def asked_for(_step):
    return ItemExtension.objects.select_related("item__plan__case_file").order_by("pk")


@move(
    extensions.decide,
    LAWYERS,
    asked_for,
    whose=lambda row: row.item.plan.issued_by_id,
    fits=only_if(lambda _step, row: row.state == RequestState.OPEN),
    weight=3,
)
def decide_time(step, row):
    state = step.one([RequestState.AGREED, RequestState.OTHER_DATE, RequestState.REFUSED])
    answer = extensions.ExtensionAnswer(state=state, day=step.day(1, 60), text="So.")
    return extensions.decide(extension=row, answer=answer, by=step.by, at=step.at)


@move(extensions.move_date, LAWYERS, plan_items, whose=of_asker, fits=item_open)
def move_date(step, item):
    return extensions.move_date(item=item, wish=_wish(step), by=step.by, at=step.at)


@move(challenges.challenge, BUILDERS, plan_items, fits=item_open, weight=2)
def challenge(step, item):
    return challenges.challenge(
        item=item, ground=step.one(["no_line", "in_file"]), text=step.words("No."), by=step.by, at=step.at
    )


@move(
    challenges.decide,
    LAWYERS,
    lambda _step: ItemChallenge.objects.select_related("item__plan__case_file").order_by("pk"),
    fits=only_if(lambda step, row: not row.outcome and row.asked_by_id != step.by.pk),
    weight=3,
)
def decide_challenge(step, row):
    outcome = step.one([ChallengeOutcome.STANDS, ChallengeOutcome.CANCELLED, ChallengeOutcome.FOR_TRIAL])
    ruling = challenges.Ruling(outcome=outcome, text=step.words("So."))
    return challenges.decide(challenge=row, ruling=ruling, by=step.by, at=step.at)


@move(plan_keeping.cancel, LAWYERS, plan_items, whose=of_asker, fits=item_open)
def cancel_item(step, item):
    return plan_keeping.cancel(item=item, reason=step.one(["have_it", "nothing"]), by=step.by, at=step.at)


@move(plan_keeping.take_back, LAWYERS, plans, whose=of_asker, fits=out)
def take_plan_back(step, plan):
    return plan_keeping.take_back(plan=plan, reason=step.one(["enough", "urgent"]), by=step.by, at=step.at)


@move(plan_keeping.assess, LAWYERS, plans, fits=only_if(lambda _step, plan: plan.returned_at), weight=2)
def assess_answers(step, plan):
    said = {
        item.pk: plan_keeping.Assessment(satisfied=step.one([True, False]), note="A gap", version=step.version(item))
        for item in step.some(plan.items.order_by("pk"))
    }
    return plan_keeping.assess(plan=plan, said=said, by=step.by, at=step.at)


@move(escalating.escalate_plan, ESCALATORS, plans, fits=out, weight=2)
def escalate_plan(step, plan):
    return escalating.escalate_plan(plan=plan, grounds=step.words("Too much."), by=step.by, at=step.at)


# Charges.


def _details(step, *hours):
    laid = [OffenceCode.objects.get(code=code) for code in step.some(CODES)]
    return charges.ChargeDetails(charged_at=step.moment(*hours), method=step.one(list(ChargeMethod)), offences=laid)


@move(charges.record_charge, BUILDERS, suspects, fits=stands_in({Status.AUTHORISED}), weight=4)
def record_charge(step, suspect):
    return charges.record_charge(suspect=suspect, details=_details(step, 0, 0, 3, -1), by=step.by, at=step.at)


@move(
    charges.charge_without_authority,
    BUILDERS,
    suspects,
    fits=stands_in(OPEN - {Status.WITH_SUPERVISOR, Status.AUTHORISED}),
)
def charge_without_authority(step, suspect):
    unasked = disagreements.unasked(rank=step.words("Inspector"))
    return charges.charge_without_authority(
        suspect=suspect, details=_details(step, 0, 1, 30), unasked=unasked, by=step.by, at=step.at
    )


def mismatches(_step):
    return Mismatch.objects.select_related("case_file", "suspect").order_by("pk")


def in_state(*states):
    """A model that refuses unless a mismatch is in one of some states."""
    return only_if(lambda _step, row: row.state in states)


@move(reconciliation.explain, BUILDERS, mismatches, fits=in_state(MismatchState.EXPLAIN), weight=3)
def explain_mismatch(step, row):
    return reconciliation.explain(mismatch=row, text=step.words("She said more."), by=step.by, at=step.at)


@move(reconciliation.settle, LAWYERS, mismatches, fits=in_state(MismatchState.EXPLAIN, MismatchState.SETTLE), weight=3)
def settle_mismatch(step, row):
    chosen = step.one(list(Settlement))
    should_be = [stories.THEFT] if chosen is Settlement.AMEND else []
    details = disagreements.settlement(chosen, *should_be)
    return reconciliation.settle(mismatch=row, details=details, by=step.by, at=step.at)


@move(reconciliation.amend, BUILDERS, mismatches, fits=in_state(MismatchState.AMEND), weight=4)
def amend_charge(step, row):
    details = reconciliation.AmendmentDetails(
        amended_at=step.moment(0, 2, -1), offences=disagreements.offences(*step.some(CODES))
    )
    return reconciliation.amend(mismatch=row, details=details, by=step.by, at=step.at)


@move(unused_authority.say_unused, BUILDERS, suspects, fits=stands_in({Status.AUTHORISED}), weight=2)
def say_unused(step, suspect):
    return unused_authority.say_unused(
        suspect=suspect, reason=step.one(list(NotLaid)), detail=step.words("Gone."), by=step.by, at=step.at
    )


@move(
    unused_authority.decide_unused,
    LAWYERS,
    lambda _step: UnusedAuthority.objects.select_related("case_file", "suspect").order_by("pk"),
    fits=only_if(lambda _step, row: row.decided_at is None),
    weight=3,
)
def decide_unused(step, row):
    outcome = step.one([UnusedOutcome.STAYS, UnusedOutcome.AGAIN, UnusedOutcome.CLOSED])
    return unused_authority.decide_unused(
        unused=row, outcome=outcome, reasons=step.words("So."), by=step.by, at=step.at
    )


# Victims.


@move(victim_reviews.ask, TRIAGERS, suspects, fits=stands_in({Status.NO_FURTHER_ACTION}), weight=3)
def ask_for_victim(step, suspect):
    victim = step.any_of(Person.objects.order_by("pk"))
    request = victim_reviews.Request(victim=victim, asked_at=step.moment(0, 0, 2, 200), late_reason="In hospital.")
    return victim_reviews.ask(suspect=suspect, request=request, by=step.by, at=step.at)


def requests(_step):
    return VictimReview.objects.select_related("case_file", "suspect").order_by("pk")


def answers_victims(step, row):
    """At first any lawyer answers, then whoever answers escalations."""
    independent = row.stage == VictimReviewStage.INDEPENDENT
    return row.decided_at is None and step.role in (LADDER if independent else LAWYERS)


@move(victim_reviews.decide, APPROVERS, requests, fits=only_if(answers_victims), weight=4)
def answer_victim(step, row):
    outcome = step.one([VictimReviewOutcome.UPHELD, VictimReviewOutcome.OVERTURNED, VictimReviewOutcome.EXPLAINED])
    return victim_reviews.decide(review=row, outcome=outcome, reasons=step.words("So."), by=step.by, at=step.at)


@move(victim_reviews.go_on, TRIAGERS, requests, fits=only_if(lambda _step, row: row.decided_at), weight=3)
def victim_goes_on(step, row):
    return victim_reviews.go_on(review=row, asked_at=step.moment(0, 0, -1), by=step.by, at=step.at)


# File quality.


def files(_step):
    return Assessment.objects.select_related("case_file", "consultation__submission").order_by("pk")


def failures(_step):
    return Failure.objects.select_related("assessment__case_file").order_by("pk")


to_assess = only_if(lambda _step, row: row.state == AssessmentState.TO_ASSESS)


def _judgement(step):
    return quality.failing(*step.some(["D6", "E13", "E1"]) if not step.now_and_then(4) else [])


@move(assessments.assess, LAWYERS, files, fits=to_assess, weight=3)
def assess(step, row):
    return assessments.assess(assessment=row, judgement=_judgement(step), by=step.by, at=step.at)


@move(assessments.not_assess, LAWYERS, files, fits=to_assess)
def not_assess(step, row):
    return assessments.not_assess(assessment=row, reason=step.one(["out_of_scope", "nothing"]), by=step.by, at=step.at)


@move(assessments.correct, LAWYERS, files, whose=lambda row: row.assessed_by_id, weight=2)
def correct_assessment(step, row):
    return assessments.correct(
        assessment=row,
        judgement=_judgement(step),
        reason=step.words("It is there"),
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )


@move(disputes.answer, ANSWERERS, failures, weight=3)
def answer_failure(step, row):
    reply = step.one([quality.disputing(), quality.disputing(), quality.NOT_DISPUTING])
    return disputes.answer(failure=row, reply=reply, expected_version=step.version(row), by=step.by, at=step.at)


@move(disputes.dispute_none, ANSWERERS, files)
def dispute_none(step, row):
    return disputes.dispute_none(assessment=row, by=step.by, at=step.at)


@move(disputes.decide, MANAGERS, failures, fits=only_if(lambda _step, row: row.answer == "disputed"), weight=3)
def decide_dispute(step, row):
    return disputes.decide(
        failure=row,
        decision=step.one(["accepted", "not_accepted"]),
        reason=step.words("Page 4."),
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )


@move(second_scores.draw, MANAGERS, nothing)
def draw_sample(step, _thing):
    area = Organisation.objects.get(code="south-east")
    month = step.one([Month(2026, 3), Month(2026, 3), month_of(step.today)])
    seed = str(step.number(1, 9))
    return second_scores.draw(area=area, month=month, by=step.by, at=step.at, seed=seed)


@move(
    second_scores.score,
    LAWYERS,
    lambda _step: SecondScore.objects.select_related("assessment__case_file", "scorer").order_by("pk"),
    whose=lambda row: row.scorer_id,
    weight=3,
)
def score_again(step, row):
    return second_scores.score(second=row, judgement=_judgement(step), by=step.by, at=step.at)
