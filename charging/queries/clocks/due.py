"""How far away something is that has to be done, in words that never rest on a colour.

What a clock says in a list, on a card or through the API is said here and nowhere else.
"""

from dataclasses import dataclass
from datetime import date, datetime

from casework.lifecycle import OPEN, Status
from casework.models import CustodyBasis, Standing
from casework.rules import limits
from casework.rules.clocks import Running
from charging.lifecycle import STREAM_NAMES, Stream
from charging.rules import clocks
from foundation.clocks import ClockUnit, due_day, end_of
from foundation.periods import local_date

SOON = 3
HOUR, DAY = 3600, 86400
HOURS_A_DAY = DAY // HOUR
BANDS = ((1, "within 1 hour", "red"), (2, "within 2 hours", "red"), (3, "within 3 hours", "orange"))
OWNERS = {"police": "police", "cps": "CPS"}


@dataclass(frozen=True)
class Due:
    """Words and the colour of their tag; no words where nothing is due, no colour where it is far away."""

    words: str = ""
    colour: str = ""

    @property
    def is_pressing(self) -> bool:
        """Whether it is late, or will be today."""
        return self.colour in {"red", "orange"}


def counted(number: int, noun: str) -> str:
    """Write "1 day", "2 days"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def due_on(day: date, today: date) -> Due:
    """Say how far away a day is."""
    left = (day - today).days
    if left < 0:
        return Due(f"Overdue by {counted(-left, 'day')}", "red")
    if left == 0:
        return Due("Due today", "orange")
    return Due(f"{counted(left, 'day')} left", "yellow") if left <= SOON else Due(f"in {counted(left, 'day')}")


def due_by(deadline: datetime, at: datetime) -> Due:
    """Say how far away a deadline is: by the day where it ends with one, else by the hour."""
    if end_of(due_day(deadline)) == deadline:
        return due_on(due_day(deadline), local_date(at))
    left = int((deadline - at).total_seconds())
    if abs(left) >= DAY:
        return due_on(local_date(deadline), local_date(at))
    hours = counted(abs(left) // HOUR, "hour") if abs(left) >= HOUR else "less than an hour"
    return Due(f"{hours[0].upper()}{hours[1:]} left" if left >= 0 else f"Overdue by {hours}", "red")


def clock_due(code: str, deadline: datetime, at: datetime) -> Due:
    """Say what is due by the clock of a code, when, and whose turn it is.

    Limits in hours are said in bands, the others by the day. At the supervisor's gate nothing is due: the row is
    only in the order of the decisions to come. A statutory time limit is said from when the list says it presses.
    """
    if code == clocks.GATE or not _is_said(code, deadline, at):
        return Due()
    thing, verb = clocks.words_of(code)
    in_hours = code not in clocks.AGREED and limits.latest(code).span.unit is ClockUnit.HOURS
    far = _in_hours(verb, deadline, at) if in_hours else _in_days(verb, due_day(deadline), local_date(at))
    return Due(f"{thing} {far.words} · {OWNERS[clocks.owner_of(code)]}", far.colour)


def _is_said(code: str, deadline: datetime, at: datetime) -> bool:
    if not code.startswith("summary_limit"):
        return True
    weeks = limits.limit("summary_limit_warning", local_date(at)).span
    return (due_day(deadline) - local_date(at)).days <= weeks.amount


def _in_hours(verb: str, deadline: datetime, at: datetime) -> Due:
    left = (deadline - at).total_seconds()
    if left <= 0:
        return Due("expired" if verb == "ends" else f"overdue by {_late(int(-left))}", "red")
    words, colour = next(
        ((words, colour) for hours, words, colour in BANDS if left <= hours * HOUR), ("in more than 3 hours", "yellow")
    )
    return Due(f"{verb} {words}", colour)


def _late(seconds: int) -> str:
    if seconds < HOUR:
        return "less than an hour"
    return counted(seconds // DAY, "day") if seconds >= DAY else counted(seconds // HOUR, "hour")


def _in_days(verb: str, day: date, today: date) -> Due:
    left = (day - today).days
    if left < 0:
        late = counted(-left, "day")
        return Due(f"expired {late} ago" if verb == "ends" else f"overdue by {late}", "red")
    if left == 0:
        return Due(f"{verb} today", "orange")
    words = "tomorrow" if left == 1 else f"in {counted(left, 'day')}"
    return Due(f"{verb} {words}", "yellow" if left <= SOON else "")


def due_of(standing: Standing, at: datetime) -> Due:
    """Say what is due first for a suspect, by the row that lists read; nothing where no clock runs.

    Somebody in custody always has one: where none runs, that is said.
    """
    runs = standing.due_at and standing.clock and standing.clock != clocks.GATE
    if not runs and standing.custody_basis == CustodyBasis.CUSTODY and Status(standing.status) in OPEN:
        return Due("No detention clock runs · police", "orange")
    return clock_due(standing.clock, standing.due_at, at) if runs and standing.due_at else Due()


def running_due(clock: Running, at: datetime) -> Due:
    """Say it of one clock of several; of one that stands still, that it does."""
    if clock.deadline is None:
        return Due("Stands still" if clock.standing_still else "")
    return clock_due(clock.code, clock.deadline, at)


def waited(since: datetime, at: datetime) -> str:
    """Say how long something has waited: in whole days, and in hours until a day and a night have gone by."""
    hours = int((at - since).total_seconds()) // HOUR
    if not hours:
        return "Less than an hour"
    days = hours // HOURS_A_DAY
    return counted(days, "day") if days else counted(hours, "hour")


def stream_name(stream: str) -> str:
    """The short name of a stream; empty for none."""
    return STREAM_NAMES[Stream(stream)] if stream else ""


def still_to_answer(pending: int, items: int) -> str:
    """Say how many items of a plan wait for an answer."""
    if not pending:
        return "Every item is answered"
    return (
        f"{counted(items, 'item')} still to answer"
        if pending == items
        else f"{pending} of {items} items still to answer"
    )
