"""What changes of detention and bail have in common: their lock, their version, the footing of the suspect."""

from datetime import datetime
from typing import TypeVar

from accounts.models import User
from casework import events, permissions
from casework.models import Bail, CaseEvent, CaseFile, CustodyBasis, Detention, Suspect
from casework.operations import building, listing, locking
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when

R = TypeVar("R", Detention, Bail)


def lock_to_keep(suspect: Suspect, by: User) -> tuple[CaseFile, Suspect]:
    """Lock a case and a suspect for somebody who may keep custody records. Raises NotPermitted, Refused or Conflict."""
    case_file, suspect = locking.lock_suspect(suspect)
    permissions.may_keep_custody(by, case_file).require_permission()
    return case_file, suspect


def lock_running(row: R, expected_version: int, by: User) -> tuple[CaseFile, Suspect, R]:
    """Lock a detention or bail that goes on, as the form showed it; raises Conflict naming who changed it and when."""
    case_file, suspect = lock_to_keep(row.suspect, by)
    kept: R = type(row)._default_manager.select_for_update().get(pk=row.pk)
    kept.suspect = suspect
    if kept.ended_at is not None or kept.version != expected_version:
        done = f"ended on {when(kept.ended_at)}" if kept.ended_at else "changed"
        who, at = kept.changed_by or kept.recorded_by, kept.changed_at or kept.recorded_at
        message = f"{kept} was {done} meanwhile, recorded by {who}, {when(at)}. Look at what is recorded now."
        raise Conflict(Verdict.no("changed_meanwhile", message, "version"))
    return case_file, suspect, kept


def touch(row: Detention | Bail, by: User, at: datetime, *fields: str) -> None:
    """Save a detention or bail, whose clock is another from now on."""
    row.version += 1
    row.changed_by, row.changed_at = by, at
    row.save(update_fields=[*fields, "version", "changed_by", "changed_at"])


def set_basis(
    case_file: CaseFile,
    suspect: Suspect,
    basis: CustodyBasis | None,
    *,
    since: datetime,
    expires: datetime | None,
    by: User,
    at: datetime,
) -> CaseEvent:
    """Put a suspect on a footing, or leave them on theirs, and record since when and until when."""
    if basis is not None:
        building.apply_changes(suspect, {"custody_basis": basis.value}, by=by, at=at)
    listing.keep_standings(case_file)
    said = events.CustodyBasisChanged(basis=suspect.custody_basis, since=since, limit_expires_at=expires)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[suspect], happened_at=since)
