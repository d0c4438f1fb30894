"""What the timeline says of action plans, reminders and closings: codes and dates in words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from accounts.roles import Side
from casework.models import CaseEvent
from casework.rules.limits import every_limit
from charging.events import (
    ActionItemDueChanged,
    ChaseSent,
    ItemExtensionAsked,
    ItemExtensionRefused,
    SuspectReopened,
)
from charging.lifecycle import ChallengeOutcome
from charging.rules.plan_lists import PlanList, choices
from foundation.wording import day

STANDS = {
    "rejected": "to be mended and sent again",
    "action_plan": "the action plan is to be answered",
    "advice_given": "the early advice is to be acted on",
}


def plan_words() -> dict[str, str]:
    """The codes of plans and closings in the middle of a sentence."""
    coded = (row for which in (PlanList.CANCEL, PlanList.CHALLENGE, PlanList.TAKE_BACK) for row in choices(which))
    found = {code: _lower(title) for code, title in coded}
    return found | {outcome.value: _lower(str(outcome.label)) for outcome in ChallengeOutcome}


def _lower(title: str) -> str:
    return title if title.startswith("Police") else f"{title[:1].lower()}{title[1:]}"


def _on(details: Mapping[str, Any], name: str) -> str:
    return day(date.fromisoformat(details[name]))


def _asked(row: CaseEvent, _: str) -> str:
    return f"More time asked for: an action item by {_on(row.details, 'asked_for')}"


def _refused(row: CaseEvent, _: str) -> str:
    return f"More time refused: an action item stays due on {_on(row.details, 'old')}"


def _moved(row: CaseEvent, _: str) -> str:
    return f"An action item is due on {_on(row.details, 'new')}: it was {_on(row.details, 'old')}"


def _reopened(row: CaseEvent, _: str) -> str:
    return f"Reopened: {STANDS.get(row.details['stands'], row.details['stands'])}"


def _reminded(row: CaseEvent, _: str) -> str:
    titles = {each.code: each.title for each in every_limit()}
    whom = "police" if row.details["to"] == Side.POLICE else "the CPS"
    return f"Reminder to {whom}: {_lower(titles.get(row.details['step'], row.details['step']))}"


PLAN_SAID: Mapping[str, Callable[[CaseEvent, str], str]] = {
    ItemExtensionAsked.name: _asked,
    ItemExtensionRefused.name: _refused,
    ActionItemDueChanged.name: _moved,
    SuspectReopened.name: _reopened,
    ChaseSent.name: _reminded,
}
"""What each of these types says, given what its own words say."""
