"""What is decided about an item of an action plan: a request for more time, and a challenge."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.plan_items import ChallengeDecisionForm, ExtensionDecisionForm
from charging.lifecycle import RequestState
from charging.models import ActionItem, ItemChallenge, ItemExtension
from charging.operations import challenges, extensions, plan_keeping
from charging.queries.clocks.due import due_by
from charging.queries.plans.page import able_to
from charging.views.actions import find_plan
from charging.views.item_acts import Act, find_item, handled, page_of
from charging.views.pages import show
from foundation.clocks import due_day
from foundation.periods import local_date


@load_case_file
def item_extension(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a request for more time; let whoever may agree or refuse."""
    rows = ItemExtension.objects.filter(item__plan__case_file=case_file).select_related("item")
    row = get_object_or_404(rows, pk=pk)
    plan = find_plan(case_file, row.item.plan_id)
    if request.method == "POST":
        plan_keeping.require_keeper(plan, request.user, timezone.now())
    asked = find_item(plan, request, row.item_id)
    keeps = able_to(plan, request.user, today=local_date(timezone.now())).keep
    form = ExtensionDecisionForm(request.POST or None)

    def act() -> object:
        row.item = asked
        return extensions.decide(extension=row, answer=form.answer(), by=request.user, at=timezone.now())

    def over(item: ActionItem) -> bool:
        return not any(each == row and each.state == RequestState.OPEN for each in item.extensions.all())

    done = Act("Request for more time", "Save your decision", "Decided. Police have been told.", form, act, over=over)
    waits = None if row.decided_at else _waits(row, f"{plan.issued_by}, whoever covers for them, or a legal manager")
    return _decided(request, case_file, asked, done, waits, shows=keeps and row.decided_at is None)


@load_case_file
def item_challenge(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a challenge; let somebody who did not ask for the item decide."""
    rows = ItemChallenge.objects.filter(item__plan__case_file=case_file).select_related("item", "asked_by")
    row = get_object_or_404(rows, pk=pk)
    verdict = permissions.may_decide_challenge(request.user, row, case_file)
    if request.method == "POST":
        verdict.require_permission()
    asked = find_item(find_plan(case_file, row.item.plan_id), request, row.item_id)
    form = ChallengeDecisionForm(request.POST or None)

    def act() -> object:
        row.item = asked
        return challenges.decide(challenge=row, ruling=form.ruling(), by=request.user, at=timezone.now())

    def over(item: ActionItem) -> bool:
        return not any(each == row and not each.outcome for each in item.challenges.all())

    done = Act("Challenged item", "Save your decision", "Decided. Police have been told.", form, act, over=over)
    waits = None if row.outcome else _waits(row, f"a prosecutor of {case_file.cps_area} other than {row.asked_by}")
    return _decided(request, case_file, asked, done, waits, shows=verdict.allowed and not row.outcome)


def _waits(row: ItemExtension | ItemChallenge, who: str) -> dict[str, object]:
    """Who answers what police said of an item, and by when: older rows have no time for it."""
    due = {"by": due_day(row.due_at), "words": due_by(row.due_at, timezone.now()).words} if row.due_at else {}
    return {"who": who, **due}


def _decided(
    request: SignedInRequest,
    case_file: CaseFile,
    item: ActionItem,
    act: Act,
    waits: dict[str, object] | None,
    *,
    shows: bool,
) -> HttpResponse:
    """A page to decide on, read by everybody; who cannot decide reads what was said, and for whom it waits."""
    if request.method == "POST" or shows:
        return handled(request, case_file, item, act, waits)
    return show(request, case_file, "charging/action_act.html", waits=waits, **page_of(item, act))
