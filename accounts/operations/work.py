"""Keeping what decides which work somebody can be given: their own doing, or that of whoever manages their work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Leave, Trait, TraitKind, User, WorkingPattern
from accounts.permissions import may_keep_work
from accounts.rules.work import FULL_TIME, WEEK, codes
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import day, when


@dataclass(frozen=True, kw_only=True)
class TraitDetails:
    """What is noted, from which local day to which, both included; without a last day it stays."""

    kind: TraitKind
    code: str
    starts_on: date
    ends_on: date | None = None

    def check(self, today: date) -> Verdict:
        """Say whether there is such a code, and whether the days make sense."""
        verdict = Verdict.ok()
        if self.code not in {each.code for each in codes(self.kind, today)}:
            verdict &= Verdict.no("unknown_code", "Choose from the list.", "code")
        if self.ends_on and self.ends_on < max(self.starts_on, today):
            verdict &= Verdict.no("ends_before_start", "The last day must not be past or before the first.", "ends_on")
        return verdict


@dataclass(frozen=True, kw_only=True)
class PatternDetails:
    """Days worked and days in court as numbers, Monday is 1; hours in per cent of full time; from a local day on."""

    days: Sequence[int]
    court_days: Sequence[int]
    share: int
    starts_on: date

    def check(self) -> Verdict:
        """Say whether the days and hours make sense."""
        verdict = Verdict.ok()
        if not self.days or not set(self.days) <= set(range(1, len(WEEK) + 1)):
            verdict &= Verdict.no("no_days", "Select at least one working day.", "days")
        if not set(self.court_days) <= set(self.days):
            message = "Every day in court must be a working day: select it in both lists."
            verdict &= Verdict.no("court_is_work", message, "court_days")
        if not 1 <= self.share <= FULL_TIME:
            verdict &= Verdict.no("no_share", "Hours must be between 1 and 100 per cent of full time.", "share")
        return verdict


def _lock(person: User, by: User) -> User:
    """Lock whose arrangements change, so that two at once see each other; raises NotPermitted."""
    row = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    may_keep_work(by, row).require_permission()
    return row


@transaction.atomic
def note(*, person: User, details: TraitDetails, by: User, at: datetime) -> Trait:
    """Note a specialism, a restriction or a grade; a new grade ends the one before.

    Raises NotPermitted or Refused (code, days, noted already); then nothing has changed.
    """
    person = _lock(person, by)
    details.check(local_date(at)).require()
    same = Trait.objects.filter(person=person, kind=details.kind, ended_at__isnull=True)
    if details.kind is TraitKind.GRADE:
        same.update(ended_at=at, ended_by=by)
    elif _overlapping(same, details):
        raise Refused(Verdict.no("noted_already", "This is noted on some of these days already.", "code"))
    return Trait.objects.create(
        person=person,
        kind=details.kind,
        code=details.code,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        noted_by=by,
        noted_at=at,
    )


def _overlapping(rows: Iterable[Trait], details: TraitDetails) -> bool:
    return any(
        row.code == details.code
        and (row.ends_on is None or row.ends_on >= details.starts_on)
        and (details.ends_on is None or row.starts_on <= details.ends_on)
        for row in rows
    )


@transaction.atomic
def end(*, trait: Trait, by: User, at: datetime) -> Trait:
    """Take away what was noted. Raises NotPermitted, or Conflict where somebody did so already."""
    _lock(trait.person, by)
    row = Trait.objects.select_related("ended_by").get(pk=trait.pk)
    if row.ended_at:
        raise Conflict(Verdict.no("ended_already", f"{row.ended_by} took this away already, {when(row.ended_at)}."))
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])
    return row


@transaction.atomic
def set_pattern(
    *, person: User, details: PatternDetails, replaces: int | None, by: User, at: datetime
) -> WorkingPattern:
    """Say when somebody works from a day on. `replaces` is the key of the pattern that was seen, None for none.

    Raises NotPermitted, Refused (days, hours), or Conflict where somebody set another meanwhile.
    """
    person = _lock(person, by)
    details.check().require()
    latest = person.patterns.select_related("noted_by").order_by("-id").first()
    if latest is not None and latest.pk != replaces:
        message = f"{latest.noted_by} changed the working days, {when(latest.noted_at)}. Check them, then save again."
        raise Conflict(Verdict.no("changed_meanwhile", message))
    return WorkingPattern.objects.create(
        person=person,
        days=sorted(set(details.days)),
        court_days=sorted(set(details.court_days)),
        share=details.share,
        starts_on=details.starts_on,
        noted_by=by,
        noted_at=at,
    )


@transaction.atomic
def note_leave(*, person: User, starts_on: date, ends_on: date, by: User, at: datetime) -> Leave:
    """Note days on which somebody is away, both included. Raises NotPermitted or Refused (days); nothing changed."""
    person = _lock(person, by)
    if ends_on < max(starts_on, local_date(at)):
        raise Refused(Verdict.no("ends_before_start", "The last day must not be past or before the first.", "ends_on"))
    other = person.leave.between(starts_on, ends_on).first()
    if other:
        days = f"from {day(other.starts_on)} to {day(other.ends_on)}"
        raise Refused(Verdict.no("overlaps", f"Leave {days} is noted already. Cancel that first.", "starts_on"))
    return Leave.objects.create(person=person, starts_on=starts_on, ends_on=ends_on, noted_by=by, noted_at=at)


@transaction.atomic
def cancel_leave(*, leave: Leave, by: User, at: datetime) -> Leave:
    """Cancel leave. Raises NotPermitted, or Conflict where somebody did so already."""
    _lock(leave.person, by)
    row = Leave.objects.select_related("cancelled_by").get(pk=leave.pk)
    if row.cancelled_at:
        message = f"{row.cancelled_by} cancelled this leave already, {when(row.cancelled_at)}."
        raise Conflict(Verdict.no("cancelled_already", message))
    row.cancelled_at, row.cancelled_by = at, by
    row.save(update_fields=["cancelled_at", "cancelled_by"])
    return row
