"""What else a suspect is known as. Names stand in the table only: the ledger says that there is one, not which."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events, permissions
from casework.models import Alias, CaseEvent, CaseFile, Suspect
from casework.operations import listing, locking
from casework.operations.people import require_suspect_editable
from foundation.verdicts import Refused, Verdict

MOST_ALIASES = 20


@dataclass(frozen=True, kw_only=True)
class OtherName:
    """Another name; a nickname has no given names."""

    family_name: str
    given_names: str = ""


@transaction.atomic
def add(*, suspect: Suspect, name: OtherName, by: User, at: datetime) -> CaseEvent:
    """Note another name of a suspect.

    Raises NotPermitted or Refused (with someone else, noted already, too many); then nothing has changed.
    """
    case_file, suspect = _locked(suspect, by)
    _check(suspect, name).require()
    alias = Alias.objects.create(
        suspect=suspect, family_name=name.family_name, given_names=name.given_names, added_at=at, added_by=by
    )
    listing.keep_names(case_file)
    return events.record(events.AliasAdded(alias_id=alias.pk), case_file=case_file, by=by, at=at, suspects=[suspect])


@transaction.atomic
def remove(*, alias: Alias, by: User, at: datetime) -> CaseEvent:
    """Take a name away that was noted wrongly. Raises NotPermitted or Refused; then nothing has changed."""
    case_file, suspect = _locked(alias.suspect, by)
    gone = Alias.objects.filter(pk=alias.pk, suspect=suspect).first()
    if gone is None:
        raise Refused(Verdict.no("already_done", "Somebody has taken this name away already."))
    key = gone.pk
    gone.delete()
    listing.keep_names(case_file)
    return events.record(events.AliasRemoved(alias_id=key), case_file=case_file, by=by, at=at, suspects=[suspect])


def _locked(suspect: Suspect, by: User) -> tuple[CaseFile, Suspect]:
    case_file, suspect = locking.lock_suspect(suspect)
    permissions.may_build(by, case_file).require_permission()
    require_suspect_editable(suspect)
    return case_file, suspect


def _check(suspect: Suspect, name: OtherName) -> Verdict:
    noted = suspect.aliases.all()
    if noted.filter(family_name=name.family_name, given_names=name.given_names).exists():
        return Verdict.no("noted_already", "This name is noted for this suspect already.", "family_name")
    if noted.count() >= MOST_ALIASES:
        return Verdict.no("too_many", f"A suspect can have {MOST_ALIASES} other names at most.", "family_name")
    return Verdict.ok()
