"""Opening a case file and putting together what it says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Organisation, OrganisationKind, Unit, User
from casework import events, permissions
from casework.models import CaseEvent, CaseFile, CaseFlag, Flag
from casework.operations import likeness, listing
from casework.rules import editing, identifiers
from casework.rules import likeness as likeness_rules
from foundation.periods import LONDON, local_date
from foundation.verdicts import Conflict, Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class CaseDetails:
    """What is asked when a case is opened. `urn` may be typed in any spelling."""

    urn: str
    police_unit: Unit
    cps_area: Organisation
    headline: str
    crime_reference: str = ""
    crime_recorded_on: date | None = None
    flags: Collection[str] = ()


class UrnTaken(Refused):
    """Another case file has this URN already."""


@transaction.atomic
def open_case_file(*, details: CaseDetails, by: User, at: datetime) -> CaseEvent:
    """Open a case file with a valid URN that nobody has, and return the event that says so.

    Raises NotPermitted, Refused (URN) or UrnTaken; then nothing has changed.
    """
    permissions.may_open_case(by, details.police_unit).require_permission()
    urn = identifiers.normalise_urn(details.urn)
    _check_new_urn(urn, details, local_date(at)).require()
    case_file = _create(urn, details, by, at)
    entry = events.record(events.CaseOpened(urn=urn), case_file=case_file, by=by, at=at)
    likeness.ask_about_urn(case_file, at)
    _say_when_recorded(case_file, by, at)
    _set(case_file, details.flags, by, at)
    return entry


def _say_when_recorded(case_file: CaseFile, by: User, at: datetime) -> None:
    if case_file.crime_recorded_on:
        crime = events.CrimeRecorded(crime_ref=case_file.crime_reference, recorded_on=case_file.crime_recorded_on)
        began = datetime.combine(case_file.crime_recorded_on, time.min, LONDON)
        events.record(crime, case_file=case_file, by=by, at=at, happened_at=min(began, at))


def _check_new_urn(urn: str, details: CaseDetails, today: date) -> Verdict:
    forces = Organisation.objects.on(today).filter(kind__in=[OrganisationKind.FORCE, OrganisationKind.AGENCY])
    verdict = identifiers.check_urn(urn, known_forces=set(forces.values_list("code", flat=True)), today=today)
    force = details.police_unit.organisation
    if verdict.allowed and urn[:2] != force.code:
        verdict &= Verdict.no("another_force", f"The URN starts with {urn[:2]}, but {force} uses {force.code}.", "urn")
    return verdict & _takes_files(details.cps_area, force, today) & _was_recorded(details.crime_recorded_on, today)


def _takes_files(area: Organisation, force: Organisation, today: date) -> Verdict:
    if force.area_links.on(today).filter(area=area).exists():
        return Verdict.ok()
    return Verdict.no("wrong_area", f"{area} does not take files from {force}.", "cps_area")


def _was_recorded(on: date | None, today: date) -> Verdict:
    if on is None or on <= today:
        return Verdict.ok()
    return Verdict.no("future_date", "The crime must have been recorded today or earlier.", "crime_recorded_on")


def _create(urn: str, details: CaseDetails, by: User, at: datetime) -> CaseFile:
    try:
        with transaction.atomic():
            return CaseFile.objects.create(
                urn=urn,
                force=details.police_unit.organisation,
                police_unit=details.police_unit,
                cps_area=details.cps_area,
                officer=by,
                headline=details.headline,
                crime_reference=details.crime_reference,
                crime_recorded_on=details.crime_recorded_on,
                opened_at=at,
            )
    except IntegrityError as error:
        message = (
            f"A case file with the URN {identifiers.display_urn(urn)} is open already. Search for it, or check it."
        )
        raise UrnTaken(Verdict.no("urn_taken", message, "urn")) from error


def check_version(thing: Any, expected: int) -> None:
    """Raise Conflict if a form was filled in against an older state of a row than is stored now."""
    if thing.version != expected:
        raise changed_meanwhile()


def changed_meanwhile() -> Conflict:
    """Return the refusal of a form that shows an older state than is stored now."""
    message = (
        "Someone else changed this while you were writing. What you typed is still in the form: "
        "compare it with what is saved now, then save again."
    )
    return Conflict(Verdict.no("changed_meanwhile", message, "version"))


def apply_changes(thing: Any, changes: Mapping[str, Any], *, by: User, at: datetime) -> list[str]:
    """Set new values on a row held under lock, save only those that differ with who and when, and name them."""
    changed = [name for name, value in changes.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, changes[name])
    if changed:
        thing.version += 1
        thing.changed_by, thing.changed_at = by, at
        thing.save(update_fields=[*changed, "version", "changed_by", "changed_at"])
    return changed


@transaction.atomic
def change_case(
    *, case_file: CaseFile, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Change the case's own details; None where nothing differs.

    Raises NotPermitted, Refused (closed to edits, an Area that cannot be, a day to come) or Conflict; then nothing
    has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    require_editable(case_file)
    check_version(case_file, expected_version)
    _check_changes(case_file, changes, local_date(at)).require()
    area = case_file.cps_area
    fields = apply_changes(case_file, changes, by=by, at=at)
    if not fields:
        return None
    listing.keep_standings(case_file)
    if "crime_recorded_on" in fields:
        _say_when_recorded(case_file, by, at)
    if "cps_area" in fields:
        listing.keep_names(case_file)
        moved = events.AreaCorrected(from_area=area.code, to_area=case_file.cps_area.code)
        events.record(moved, case_file=case_file, by=by, at=at)
    return events.record(events.CaseChanged(fields=fields), case_file=case_file, by=by, at=at)


def _check_changes(case_file: CaseFile, changes: Mapping[str, Any], today: date) -> Verdict:
    """The Area may be corrected until it has seen the file: from then on the file is in two agencies."""
    verdict = _was_recorded(changes.get("crime_recorded_on"), today)
    area = changes.get("cps_area", case_file.cps_area)
    if area == case_file.cps_area:
        return verdict
    if case_file.first_submitted_at:
        message = f"{case_file.cps_area} has received this file, so it cannot go to another Area now."
        return verdict & Verdict.no("sent_already", message, "cps_area")
    return verdict & _takes_files(area, case_file.force, today)


def require_live(case_file: CaseFile) -> None:
    """Raise Refused where the case was merged into another; ask it of a locked row, in everything that people write."""
    likeness_rules.live(case_file).require()


def require_editable(case_file: CaseFile) -> None:
    """Raise Refused while the file, or every suspect in it, is with someone else, or where it was merged away."""
    editing.editable(case_file, case_file.suspects.all()).require()


@transaction.atomic
def set_flags(
    *, case_file: CaseFile, codes: set[str], expected: set[str] | None = None, by: User, at: datetime
) -> list[CaseEvent]:
    """Make the case's flags exactly these, and return an event for each that was set or cleared.

    `expected` are those that the form showed. Raises NotPermitted, Refused (merged), or Conflict where they are
    others by now.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    require_live(case_file)
    live = {flag.code: flag for flag in case_file.flags.filter(cleared_at__isnull=True)}
    if expected is not None and expected != live.keys():
        raise changed_meanwhile()
    recorded = _set(case_file, codes - live.keys(), by, at)
    for code in sorted(live.keys() - codes):
        live[code].cleared_at, live[code].cleared_by = at, by
        live[code].save(update_fields=["cleared_at", "cleared_by"])
        recorded.append(events.record(events.FlagCleared(flag=code), case_file=case_file, by=by, at=at))
    listing.keep_standings(case_file)
    return recorded


def _set(case_file: CaseFile, codes: Collection[str], by: User, at: datetime) -> list[CaseEvent]:
    """Set flags that are not set yet, and return an event for each."""
    recorded = []
    for code in sorted(codes):
        CaseFlag.objects.create(case_file=case_file, code=Flag(code), set_at=at, set_by=by)
        recorded.append(events.record(events.FlagSet(flag=code), case_file=case_file, by=by, at=at))
    return recorded
