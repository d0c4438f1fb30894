"""What was said about one item of an action plan on its way, in words: parts, dates, challenges, cancelling."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import Side
from charging.lifecycle import Answer, ChallengeOutcome
from charging.models import ActionItem, ItemChallenge, ItemExtension
from charging.rules.plan_lists import PlanList, title_of
from foundation.wording import day


@dataclass(frozen=True)
class Said:
    """One thing that was said about an item on its way, in words."""

    at: datetime
    who: str
    words: str
    text: str = ""


def told(item: ActionItem) -> Iterator[Said]:
    """Tell what `items_of` read of an item, a kind at a time."""
    for part in item.parts.all():
        rest = f", the rest by {day(part.rest_by)}" if part.rest_by else ""
        yield Said(part.at, str(part.by), f"Part received{rest}", f"{part.came} Still missing: {part.missing}")
    for extension in item.extensions.all():
        yield from _extension(extension)
    for challenge in item.challenges.all():
        yield from _challenge(challenge)
    yield from _reminders(item)
    if item.cancelled_at:
        why = title_of(PlanList.CANCEL, item.cancel_reason)
        yield Said(item.cancelled_at, str(item.cancelled_by), f"Cancelled: {why}")


def _challenge(row: ItemChallenge) -> Iterator[Said]:
    yield Said(row.at, str(row.by), f"Challenged: {title_of(PlanList.CHALLENGE, row.ground)}", row.text)
    if row.decided_at:
        who = str(row.decided_by) if row.decided_by else ""
        yield Said(row.decided_at, who, row.get_outcome_display(), row.decision)


def _reminders(item: ActionItem) -> Iterator[Said]:
    for chase in item.chases.all():
        whom = "police" if chase.to == Side.POLICE else "the CPS"
        yield Said(chase.sent_at, "", f"Reminder to {whom}: due {day(chase.day)}")


def _extension(row: ItemExtension) -> Iterator[Said]:
    why = title_of(PlanList.EXTENSION, row.reason)
    if row.decided_at == row.asked_at and row.agreed_on:
        moved = f"Date moved from {day(row.was_due_on)} to {day(row.agreed_on)}: {why}"
        yield Said(row.asked_at, str(row.asked_by), moved, row.text)
        return
    yield Said(row.asked_at, str(row.asked_by), f"Asked for more time, to {day(row.asked_for)}: {why}", row.text)
    if row.decided_at:
        agreed = f": {day(row.agreed_on)}" if row.agreed_on else ""
        who = str(row.decided_by) if row.decided_by else ""
        yield Said(row.decided_at, who, f"{row.get_state_display()}{agreed}", row.decision)


def stands_after_challenge(item: ActionItem) -> bool:
    """Whether police challenged it in vain, so that to disagree is left as an answer; or answered so before."""
    kept = any(row.outcome == ChallengeOutcome.STANDS for row in item.challenges.all())
    return kept or item.answer == Answer.DISPUTED
