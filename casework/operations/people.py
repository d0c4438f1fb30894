"""Suspects, the offences proposed against them, victims and witnesses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from casework import events, permissions
from casework.models import CaseEvent, CaseFile, Material, Offence, OffenceCode, Person, Suspect
from casework.operations import building, likeness, listing, locking
from casework.rules import custody
from foundation.periods import local_date
from foundation.verdicts import Reason, Refused, Verdict


@transaction.atomic
def add_suspect(*, case_file: CaseFile, facts: Mapping[str, Any], by: User, at: datetime) -> CaseEvent:
    """Add a suspect. `facts` holds Suspect's own fields. Other suspects' statuses do not move.

    Raises NotPermitted or Refused; then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    building.require_live(case_file)
    (_check_suspect(facts, local_date(at)) & _one_date_of_birth(facts)).require()
    number = (case_file.suspects.aggregate(last=Max("number"))["last"] or 0) + 1
    suspect = Suspect.objects.create(case_file=case_file, number=number, status_at=at, **facts)
    listing.keep_names(case_file)
    listing.keep_standings(case_file)
    entry = events.record(
        events.SuspectLinked(suspect_number=number), case_file=case_file, by=by, at=at, suspects=[suspect]
    )
    basis = events.CustodyBasisChanged(basis=suspect.custody_basis)
    events.record(basis, case_file=case_file, by=by, at=at, suspects=[suspect])
    likeness.ask_about_person(suspect, at)
    return entry


def _check_suspect(facts: Mapping[str, Any], today: date) -> Verdict:
    born = facts.get("date_of_birth")
    if born and born > today:
        return Verdict.no("future_date", "The date of birth must be in the past.", "date_of_birth")
    return Verdict.ok()


def _one_date_of_birth(facts: Mapping[str, Any]) -> Verdict:
    """It is given, or it is said that nobody knows it; never both."""
    if facts.get("date_of_birth") and facts.get("date_of_birth_unknown"):
        message = "Give the date of birth, or say that it is not known, not both."
        return Verdict.no("known_and_unknown", message, "date_of_birth_unknown")
    return Verdict.ok()


