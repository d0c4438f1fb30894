"""Giving a case to another officer or to another unit of its force."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Unit, User
from accounts.queries.people import with_permission
from accounts.roles import Permission
from casework import events, permissions
from casework.models import CaseEvent, CaseFile
from casework.operations import building, listing
from foundation.periods import local_date
from foundation.verdicts import Verdict


@transaction.atomic
def hand_over(
    *, case_file: CaseFile, officer: User, police_unit: Unit, expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Make somebody the officer in the case, and a unit of its force the one that has it; None where nothing differs.

    Both sides ask that officer from then on, and the case is on their list, whoever holds the file just now.
    Raises NotPermitted, Refused (merged, who or which unit cannot have it) or Conflict; then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_hand_over(by, case_file).require_permission()
    building.require_live(case_file)
    building.check_version(case_file, expected_version)
    (_may_have_it(officer, case_file) & _is_of_the_force(police_unit, case_file, local_date(at))).require()
    had, unit = case_file.officer_id, case_file.police_unit.code
    changed = building.apply_changes(case_file, {"officer": officer, "police_unit": police_unit}, by=by, at=at)
    if not changed:
        return None
    listing.keep_standings(case_file)
    said = events.CaseHandedOver(
        from_officer_id=had, to_officer_id=officer.pk, from_unit=unit, to_unit=police_unit.code
    )
    return events.record(said, case_file=case_file, by=by, at=at)


def _may_have_it(officer: User, case_file: CaseFile) -> Verdict:
    """Whoever has it already may keep it, when only the unit changes; anybody else must build files in the force."""
    builders = with_permission(Permission.BUILD_FILE, organisation_id=case_file.force_id)
    if officer.pk == case_file.officer_id or builders.filter(pk=officer.pk).exists():
        return Verdict.ok()
    message = f"{officer} does not build files in {case_file.force}. Choose somebody who does."
    return Verdict.no("cannot_have_it", message, "officer")


def _is_of_the_force(unit: Unit, case_file: CaseFile, today: date) -> Verdict:
    ours = Unit.objects.on(today).filter(organisation=case_file.force_id)
    if unit.pk == case_file.police_unit_id or ours.filter(pk=unit.pk).exists():
        return Verdict.ok()
    message = f"{unit} is no unit of {case_file.force} today. Choose one that is."
    return Verdict.no("another_force", message, "police_unit")
