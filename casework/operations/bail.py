"""Pre-charge bail: its grant and its end, wherever the file is meanwhile."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework.models import Bail, CaseEvent, CustodyBasis, Ended, Suspect
from casework.operations import custody
from casework.operations.custody_rows import lock_running, lock_to_keep, set_basis, touch
from casework.queries.custody import clock_of_bail
from casework.rules import custody as rules
from casework.rules import limits
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when


@transaction.atomic
def grant_bail(*, suspect: Suspect, granted_at: datetime, conditions: str = "", by: User, at: datetime) -> CaseEvent:
    """Record that a suspect is on pre-charge bail; a detention that goes on ends with it.

    Raises NotPermitted, Conflict (somebody recorded it already) or Refused with every reason; then nothing has
    changed.
    """
    case_file, suspect = lock_to_keep(suspect, by)
    running = suspect.bails.filter(ended_at__isnull=True).select_related("recorded_by").first()
    if running is not None:
        message = f"{running.recorded_by} recorded bail of {suspect} already, {when(running.recorded_at)}."
        raise Conflict(Verdict.no("on_bail_already", message))
    limit = limits.bail_limit_of(case_file.force.code)
    detention = suspect.detentions.select_for_update().filter(ended_at__isnull=True).first()
    last = suspect.bails.order_by("-ended_at").first()
    after = max(filter(None, (rules.latest_end(suspect), last.ended_at if last else None)), default=None)
    verdict = rules.is_open(suspect) & rules.in_force(limit, granted_at)
    verdict &= rules.moment(granted_at, field="granted_at", what="The grant of bail", at=at, after=after)
    if detention is not None:
        verdict &= custody.end_of(detention, granted_at, at)
    verdict.require()
    if detention is not None:
        custody.end(detention, Ended.BAILED, granted_at, by=by, at=at)
    made = Bail.objects.create(
        suspect=suspect,
        granted_at=granted_at,
        limit=limit,
        conditions=conditions.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    expires = clock_of_bail(made, suspect).deadline
    return set_basis(case_file, suspect, CustodyBasis.BAIL, since=granted_at, expires=expires, by=by, at=at)


@transaction.atomic
def end_bail(
    *, bail: Bail, ended: Ended, ended_at: datetime, expected_version: int, by: User, at: datetime
) -> CaseEvent:
    """Record that bail ended otherwise than by a new detention, which `custody.detain` does.

    Raises NotPermitted, Conflict or Refused; then nothing has changed.
    """
    case_file, suspect, bail = lock_running(bail, expected_version, by)
    verdict = rules.moment(ended_at, field="ended_at", what="The end of bail", at=at, after=bail.granted_at)
    if ended not in rules.AFTER_BAIL:
        verdict &= Verdict.no("wrong_end", "Choose how bail ended.", "ended")
    verdict.require()
    bail.ended_at, bail.ended = ended_at, ended
    touch(bail, by, at, "ended_at", "ended")
    basis = rules.AFTER_BAIL[ended]
    return set_basis(case_file, suspect, basis, since=ended_at, expires=None, by=by, at=at)
