"""An action plan with the state of each item, in the words of its page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch

from accounts.models import User
from accounts.roles import Side
from casework.models import CaseFile, Material
from charging import permissions
from charging.lifecycle import ActionState
from charging.models import ActionItem, ActionPlan
from charging.queries.due import Due, due_on, still_to_answer
from charging.rules.submissions import for_return
from foundation.verdicts import Verdict


@dataclass(frozen=True)
class ItemRow:
    """One item. `answered` is whether this reader may see the answer already."""

    item: ActionItem
    material: Sequence[Material]
    due: Due
    shows_answer: bool

    @property
    def is_answered(self) -> bool:
        """Whether police have answered it."""
        return self.item.state == ActionState.ANSWERED


@dataclass(frozen=True)
class PlanPage:
    """One action plan for one reader."""

    plan: ActionPlan
    items: Sequence[ItemRow]
    may_answer: bool
    may_return: Verdict

    @property
    def pending(self) -> int:
        """How many items still need an answer."""
        return sum(not row.is_answered for row in self.items)

    @property
    def state(self) -> str:
        """How far the answers are."""
        return still_to_answer(self.pending, len(self.items))


def plan_page(plan: ActionPlan, user: User, *, today: date) -> PlanPage:
    """Read a plan. The CPS reads the answers once they are returned; until then they may still change."""
    known = Prefetch("material", queryset=Material.objects.visible_to(user))
    items = list(plan.items.select_related("suspect", "answered_by").prefetch_related(known))
    sees_answers = user.side is Side.POLICE or plan.returned_at is not None
    able = permissions.may_answer(user, plan.case_file)
    return PlanPage(
        plan=plan,
        items=[_row(item, sees_answers, today) for item in items],
        may_answer=able.allowed and plan.returned_at is None,
        may_return=able & _with_links(for_return(items)),
    )


def _with_links(verdict: Verdict) -> Verdict:
    """Point each reason to its item on the page."""
    return Verdict.of(*(replace(reason, where=f"#{reason.where}") for reason in verdict.reasons))


def _row(item: ActionItem, sees_answers: bool, today: date) -> ItemRow:
    answered = item.state == ActionState.ANSWERED
    due = Due() if answered else due_on(item.due_on, today)
    return ItemRow(item, list(item.material.all()), due, answered and sees_answers)


def material_of(case_file: CaseFile, reader: User) -> list[Material]:
    """The live material of a case that a reader may know of, from which an answer is chosen."""
    rows = Material.objects.filter(case_file=case_file, withdrawn_at__isnull=True).visible_to(reader)
    return list(rows.order_by("-added_at", "-pk"))
