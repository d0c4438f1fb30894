"""When the service reminds somebody: dated steps from the list of limits, counted anew from each agreed date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.roles import Side
from casework.lifecycle import Status
from casework.rules.limits import limit
from foundation.clocks import day_before, last_day
from foundation.working_days import bundled

ITEM = "item"
BEFORE, AFTER = "chase_before", "chase_after"
OF_STATUS: dict[Status, tuple[str, ...]] = {
    Status.REJECTED: ("chase_first", "chase_second"),
    Status.ACTION_PLAN: ("chase_first", "chase_second"),
    Status.ADVICE_GIVEN: ("chase_first", "chase_second"),
    Status.AUTHORISED: ("lay_charge_first", "lay_charge_second"),
}
"""What police can owe the CPS, and the steps in which they are reminded."""
TOLD_TO_CPS = frozenset({"lay_charge_second"})
"""Of these steps the CPS is told as well: it checks whether its authority is still used."""


@dataclass(frozen=True)
class Reminder:
    """One step that has come, of one agency."""

    step: str
    to: Side


def item_step(due: date, *, today: date) -> Reminder | None:
    """The reminder of an item that is due on a day: the one before it, the one after it, or none today.

    A step that was missed while the service stood still is taken late, but never two at once.
    """
    calendar = bundled()
    if today >= last_day(due, limit(AFTER, today).span, calendar):
        return Reminder(AFTER, Side.POLICE)
    if day_before(due, limit(BEFORE, today).span, calendar) <= today <= due:
        return Reminder(BEFORE, Side.POLICE)
    return None


def owed_steps(status: Status, since: date, *, today: date) -> list[Reminder]:
    """The reminders of what police have owed since a day: of the last step that has come."""
    come = [code for code in OF_STATUS[status] if last_day(since, limit(code, today).span, bundled()) <= today]
    return list(_told(come[-1])) if come else []


def _told(step: str) -> Iterator[Reminder]:
    yield Reminder(step, Side.POLICE)
    if step in TOLD_TO_CPS:
        yield Reminder(step, Side.CPS)
