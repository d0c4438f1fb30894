"""Answering an action plan item by item, and returning the answers to the CPS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, CaseFile, Material, Suspect, sees_sensitive
from casework.operations.building import check_version
from casework.queries import case_page
from charging import events, permissions
from charging.lifecycle import ActionState, Answer, Purpose, SubmissionState
from charging.models import ActionItem, ActionPlan, PartReceipt, Submission
from charging.operations import explanations, listing, sealing, streams
from charging.operations import submission as submissions
from charging.operations.action_items import lock_item, lock_plan, require_in_time, require_open, settle_requests
from charging.operations.action_items import suspects_of as about
from charging.operations.triage import open_consultation
from charging.queries.plans.item_said import stands_after_challenge
from charging.queries.submission.judging import judged
from charging.rules import submissions as rules
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


@dataclass(frozen=True, kw_only=True)
class ItemAnswer:
    """What police say to one item; anything but "provided" needs words. Partly is final: there is no more of it."""

    answer: Answer
    text: str = ""
    material: Sequence[Material] = ()

    def check(self) -> Verdict:
        """Say whether the answer can stand."""
        if self.answer is not Answer.PROVIDED and not self.text.strip():
            return Verdict.no("no_explanation", "Say what is missing and why.", "text")
        if self.answer is Answer.PROVIDED and not self.text.strip() and not self.material:
            return Verdict.no("no_answer", "Choose the material that answers this, or write the answer.", "text")
        return Verdict.ok()


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some of what was asked for: what came, what is still missing, and by when police expect it, if they know."""

    came: str
    missing: str
    rest_by: date | None = None
    material: Sequence[Material] = ()

    def check(self, today: date) -> Verdict:
        """Say whether it can stand."""
        verdict = Verdict.ok()
        if not self.came.strip():
            verdict &= Verdict.no("nothing_came", "Say what came.", "came")
        if not self.missing.strip():
            message = "Say what is still missing. If nothing is, answer the item instead."
            verdict &= Verdict.no("nothing_missing", message, "missing")
        if self.rest_by is not None and self.rest_by < today:
            verdict &= Verdict.no("past_date", "The date must be today or later.", "rest_by")
        return verdict


@transaction.atomic
def answer(*, item: ActionItem, reply: ItemAnswer, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Answer an item, or change the answer before it is returned; what is needed for trial only may follow later.

    Raises NotPermitted, Refused (empty answer, material of another case, plan returned, disagreeing before the item
    was challenged) or Conflict (changed or
    cancelled meanwhile); then nothing has changed.
    """
    case_file, item = lock_item(item)
    permissions.may_answer(by, case_file).require_permission()
    require_in_time(item)
    (reply.check() & _of_this_case(reply.material, case_file) & _can_be_said(reply, item)).require()
    check_version(item, expected_version)
    item.state, item.answer, item.answer_text = ActionState.ANSWERED, reply.answer, reply.text
    item.answered_at, item.answered_by = at, by
    item.version += 1
    item.save(update_fields=["state", "answer", "answer_text", "answered_at", "answered_by", "version"])
    # What the answer names and this person may not know of stays: they could not have chosen otherwise.
    unknown_to_them = [] if sees_sensitive(by, case_file) else list(item.material.filter(sensitive=True))
    item.material.set([*reply.material, *unknown_to_them])
    settle_requests([item], at)
    listing.keep_standings(case_file)
    followed = item.plan.returned_at is not None
    said = events.ActionItemAnswered(
        item_id=item.pk, plan_id=item.plan_id, answer=reply.answer.value, followed=followed
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=about(item))


@transaction.atomic
def answer_several(
    *, plan: ActionPlan, replies: Mapping[int, tuple[ItemAnswer, int]], by: User, at: datetime
) -> list[CaseEvent]:
    """Answer some items of a plan at once: by key, each with the version that was answered. All stand, or none.

    Raises as `answer` does, for the first that cannot stand.
    """
    rows = list(ActionItem.objects.filter(plan=plan, pk__in=replies).select_related("plan__case_file").order_by("pk"))
    if len(rows) < len(replies):
        raise Refused(Verdict.no("not_here", "One of the items is not in this action plan.", "items"))
    for row in rows:
        row.plan = plan
    return [
        answer(item=row, reply=replies[row.pk][0], expected_version=replies[row.pk][1], by=by, at=at) for row in rows
    ]


@transaction.atomic
def receive_part(*, item: ActionItem, part: Part, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Note that some of an item came. It stays open for the rest, and holds the answers back as before.

    Raises NotPermitted, Refused or Conflict (answered, cancelled or changed meanwhile); then nothing has changed.
    """
    case_file, item = lock_item(item)
    permissions.may_answer(by, case_file).require_permission()
    require_open(item)
    (part.check(local_date(at)) & _of_this_case(part.material, case_file)).require()
    check_version(item, expected_version)
    PartReceipt.objects.create(
        item=item, came=part.came.strip(), missing=part.missing.strip(), rest_by=part.rest_by, at=at, by=by
    )
    item.state = ActionState.PART
    item.version += 1
    item.save(update_fields=["state", "version"])
    item.material.add(*part.material)
    listing.keep_standings(case_file)
    said = events.ActionItemPartReceived(item_id=item.pk, plan_id=item.plan_id, rest_by=part.rest_by)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=about(item))