@transaction.atomic
def change_suspect(
    *, suspect: Suspect, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Change what the file says of a suspect; None where nothing differs.

    Raises NotPermitted, Refused (with someone else) or Conflict; then nothing has changed.
    """
    case_file, suspect = locking.lock_suspect(suspect)
    permissions.may_build(by, case_file).require_permission()
    require_suspect_editable(suspect)
    known = {name: getattr(suspect, name) for name in ("date_of_birth", "date_of_birth_unknown")}
    (_check_suspect(changes, local_date(at)) & _one_date_of_birth({**known, **changes})).require()
    building.check_version(suspect, expected_version)
    _check_basis(suspect, changes).require()
    fields = building.apply_changes(suspect, changes, by=by, at=at)
    if not fields:
        return None
    if {"family_name", "given_names", "date_of_birth"} & set(fields):
        likeness.ask_about_person(suspect, at)
        listing.keep_names(case_file)
    if "custody_basis" in fields:
        listing.keep_standings(case_file)
        basis = events.CustodyBasisChanged(basis=suspect.custody_basis)
        events.record(basis, case_file=case_file, by=by, at=at, suspects=[suspect])
    return events.record(events.SuspectChanged(fields=fields), case_file=case_file, by=by, at=at, suspects=[suspect])


def _check_basis(suspect: Suspect, changes: Mapping[str, Any]) -> Verdict:
    """The footing is not changed past a detention or bail that is recorded and goes on."""
    if changes.get("custody_basis", suspect.custody_basis) == suspect.custody_basis:
        return Verdict.ok()
    detention = suspect.detentions.filter(ended_at__isnull=True).first()
    bail = suspect.bails.filter(ended_at__isnull=True).first()
    return custody.basis_follows(suspect, changes["custody_basis"], detention, bail)


def require_suspect_editable(suspect: Suspect) -> None:
    """Raise Refused while the suspect's part of the file is with someone else."""
    if not suspect.is_editable:
        message = f"The file on {suspect} cannot be changed now: it is with someone else, or finished."
        raise Refused(Verdict.no("not_editable", message, f"suspect-{suspect.pk}"))


@dataclass(frozen=True, kw_only=True)
class OffenceDetails:
    """An offence that police propose; dates are local days, `ends_on` only for a range."""

    offence_code: OffenceCode
    starts_on: date
    ends_on: date | None = None
    place: str = ""

    def check(self, today: date) -> Verdict:
        """Say whether the dates are possible and the offence existed on the first of them."""
        verdict = Verdict.ok()
        if self.starts_on > today:
            verdict &= Verdict.no("future_date", "The offence must have happened today or earlier.", "starts_on")
        if self.ends_on and self.ends_on < self.starts_on:
            verdict &= Verdict.no("ends_before_start", "The last day must not be before the first day.", "ends_on")
        if self.offence_code.valid_from > self.starts_on:
            code = self.offence_code.code
            verdict &= Verdict.no("not_in_force", f"{code} was not an offence on that day.", "offence_code")
        return verdict


@transaction.atomic
def propose_offence(*, suspect: Suspect, details: OffenceDetails, by: User, at: datetime) -> CaseEvent:
    """Propose an offence against a suspect. Raises NotPermitted or Refused; then nothing has changed."""
    case_file, suspect = locking.lock_suspect(suspect)
    permissions.may_build(by, case_file).require_permission()
    require_suspect_editable(suspect)
    (details.check(local_date(at)) & _not_proposed_yet(suspect, details)).require()
    offence = Offence.objects.create(
        suspect=suspect,
        offence_code=details.offence_code,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        place=details.place,
        proposed_at=at,
        proposed_by=by,
    )
    listing.keep_standings(case_file)
    said = events.OffenceProposed(offence_id=offence.pk, offence_code=details.offence_code.code)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


def _not_proposed_yet(suspect: Suspect, details: OffenceDetails) -> Verdict:
    """The same offence on the same days is the same offence; a second count has its own date or place."""
    same = suspect.offences.filter(
        offence_code__code=details.offence_code.code,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        place=details.place,
        withdrawn_at__isnull=True,
    )
    if not same.exists():
        return Verdict.ok()
    message = f"{details.offence_code.code} on that day is proposed for {suspect} already."
    return Verdict.no("proposed_already", message, "offence_code")


@transaction.atomic
def withdraw_offence(*, offence: Offence, by: User, at: datetime) -> CaseEvent:
    """Stop proposing an offence. Raises NotPermitted or Refused; then nothing has changed.

    Nothing else about an offence ever changes, so no form can show an older state of it than is stored now.
    """
    case_file, suspect = locking.lock_suspect(offence.suspect)
    permissions.may_build(by, case_file).require_permission()
    offence = Offence.objects.select_for_update(of=("self",)).select_related("offence_code").get(pk=offence.pk)
    require_suspect_editable(suspect)
    if offence.withdrawn_at:
        raise Refused(Verdict.no("withdrawn", "This offence has been withdrawn already."))
    offence.withdrawn_at = at
    offence.save(update_fields=["withdrawn_at"])
    listing.keep_standings(case_file)
    said = events.OffenceWithdrawn(offence_id=offence.pk, offence_code=offence.offence_code.code)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


@transaction.atomic
def add_person(*, case_file: CaseFile, facts: Mapping[str, Any], by: User, at: datetime) -> CaseEvent:
    """Add a victim or a witness. `facts` holds Person's own fields."""
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    building.require_editable(case_file)
    _check_suspect(facts, local_date(at)).require()
    person = Person.objects.create(case_file=case_file, added_at=at, added_by=by, **facts)
    listing.keep_names(case_file)
    said = events.PersonAdded(person_id=person.pk, role=person.role)
    return events.record(said, case_file=case_file, by=by, at=at)


@transaction.atomic
def change_person(
    *, person: Person, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Change what the file says of a victim or witness; None where nothing differs."""
    case_file, person = locking.lock_person(person)
    permissions.may_build(by, case_file).require_permission()
    building.require_editable(case_file)
    (_is_in_the_file(person) & _check_suspect(changes, local_date(at))).require()
    building.check_version(person, expected_version)
    fields = building.apply_changes(person, changes, by=by, at=at)
    if not fields:
        return None
    listing.keep_names(case_file)
    said = events.PersonChanged(person_id=person.pk, role=person.role, fields=fields)
    return events.record(said, case_file=case_file, by=by, at=at)


@transaction.atomic
def withdraw_person(*, person: Person, reason: str, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Take somebody off the file who was put in it by mistake, with what is answered about them.

    What was sent to the CPS before keeps them, and so does the history. Raises NotPermitted, Refused (no reason,
    withdrawn before, material that is about them) or Conflict; then nothing has changed.
    """
    case_file, person = locking.lock_person(person)
    permissions.may_build(by, case_file).require_permission()
    building.require_editable(case_file)
    building.check_version(person, expected_version)
    (_is_in_the_file(person) & _says_why(reason) & _nothing_is_about(person, by)).require()
    gone = {"withdrawn_at": at, "withdrawn_by": by, "withdrawn_because": reason.strip()}
    building.apply_changes(person, gone, by=by, at=at)
    listing.keep_names(case_file)
    said = events.PersonWithdrawn(person_id=person.pk, role=person.role)
    return events.record(said, case_file=case_file, by=by, at=at)


def _is_in_the_file(person: Person) -> Verdict:
    if person.withdrawn_at is None:
        return Verdict.ok()
    return Verdict.no("withdrawn", f"{person} has been withdrawn from this file already.")


def _says_why(reason: str) -> Verdict:
    return Verdict.ok() if reason.strip() else Verdict.no("no_reason", "Say why they are withdrawn.", "reason")


def _nothing_is_about(person: Person, by: User) -> Verdict:
    """Name what still refers to somebody, of what the reader may know of, with where it is mended."""
    rows = Material.objects.visible_to(by).filter(person=person, withdrawn_at__isnull=True).order_by("kind", "id")
    return Verdict.of(
        *(
            Reason("still_about", f"“{item.title}” is about {person}. Withdraw it, or say whom it is about.", "")
            for item in rows
        )
    )
