"""When an Area takes red files itself, and when CPS Direct does: dated data. Source: CPS public list of Areas."""

import json
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from charging.lifecycle import Stream
from charging.rules.dated import holds_on
from foundation.clocks import days_after
from foundation.periods import LONDON, local_date
from foundation.working_days import bundled

DATA = Path(__file__).resolve().parent.parent / "data" / "office_hours.json"
Hours = tuple[time, time]


@cache
def hours_on(day: date) -> Hours | None:
    """From when until when an Area is open on a local day; None where it is closed all day."""
    if not bundled().is_working_day(day):
        return None
    rows = json.loads(DATA.read_text(encoding="utf-8"))["hours"]
    row = next((row for row in rows if holds_on(row, day)), None)
    return (time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"])) if row else None


def is_open(at: datetime) -> bool:
    """Whether Areas are open at an instant."""
    hours = hours_on(local_date(at))
    return hours is not None and hours[0] <= at.astimezone(LONDON).time() < hours[1]


def goes_to_direct(stream: str, at: datetime) -> bool:
    """Whether a file that is signed off at an instant goes to CPS Direct: it is red, and its Area is closed."""
    return stream == Stream.RED and not is_open(at)


def closed_since(at: datetime) -> datetime:
    """When Areas last closed before the working day that an instant falls in, or that comes next: a night's work."""
    day = local_date(at)
    hours = hours_on(day)
    before = bundled().add_working_days(day, -1)
    if hours and at.astimezone(LONDON).time() >= hours[1]:
        before = day
    ends = hours_on(before)
    assert ends is not None, "Every working day has hours."
    return datetime.combine(before, ends[1], tzinfo=LONDON)


def next_opening(at: datetime) -> datetime:
    """When Areas open next, or the instant itself while they are open."""
    if is_open(at):
        return at
    day = local_date(at)
    while True:
        hours = hours_on(day)
        if hours and datetime.combine(day, hours[0], tzinfo=LONDON) > at:
            return datetime.combine(day, hours[0], tzinfo=LONDON)
        day = days_after(day, 1)
