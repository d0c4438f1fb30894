"""An action plan with the state of each item, in the words of its page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch

from accounts.models import User
from accounts.queries.people import covered_by
from accounts.roles import Side
from casework.lifecycle import Status
from casework.models import CaseFile, Material, Suspect
from charging import permissions
from charging.lifecycle import ActionState, NeededFor
from charging.models import ActionItem, ActionPlan, ItemChallenge, ItemExtension, PartReceipt
from charging.queries.clocks.due import Due, due_on, still_to_answer
from charging.queries.plans.item_row import Able, ItemRow
from charging.rules.plan_lists import PlanList, title_of
from charging.rules.submissions import for_return
from foundation.verdicts import Verdict


@dataclass(frozen=True)
class PlanPage:
    """One action plan for one reader."""

    plan: ActionPlan
    items: Sequence[ItemRow]
    able: Able
    may_return: Verdict
    closed: Sequence[Suspect]
    may_reopen: bool

    @property
    def may_answer(self) -> bool:
        """Whether the reader can answer while the plan is with police."""
        return self.able.answer and not self.able.returned

    @property
    def parts(self) -> list[tuple[str, list[ItemRow]]]:
        """What is needed for the decision, and apart from it what can follow for trial; empty parts left out."""
        found = [(str(need.label), [row for row in self.items if row.item.needed_for == need]) for need in NeededFor]
        return [(title, rows) for title, rows in found if rows]

    @property
    def offers(self) -> bool:
        """Whether there is anything that the reader can do with any item."""
        return any(row.offers for row in self.items)

    @property
    def pending(self) -> int:
        """How many items still need an answer."""
        return sum(row.item.is_open for row in self.items)

    @property
    def live(self) -> int:
        """How many items there are, those that were cancelled left out."""
        return sum(row.item.state != ActionState.CANCELLED for row in self.items)

    @property
    def to_assess(self) -> int:
        """How many answers the reader could still say of whether they are enough."""
        if not (self.able.review and self.able.returned):
            return 0
        return sum(row.is_answered and row.item.satisfied is None for row in self.items)

    @property
    def assessed(self) -> bool:
        """Whether the reader may change what was said of answers."""
        return self.able.review and self.able.returned and any(row.is_answered for row in self.items)

    @property
    def state(self) -> str:
        """How far the answers are."""
        return still_to_answer(self.pending, self.live)

    @property
    def taken_back(self) -> str:
        """Why the CPS took the file back; empty where it did not."""
        because = self.plan.taken_back_because
        return title_of(PlanList.TAKE_BACK, because) if because else ""


def plan_page(plan: ActionPlan, user: User, *, today: date) -> PlanPage:
    """Read a plan. The CPS reads the answers once they are returned; until then they may still change."""
    items = items_of(plan, user)
    sees_answers = user.side is Side.POLICE or plan.returned_at is not None
    able = able_to(plan, user, today=today)
    may_reopen = able.ask
    about = list(plan.consultation.submission.suspects.order_by("number"))
    if not able.returned and not any(suspect.status == Status.ACTION_PLAN for suspect in about):
        able = replace(able, answer=False, ask=False, keep=False, over=True)
    may_return = permissions.may_answer(user, plan.case_file)
    return PlanPage(
        plan=plan,
        items=[_row(number, item, able, user, sees_answers, today) for number, item in enumerate(items, 1)],
        able=able,
        may_return=may_return & _with_links(for_return(items)),
        closed=[suspect for suspect in about if able.over and suspect.status == Status.ADMIN_FINALISED],
        may_reopen=may_reopen,
    )


def able_to(plan: ActionPlan, user: User, *, today: date) -> Able:
    """What a reader can do with the items of a plan today."""
    case_file = plan.case_file
    covers = {person.pk for person in covered_by(user, on=today)}
    return Able(
        reader_id=user.pk,
        answer=permissions.may_answer(user, case_file).allowed,
        ask=permissions.may_ask_of_plan(user, case_file).allowed,
        keep=permissions.may_keep_plan(user, plan, covers=covers).allowed,
        review=permissions.may_assess_answers(user, case_file).allowed,
        returned=plan.returned_at is not None,
    )


def items_of(plan: ActionPlan, user: User) -> list[ActionItem]:
    """The items of a plan with all that was said of each, in a fixed number of queries."""
    known = Prefetch("material", queryset=Material.objects.visible_to(user))
    rows = plan.items.select_related(
        "suspect", "answered_by", "cancelled_by", "assessed_by", "repeat_of__plan"
    ).prefetch_related(
        known,
        "chases",
        Prefetch("parts", queryset=PartReceipt.objects.select_related("by")),
        Prefetch("extensions", queryset=ItemExtension.objects.select_related("asked_by", "decided_by")),
        Prefetch("challenges", queryset=ItemChallenge.objects.select_related("by", "decided_by")),
    )
    return list(rows)


def _with_links(verdict: Verdict) -> Verdict:
    """Point each reason to its item on the page."""
    return Verdict.of(*(replace(reason, where=f"#{reason.where}") for reason in verdict.reasons))


def _row(number: int, item: ActionItem, able: Able, user: User, sees_answers: bool, today: date) -> ItemRow:
    due = due_on(item.due_now, today) if item.is_open and not able.over else Due()
    answered = item.state == ActionState.ANSWERED
    return ItemRow(
        item=item,
        number=number,
        material=list(item.material.all()),
        due=due,
        shows_answer=answered and sees_answers,
        is_police=user.side is Side.POLICE,
        able=able,
    )


def material_of(case_file: CaseFile, reader: User) -> list[Material]:
    """The live material of a case that a reader may know of, from which an answer is chosen."""
    rows = Material.objects.filter(case_file=case_file, withdrawn_at__isnull=True).visible_to(reader)
    return list(rows.order_by("-added_at", "-pk"))
