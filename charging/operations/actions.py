"""Answering an action plan item by item, and returning the answers to the CPS."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, CaseFile, Material, Suspect, sees_sensitive
from casework.operations.building import check_version
from casework.queries import case_page
from charging import events, permissions
from charging.lifecycle import ActionState, Answer, Purpose, SubmissionState
from charging.models import ActionItem, ActionPlan, Submission
from charging.operations import explanations, listing, sealing
from charging.operations import submission as submissions
from charging.operations.triage import open_consultation
from charging.queries.judging import judged
from charging.rules import submissions as rules
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


@dataclass(frozen=True, kw_only=True)
class ItemAnswer:
    """What police say to one item; anything but "provided" needs words."""

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


@transaction.atomic
def answer(*, item: ActionItem, reply: ItemAnswer, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Answer an item, or change the answer before it is returned.

    Raises NotPermitted, Refused (empty answer, material of another case, plan returned) or Conflict; then
    nothing has changed.
    """
    case_file = CaseFile.objects.lock(item.plan.case_file)
    permissions.may_answer(by, case_file).require_permission()
    item = ActionItem.objects.select_for_update(of=("self",)).select_related("plan").get(pk=item.pk)
    if item.plan.returned_at:
        raise Refused(
            Verdict.no(
                "plan_returned", f"The answers have been returned to the CPS already, {when(item.plan.returned_at)}."
            )
        )
    (reply.check() & _of_this_case(reply, case_file)).require()
    check_version(item, expected_version)
    item.state, item.answer, item.answer_text = ActionState.ANSWERED, reply.answer, reply.text
    item.answered_at, item.answered_by = at, by
    item.version += 1
    item.save(update_fields=["state", "answer", "answer_text", "answered_at", "answered_by", "version"])
    # What the answer names and this person may not know of stays: they could not have chosen otherwise.
    unknown_to_them = [] if sees_sensitive(by, case_file) else list(item.material.filter(sensitive=True))
    item.material.set([*reply.material, *unknown_to_them])
    listing.keep_standings(case_file)
    said = events.ActionItemAnswered(item_id=item.pk, plan_id=item.plan_id, answer=reply.answer.value)
    suspects = [item.suspect] if item.suspect else list(item.plan.consultation.submission.suspects.all())
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)


def _of_this_case(reply: ItemAnswer, case_file: CaseFile) -> Verdict:
    verdict = Verdict.ok()
    for item in reply.material:
        if item.case_file_id != case_file.pk:
            verdict &= Verdict.no("another_case", f"“{item.title}” is not in this case.", "material")
    return verdict


@transaction.atomic
def return_answers(*, plan: ActionPlan, by: User, at: datetime) -> CaseEvent:
    """Return the answers: the CPS holds the file again and the next review opens.

    Raises NotPermitted, Conflict, WrongStatus where every suspect was closed meanwhile, or Refused with every
    unanswered item the decision needs; then nothing has changed.
    """
    case_file = CaseFile.objects.lock(plan.case_file)
    permissions.may_answer(by, case_file).require_permission()
    plan = ActionPlan.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=plan.pk)
    if plan.returned_at:
        raise Conflict(Verdict.no("already_done", f"The answers have been returned already, {when(plan.returned_at)}."))
    waiting = _still_waiting(case_file, plan)
    rules.for_return(list(plan.items.select_related("suspect"))).require()
    plan.returned_at = at
    plan.save(update_fields=["returned_at"])
    submissions.move(waiting, lifecycle.RETURN_ANSWERS, at)
    reply = _reply(case_file, plan, waiting, by=by, at=at)
    open_consultation(reply, at)
    listing.keep_standings(case_file)
    return submissions.record_receipt(reply, waiting, by=by, at=at)


def _still_waiting(case_file: CaseFile, plan: ActionPlan) -> list[Suspect]:
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
    reply = Submission(
        case_file=case_file,
        round_no=round_no,
        seq_in_round=attempt,
        purpose=Purpose.ACTION_PLAN_REPLY,
        stream=plan.consultation.submission.stream,
        state=SubmissionState.RETURNED,
        prepared_at=at,
        prepared_by=by,
    )
    reply.save()
    reply.suspects.set(waiting)
    sealing.seal(reply, contents, rows, at, plan=plan)
    reply.state = SubmissionState.SENT
    reply.save(update_fields=["state"])
    sealing.ask_for_receipt(reply, by=by, at=at)
    return reply