def _of_this_case(material: Sequence[Material], case_file: CaseFile) -> Verdict:
    verdict = Verdict.ok()
    for item in material:
        if item.case_file_id != case_file.pk:
            verdict &= Verdict.no("another_case", f"“{item.title}” is not in this case.", "material")
    return verdict


def _can_be_said(reply: ItemAnswer, item: ActionItem) -> Verdict:
    """Police who do not agree challenge the item, which somebody else decides; after that they may answer so."""
    if reply.answer is not Answer.DISPUTED or stands_after_challenge(item):
        return Verdict.ok()
    message = "If you do not agree that it is needed, challenge the item: somebody else at the CPS decides."
    return Verdict.no("not_challenged", message, "answer")


@transaction.atomic
def return_answers(*, plan: ActionPlan, by: User, at: datetime) -> CaseEvent:
    """Return the answers: the CPS holds the file again and the next review opens.

    Raises NotPermitted, Conflict, WrongStatus where every suspect was closed meanwhile, or Refused with every
    unanswered item the decision needs; then nothing has changed.
    """
    case_file, plan = lock_plan(plan)
    permissions.may_answer(by, case_file).require_permission()
    require_out(plan)
    waiting = still_waiting(case_file, plan)
    rules.for_return(list(plan.items.select_related("suspect"))).require()
    return give_back(case_file, plan, waiting, by=by, at=at)


def require_out(plan: ActionPlan) -> None:
    """Pass while a plan is with police; raises Conflict where it went back or was taken back."""
    if plan.returned_at and plan.taken_back_by:
        message = f"{plan.taken_back_by} has taken the file back, {when(plan.returned_at)}."
        raise Conflict(Verdict.no("already_done", message))
    if plan.returned_at:
        raise Conflict(Verdict.no("already_done", f"The answers have been returned already, {when(plan.returned_at)}."))


def give_back(
    case_file: CaseFile, plan: ActionPlan, waiting: Sequence[Suspect], *, by: User, at: datetime
) -> CaseEvent:
    """Seal what there is as the reply to a plan and open the next review; the caller holds the locks and has asked."""
    plan.returned_at = at
    plan.save(update_fields=["returned_at", "taken_back_by", "taken_back_because"])
    submissions.move(waiting, lifecycle.RETURN_ANSWERS, at)
    reply = _reply(case_file, plan, waiting, by=by, at=at)
    open_consultation(reply, at)
    listing.keep_standings(case_file)
    return submissions.record_receipt(reply, waiting, by=by, at=at)


def still_waiting(case_file: CaseFile, plan: ActionPlan) -> list[Suspect]:
    """Lock and return the suspects whose decision waits for the answers; raises WrongStatus where none does."""
    keys = set(plan.consultation.submission.suspects.values_list("pk", flat=True))
    asked = [suspect for suspect in submissions.lock_suspects(case_file) if suspect.pk in keys]
    waiting = [suspect for suspect in asked if suspect.status == lifecycle.Status.ACTION_PLAN]
    if not waiting:
        lifecycle.RETURN_ANSWERS.require(asked)
    return waiting


def _reply(case_file: CaseFile, plan: ActionPlan, waiting: Sequence[Suspect], *, by: User, at: datetime) -> Submission:
    whole, on = case_page.contents_of(case_file), local_date(at)
    contents = whole.of(waiting)
    rows = judged(contents, on=on, purpose=Purpose.ACTION_PLAN_REPLY)
    explanations.drop_stale(whole, waiting, on=on)
    round_no, attempt = rules.next_attempt(list(case_file.submissions.select_related("triage")))
    given = streams.carried_on(plan.consultation.submission, waiting)
    reply = Submission(
        case_file=case_file,
        round_no=round_no,
        seq_in_round=attempt,
        purpose=Purpose.ACTION_PLAN_REPLY,
        stream=streams.most_urgent(given),
        state=SubmissionState.RETURNED,
        prepared_at=at,
        prepared_by=by,
    )
    reply.save()
    reply.suspects.set(waiting)
    streams.assign(reply, given)
    sealing.seal(reply, contents, rows, at, plan=plan)
    reply.state = SubmissionState.SENT
    reply.save(update_fields=["state"])
    sealing.ask_for_receipt(reply, by=by, at=at)
    return reply
