"""Police challenge one item of an action plan; somebody who did not ask for it decides."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent
from casework.rules import limits
from charging import events, permissions
from charging.lifecycle import ChallengeOutcome, NeededFor
from charging.models import ActionItem, ItemChallenge
from charging.operations import listing
from charging.operations.action_items import lock_item, overtaken, require_open, suspects_of
from charging.operations.plan_keeping import strike
from charging.rules.plan_lists import PlanList, given
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when

UPHELD = "challenged"
"""The code under which an item is cancelled because police challenged it and were right."""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What is decided about a challenge, and why."""

    outcome: ChallengeOutcome
    text: str


@transaction.atomic
def challenge(*, item: ActionItem, ground: str, text: str, by: User, at: datetime) -> CaseEvent:
    """Say that an item is not needed or out of proportion; `ground` is a code of the list of the day.

    Raises NotPermitted, Refused (ground, no words) or Conflict (challenged, answered or cancelled already); then
    nothing has changed.
    """
    case_file, item = lock_item(item)
    permissions.may_ask_of_plan(by, case_file).require_permission()
    require_open(item)
    _require_none_open(item)
    verdict = given(PlanList.CHALLENGE, ground, local_date(at))
    if not text.strip():
        verdict &= Verdict.no("no_words", "Say why the item is not needed.", "text")
    verdict.require()
    ItemChallenge.objects.create(
        item=item,
        ground=ground,
        text=text.strip(),
        at=at,
        by=by,
        asked_by=item.plan.issued_by,
        due_at=limits.due("answer_challenge", at),
    )
    item.version += 1
    item.save(update_fields=["version"])
    listing.keep_standings(case_file)
    said = events.ActionItemChallenged(item_id=item.pk, plan_id=item.plan_id, ground=ground)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects_of(item))


def _require_none_open(item: ActionItem) -> None:
    row = item.challenges.filter(outcome="").select_related("by").first()
    if row:
        raise Conflict(Verdict.no("already_challenged", f"{row.by} has challenged this item already, {when(row.at)}."))


@transaction.atomic
def decide(*, challenge: ItemChallenge, ruling: Ruling, by: User, at: datetime) -> CaseEvent:
    """Decide a challenge: the item stands, is cancelled, or is needed for trial and holds nothing back any more.

    Raises NotPermitted (own request), Refused (no outcome, no words) or Conflict (decided, or overtaken by an
    answer); then nothing has changed.
    """
    case_file, item = lock_item(challenge.item)
    row = ItemChallenge.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=challenge.pk)
    permissions.may_decide_challenge(by, row, case_file).require_permission()
    _require_undecided(row, item)
    require_open(item)
    _check(ruling).require()
    row.outcome, row.decision, row.decided_at, row.decided_by = ruling.outcome, ruling.text.strip(), at, by
    row.save(update_fields=["outcome", "decision", "decided_at", "decided_by"])
    said = events.ItemChallengeDecided(item_id=item.pk, plan_id=item.plan_id, outcome=ruling.outcome.value)
    entry = ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects_of(item))
    if ruling.outcome is ChallengeOutcome.CANCELLED:
        strike(case_file, item, UPHELD, by=by, at=at)
    else:
        _keep(item, ruling.outcome)
    listing.keep_standings(case_file)
    return entry


def _require_undecided(row: ItemChallenge, item: ActionItem) -> None:
    if not row.outcome or row.decided_at is None:
        return
    if row.decided_by is None:
        raise Conflict(Verdict.no("overtaken", f"{overtaken(item)}Nothing is to be decided any more."))
    outcome = row.get_outcome_display()
    message = f"{row.decided_by} has decided this already: {outcome[0].lower()}{outcome[1:]}, {when(row.decided_at)}."
    raise Conflict(Verdict.no("already_decided", message))


def _check(ruling: Ruling) -> Verdict:
    if ruling.outcome is ChallengeOutcome.OVERTAKEN:
        raise Refused(Verdict.no("no_outcome", "Say whether the item stands.", "outcome"))
    return Verdict.ok() if ruling.text.strip() else Verdict.no("no_words", "Say why.", "text")


def _keep(item: ActionItem, outcome: ChallengeOutcome) -> None:
    if outcome is ChallengeOutcome.FOR_TRIAL:
        item.needed_for = NeededFor.TRIAL
    item.version += 1
    item.save(update_fields=["needed_for", "version"])
