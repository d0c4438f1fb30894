"""Splitting a case file in two, and merging two into one. History and old references stay.

What moves is told again in the ledger of the case it comes to, so that each case's chain is whole by itself;
what happened before stays in the chain where it happened, and pages read both.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Model, QuerySet

from accounts.models import User
from casework import events, permissions
from casework.models import (
    Answer,
    CaseEvent,
    CaseFile,
    CaseFlag,
    Material,
    MaterialVersion,
    MediaDetails,
    Offence,
    Person,
    Suspect,
    Thread,
    UnusedItem,
)
from casework.operations import building, listing
from casework.operations.likeness import lock_both
from casework.rules import likeness as rules

SUFFIXES = "ABCDEFGHJKLMNPQRSTUVWXYZ"
COPIED = ("headline", "summary", "lines_of_enquiry", "crime_reference", "crime_recorded_on", "casework_type")


@transaction.atomic
def split_case(*, case_file: CaseFile, suspects: Sequence[Suspect], by: User, at: datetime) -> CaseEvent:
    """Give some suspects a case file of their own, with the same URN and the next suffix.

    Suspects and what is answered about them move; what the case says, its people, material and flags are in both.
    Raises NotPermitted or Refused (nobody or everybody chosen, or somebody the CPS has received); then nothing
    has changed. Returns the event in the new case's ledger.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    building.require_editable(case_file)
    everyone = list(case_file.suspects.select_for_update().order_by("number"))
    going = [suspect for suspect in everyone if suspect.pk in {chosen.pk for chosen in suspects}]
    (rules.split(case_file, going, everyone) & rules.never_received(going)).require()
    new = _new_part(case_file, by, at)
    events.record(events.CaseOpened(urn=new.slug), case_file=new, by=by, at=at)
    _copy_flags(case_file, new, by, at)
    people = _copy_people(case_file, new, by, at)
    _copy_material(case_file, new, people, by, at)
    _list_unused(UnusedItem.objects.filter(case_file=case_file), new, by, at)
    _move_suspects(going, new, by, at)
    _list(case_file, new)
    keys = [suspect.pk for suspect in going]
    told = events.CaseSplit(from_case_id=case_file.pk, to_case_id=new.pk, moved=keys)
    events.record(told, case_file=case_file, by=by, at=at, suspects=going)
    return events.record(told, case_file=new, by=by, at=at, suspects=going)


def _new_part(case_file: CaseFile, by: User, at: datetime) -> CaseFile:
    taken = set(CaseFile.objects.filter(urn=case_file.urn).values_list("suffix", flat=True))
    return CaseFile.objects.create(
        urn=case_file.urn,
        suffix=next(letter for letter in SUFFIXES if letter not in taken),
        force=case_file.force,
        police_unit=case_file.police_unit,
        cps_area=case_file.cps_area,
        cps_unit=case_file.cps_unit,
        officer=case_file.officer,
        opened_at=at,
        split_from=case_file,
        **{name: getattr(case_file, name) for name in COPIED},
    )


def _copy_flags(source: CaseFile, target: CaseFile, by: User, at: datetime) -> None:
    there = set(target.flags.filter(cleared_at__isnull=True).values_list("code", flat=True))
    for flag in source.flags.filter(cleared_at__isnull=True).exclude(code__in=there):
        CaseFlag.objects.create(case_file=target, code=flag.code, set_at=at, set_by=by)
        events.record(events.FlagSet(flag=flag.code), case_file=target, by=by, at=at)


def _copy_people(source: CaseFile, target: CaseFile, by: User, at: datetime) -> dict[int, Person]:
    """Give the new case its own rows for victims and witnesses; return them by the key of their original."""
    copies = {}
    for person in source.people.all():
        original, answers = person.pk, list(person.answers.all())
        person.pk, person.case_file = None, target
        person.save(force_insert=True)
        copies[original] = person
        _copy(answers, case_file=target, person=person)
        added = events.PersonAdded(person_id=person.pk, role=person.role)
        events.record(added, case_file=target, by=by, at=at)
    return copies


def _copy_material(source: CaseFile, target: CaseFile, people: dict[int, Person], by: User, at: datetime) -> None:
    """Give the new case its own rows for the same bytes; what is about one suspect stays with that suspect."""
    shared = source.material.filter(withdrawn_at__isnull=True, suspect__isnull=True)
    for item in shared.prefetch_related("versions", "redactions"):
        versions, redactions = list(item.versions.all()), list(item.redactions.all())
        media = list(MediaDetails.objects.filter(material=item))
        item.pk, item.case_file = None, target
        item.person = people[item.person_id] if item.person_id else None
        item.save(force_insert=True)
        for rows in (versions, redactions, media):
            _copy(rows, material=item)
        tell_material(item, target, by, at)


def _copy(rows: Sequence[Model], **belongs_to: Model) -> None:
    """Store the rows again as somebody else's."""
    for row in rows:
        row.pk = None
        for name, owner in belongs_to.items():
            setattr(row, name, owner)
    for model in {type(row) for row in rows}:
        model._default_manager.bulk_create(rows)


def tell_material(item: Material, case_file: CaseFile, by: User, at: datetime) -> None:
    """Tell in a case's ledger that a piece of material came to it with its latest version."""
    last = MaterialVersion.objects.filter(material=item).order_by("-number").first()
    said = events.MaterialAdded(
        material_id=item.pk,
        kind=item.kind,
        version=last.number if last else 1,
        sha256=last.sha256 if last else "",
    )
    events.record(said, case_file=case_file, by=by, at=at, suspects=[item.suspect] if item.suspect else [])


