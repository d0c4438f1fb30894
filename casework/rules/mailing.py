"""When a notice is mailed, how fast mails may leave, and when one is tried again. Pure: time comes from the caller."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from casework.models import MailChoice, NoticePreference
from foundation.clocks import days_after
from foundation.periods import LONDON, local_date
from foundation.working_days import Calendar, bundled

DATA = Path(__file__).resolve().parent.parent / "data" / "mailing.json"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How mails are sent from a day on; `tries` is how often one is tried before it has failed."""

    valid_from: date
    per_minute: int
    burst: int
    retry_after: tuple[timedelta, ...]
    interrupted_after: timedelta
    check_after: tuple[timedelta, ...]
    late_after: timedelta
    old_after: timedelta

    @property
    def tries(self) -> int:
        """How often a mail is tried at most."""
        return len(self.retry_after) + 1


def _seconds(row: Mapping[str, Any], name: str) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=number) for number in row[name])


def _read(row: Mapping[str, Any]) -> Pace:
    return Pace(
        valid_from=date.fromisoformat(row["valid_from"]),
        per_minute=row["per_minute"],
        burst=row["burst"],
        retry_after=_seconds(row, "retry_after_seconds"),
        interrupted_after=timedelta(seconds=row["interrupted_after_seconds"]),
        check_after=_seconds(row, "check_after_seconds"),
        late_after=timedelta(seconds=row["late_after_seconds"]),
        old_after=timedelta(seconds=row["old_after_seconds"]),
    )


@cache
def _paces() -> tuple[Pace, ...]:
    rows = json.loads(DATA.read_text(encoding="utf-8"))["editions"]
    return tuple(sorted(map(_read, rows), key=lambda pace: pace.valid_from))


def pace(at: datetime) -> Pace:
    """How mails are sent at an instant. Raises LookupError before the first edition."""
    today = local_date(at)
    held = [each for each in _paces() if each.valid_from <= today]
    if not held:
        raise LookupError(f"Nothing says how mails are sent on {today}.")
    return held[-1]


def refilled(tokens: float, since: datetime, at: datetime, held: Pace) -> float:
    """How many mails may leave at once, if `tokens` might some time ago. A clock that went back gives none."""
    passed = (at.astimezone(UTC) - since).total_seconds()
    gained = max(passed, 0) * held.per_minute / 60
    return min(tokens + gained, held.burst)


def retry_at(attempts: int, at: datetime) -> datetime | None:
    """When a mail that failed for now is tried again; None after the last try."""
    pauses = pace(at).retry_after
    return at + pauses[attempts - 1] if attempts <= len(pauses) else None


def check_at(checks: int, at: datetime) -> datetime | None:
    """When we ask what became of a mail, having asked so often; None where we stop asking."""
    pauses = pace(at).check_after
    return at + pauses[checks] if checks < len(pauses) else None


def next_digest(after: datetime, preference: NoticePreference, calendar: Calendar) -> datetime:
    """The first daily summary later than an instant, by the clock of London, on a working day where that is wanted.

    A time of day that the spring change leaves out is the instant at which it would have been; one that the autumn
    change has twice is the first of the two. So each day has one summary.
    """
    day = local_date(after)
    while True:
        moment = _moment(day, preference.digest_at)
        if moment > after and (not preference.working_days_only or calendar.is_working_day(day)):
            return moment
        day = days_after(day, 1)


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def mail_at(preference: NoticePreference, *, urgent: bool, at: datetime) -> datetime | None:
    """From when on a mail speaks of a notice that came at an instant; None where no mail is wanted."""
    if preference.choice == MailChoice.NONE:
        return None
    if urgent or preference.choice == MailChoice.INSTANT:
        return at
    return next_digest(at, preference, bundled())
