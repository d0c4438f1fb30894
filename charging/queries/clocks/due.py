"""How far away something is that has to be done, in words that never rest on a colour.

What a clock says in a list, on a card or through the API is said here and nowhere else.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from casework.lifecycle import OPEN, STATUSES, Holder, Status
from casework.models import CustodyBasis, Standing
from casework.rules import limits
from casework.rules.clocks import Running
from charging.lifecycle import STREAM_NAMES, Stream
from charging.rules import clocks
from foundation.clocks import HOUR, ClockUnit, days_until, ends_a_day
from foundation.periods import local_date

SOON = 3
HOURS_A_DAY = 24
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
    """Say how far away a day is, to whose end something is in time."""
    return _capitalised(_in_days("due", (day - today).days))


def due_by(deadline: datetime, at: datetime) -> Due:
    """Say how far away a deadline is: by the day where it ends with one, else by the hour."""
    return _capitalised(_far("due", deadline, at, by_hour=not ends_a_day(deadline)))


def _capitalised(due: Due) -> Due:
    return Due(due.words[0].upper() + due.words[1:], due.colour)


def clock_due(code: str, deadline: datetime, at: datetime) -> Due:
    """Say what is due by the clock of a code, when, and whose turn it is.

    Limits in hours are said in bands, the others by the day. At the supervisor's gate nothing is due: the row is
    only in the order of the decisions to come. A statutory time limit is said from when the list says it presses.
    """
    if code == clocks.GATE or not _is_said(code, deadline, at):
        return Due()
    thing, verb = clocks.words_of(code)
    in_hours = code not in clocks.AGREED and limits.latest(code).span.unit is ClockUnit.HOURS
    far = _far(verb, deadline, at, by_hour=in_hours)
    return Due(f"{thing} {far.words} · {OWNERS[clocks.owner_of(code)]}", far.colour)


def _is_said(code: str, deadline: datetime, at: datetime) -> bool:
    if not code.startswith("summary_limit"):
        return True
    weeks = limits.limit("summary_limit_warning", local_date(at)).span
    return days_until(deadline, at) <= weeks.amount


def _far(verb: str, deadline: datetime, at: datetime, *, by_hour: bool) -> Due:
    """How far away a deadline is, after its verb; the only place where that is worked out.

    What ends with a day is counted in calendar days of London. A limit in hours is said in bands, and once it is
    late by what has gone by since.
    """
    if not by_hour:
        return _in_days(verb, days_until(deadline, at))
    if at >= deadline:
        return _late(verb, gone_by(deadline, at))
    hours = (deadline.astimezone(UTC) - at.astimezone(UTC)) / HOUR
    words, colour = next(
        ((words, colour) for band, words, colour in BANDS if hours <= band), ("in more than 3 hours", "yellow")
    )
    return Due(f"{verb} {words}", colour)


def _in_days(verb: str, left: int) -> Due:
    if left < 0:
        return _late(verb, counted(-left, "day"))
    if left == 0:
        return Due(f"{verb} today", "orange")
    words = "tomorrow" if left == 1 else f"in {counted(left, 'day')}"
    return Due(f"{verb} {words}", "yellow" if left <= SOON else "")


def _late(verb: str, by: str) -> Due:
    return Due(f"expired {by} ago" if verb == "ends" else f"overdue by {by}", "red")


def due_of(standing: Standing, at: datetime) -> Due:
    """Say what is due first for a suspect, by the row that lists read; nothing where no clock runs.

    Somebody in custody always has one: where none runs, that is said. So it is of early advice, which has no target.
    """
    status = Status(standing.status)
    runs = standing.due_at and standing.clock and standing.clock != clocks.GATE
    if not runs and standing.custody_basis == CustodyBasis.CUSTODY and status in OPEN:
        return Due("No detention clock runs · police", "orange")
    if not runs and standing.stream == Stream.EARLY_ADVICE and STATUSES[status].holder is Holder.CPS:
        return Due("Early advice, no national target · CPS")
    return clock_due(standing.clock, standing.due_at, at) if runs and standing.due_at else Due()


def running_due(clock: Running, at: datetime) -> Due:
    """Say it of one clock of several; of one that stands still, that it does."""
    if clock.deadline is None:
        return Due("Stands still" if clock.standing_still else "")
    return clock_due(clock.code, clock.deadline, at)


def gone_by(since: datetime, at: datetime) -> str:
    """Say how long ago something was: in hours until a day and a night have gone by, then in calendar days."""
    hours = int((at.astimezone(UTC) - since.astimezone(UTC)) / HOUR)
    days = (local_date(at) - local_date(since)).days
    # Where the clocks go back a day has 25 hours, so that 24 can go by in one.
    if days and hours >= HOURS_A_DAY:
        return counted(days, "day")
    return counted(hours, "hour") if hours else "less than an hour"


def waited(since: datetime, at: datetime) -> str:
    """Say how long something has waited."""
    words = gone_by(since, at)
    return words[0].upper() + words[1:]


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