def _move_suspects(going: Sequence[Suspect], target: CaseFile, by: User, at: datetime) -> None:
    number = target.suspects.aggregate(last=Max("number"))["last"] or 0
    for suspect in going:
        number += 1
        suspect.case_file, suspect.number = target, number
        suspect.save(update_fields=["case_file", "number"])
        Answer.objects.filter(suspect=suspect).update(case_file=target)
        linked = events.SuspectLinked(suspect_number=number)
        events.record(linked, case_file=target, by=by, at=at, suspects=[suspect])
        basis = events.CustodyBasisChanged(basis=suspect.custody_basis)
        events.record(basis, case_file=target, by=by, at=at, suspects=[suspect])
        _tell_offences(suspect, target, by, at)
        for item in suspect.material.select_for_update().filter(withdrawn_at__isnull=True):
            item.case_file = target
            item.save(update_fields=["case_file"])
            tell_material(item, target, by, at)


def _tell_offences(suspect: Suspect, target: CaseFile, by: User, at: datetime) -> None:
    for offence in Offence.objects.filter(suspect=suspect).select_related("offence_code"):
        said = events.OffenceProposed(offence_id=offence.pk, offence_code=offence.offence_code.code)
        events.record(said, case_file=target, by=by, at=at, suspects=[suspect])
        if offence.withdrawn_at:
            gone = events.OffenceWithdrawn(offence_id=offence.pk, offence_code=offence.offence_code.code)
            events.record(gone, case_file=target, by=by, at=at, suspects=[suspect])


def _list_unused(items: QuerySet[UnusedItem], target: CaseFile, by: User, at: datetime) -> None:
    """List live unused items in a case too, under its own next numbers; where they were, they stay as history."""
    for item in items.filter(withdrawn_at__isnull=True).select_related("material").order_by("sensitive", "number"):
        last = target.unused_items.filter(sensitive=item.sensitive).aggregate(last=Max("number"))["last"]
        if item.material is not None and item.material.case_file_id != target.pk:
            item.material = None
        item.pk, item.case_file, item.number = None, target, (last or 0) + 1
        item.save(force_insert=True)
        said = events.UnusedItemAdded(
            item_id=item.pk,
            schedule="MG6D" if item.sensitive else "MG6C",
            number=item.number,
            presumption=item.presumption,
            sensitive=item.sensitive,
        )
        events.record(said, case_file=target, by=by, at=at)


@transaction.atomic
def merge_cases(*, leaving: CaseFile, into: CaseFile, by: User, at: datetime) -> CaseEvent:
    """Move everything of one case file into another; its reference leads there from now on.

    What both say of the case itself stays as the receiving case says it; the other's words stay in its own row.
    Raises NotPermitted or Refused (forces, sent already, somebody received); then nothing has changed.
    Returns the event in the receiving case's ledger.
    """
    leaving, into = lock_both(leaving, into)
    for case_file in (leaving, into):
        permissions.may_build(by, case_file).require_permission()
        building.require_editable(case_file)
    going = list(leaving.suspects.select_for_update().order_by("number"))
    (rules.merge(leaving, into) & rules.never_received(going)).require()
    _copy_flags(leaving, into, by, at)
    _move_people(leaving, into, by, at)
    _move_suspects(going, into, by, at)
    _move_material(leaving, into, by, at)
    _list_unused(UnusedItem.objects.filter(case_file=leaving), into, by, at)
    Thread.objects.filter(case_file=leaving).update(case_file=into)
    leaving.merged_into = into
    leaving.save(update_fields=["merged_into"])
    CaseFile.objects.filter(merged_into=leaving).update(merged_into=into)
    _list(leaving, into)
    told = events.CaseMerged(from_case_id=leaving.pk, to_case_id=into.pk, moved=[suspect.pk for suspect in going])
    events.record(told, case_file=leaving, by=by, at=at, suspects=going)
    return events.record(told, case_file=into, by=by, at=at, suspects=going)


def _list(*case_files: CaseFile) -> None:
    listing.keep_names(*case_files)
    listing.keep_standings(*case_files)


def _move_people(leaving: CaseFile, into: CaseFile, by: User, at: datetime) -> None:
    for person in Person.objects.filter(case_file=leaving):
        person.case_file = into
        person.save(update_fields=["case_file"])
        Answer.objects.filter(person=person).update(case_file=into)
        added = events.PersonAdded(person_id=person.pk, role=person.role)
        events.record(added, case_file=into, by=by, at=at)


def _move_material(leaving: CaseFile, into: CaseFile, by: User, at: datetime) -> None:
    """Move what the receiving case does not hold already; exact repeats stay behind with the old reference."""
    held = set(
        MaterialVersion.objects.filter(material__case_file=into, material__withdrawn_at__isnull=True).values_list(
            "sha256", flat=True
        )
    )
    for item in Material.objects.filter(case_file=leaving, withdrawn_at__isnull=True).prefetch_related("versions"):
        if held & {version.sha256 for version in item.versions.all()}:
            continue
        item.case_file = into
        item.save(update_fields=["case_file"])
        tell_material(item, into, by, at)
