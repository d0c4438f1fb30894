"""More time for detention and bail: a row each with both deadlines, why, and who agreed."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events
from casework.models import Bail, CaseEvent, CaseFile, Detention, Extension, Rank, Suspect
from casework.operations import listing
from casework.operations.custody_rows import lock_running, touch
from casework.queries import custody as read
from casework.rules import clocks, limits
from casework.rules import custody as rules
from casework.rules.clocks import Running
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class ExtensionDetails:
    """More time as it was agreed. `amount` is the whole length from the start; None for all of the new limit."""

    limit: str
    rank: Rank
    agreed_by: str
    agreed_on: datetime
    reason: str
    amount: int | None = None

    def length(self) -> int:
        """The whole length from the start, in the unit of the limit."""
        return self.amount if self.amount is not None else limits.latest(self.limit).span.amount

    def check(self, at: datetime, since: datetime) -> Verdict:
        """Say whether all is told, and of a moment that can be."""
        return (
            rules.moment(self.agreed_on, field="agreed_on", what="When it was agreed", at=at, after=since)
            & rules.said(self.agreed_by, field="agreed_by", ask="Say who agreed to it.")
            & rules.said(self.reason, field="reason", ask="Say why more time is needed.")
        )


@transaction.atomic
def extend_detention(
    *, detention: Detention, extension: ExtensionDetails, expected_version: int, by: User, at: datetime
) -> CaseEvent:
    """Record that detention may last longer, as it was agreed before it ran out.

    Raises NotPermitted, Conflict or Refused with every reason; then nothing has changed.
    """
    case_file, suspect, detention = lock_running(detention, expected_version, by)
    facts = read.facts_of_detention(detention)
    clock = clocks.detention(facts)[0]
    if clock.deadline is None:
        raise Refused(rules.PAUSED)
    _check(extension, clock, suspect, now=facts.limit, amount=facts.amount, at=at).require()
    longer = clocks.detention(replace(facts, limit=extension.limit, amount=extension.length()))[0]
    row = _row(extension, clock, longer, by=by, at=at)
    row.detention = detention
    row.save()
    touch(detention, by, at)
    return _recorded(row, "detention", case_file, suspect, by=by, at=at)


@transaction.atomic
def extend_bail(*, bail: Bail, extension: ExtensionDetails, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Record that bail may last longer, as it was agreed before it ran out.

    While bail stands still, both deadlines are those that there would be if it went on from the moment of agreement.
    Raises NotPermitted, Conflict or Refused with every reason; then nothing has changed.
    """
    case_file, suspect, bail = lock_running(bail, expected_version, by)
    facts = read.facts_of_bail(bail)
    spells = read.spells_of(suspect).as_if_police_had_it(extension.agreed_on)
    clock = clocks.bail(facts, spells)
    _check(extension, clock, suspect, now=facts.limit, amount=facts.amount, at=at).require()
    longer = clocks.bail(replace(facts, limit=extension.limit, amount=extension.length()), spells)
    row = _row(extension, clock, longer, by=by, at=at)
    row.bail = bail
    row.save()
    touch(bail, by, at)
    return _recorded(row, "bail", case_file, suspect, by=by, at=at)


def _check(
    extension: ExtensionDetails, clock: Running, suspect: Suspect, *, now: str, amount: int | None, at: datetime
) -> Verdict:
    """Every reason why a clock cannot be extended so."""
    kind = "bail" if clock.code.startswith("bail") else "detention"
    offences = suspect.offences.filter(withdrawn_at__isnull=True).select_related("offence_code")
    step = rules.step_to(kind, extension.limit)
    if step is None:
        return Verdict.no("wrong_step", "Choose what it is extended to.", "limit")
    return (
        rules.is_open(suspect)
        & extension.check(at, clock.began)
        & rules.before_expiry(extension.agreed_on, clock.deadline)
        & rules.extension(
            step,
            now=now,
            amount_now=amount if amount is not None else limits.latest(now).span.amount,
            amount=extension.length(),
            rank=extension.rank,
            offences=offences,
        )
    )


def _row(extension: ExtensionDetails, clock: Running, longer: Running, *, by: User, at: datetime) -> Extension:
    """The row of an extension, not stored yet."""
    last = Extension(
        limit=extension.limit,
        amount=extension.length(),
        original_deadline=min(filter(None, (clock.original, clock.deadline))),
        reason=extension.reason.strip(),
        rank=extension.rank,
        agreed_by=extension.agreed_by.strip(),
        agreed_on=extension.agreed_on,
        recorded_at=at,
        recorded_by=by,
    )
    assert clock.deadline is not None
    assert longer.deadline is not None
    last.old_deadline, last.new_deadline = clock.deadline, longer.deadline
    return last


def _recorded(
    row: Extension, clock: str, case_file: CaseFile, suspect: Suspect, *, by: User, at: datetime
) -> CaseEvent:
    listing.keep_standings(case_file)
    said = events.LimitExtended(
        clock=clock,
        limit=row.limit,
        original_deadline=row.original_deadline,
        old_deadline=row.old_deadline,
        limit_expires_at=row.new_deadline,
        rank=row.rank,
    )
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[suspect], happened_at=row.agreed_on)
