"""What two case files hold, when one becomes two or two become one: copied or moved, and told where it comes to.

Every function here is part of an operation of `splitting`, which holds the locks and has asked who may. Those that
give rows of their own to a case return them by the key of the row that they stand for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Max, Model, QuerySet

from accounts.models import User
from casework import events
from casework.models import (
    Answer,
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
from casework.operations import unused
from casework.rules.disclosure import DISCLOSURE
from casework.rules.material import newest


def copy_flags(source: CaseFile, target: CaseFile, by: User, at: datetime) -> None:
    """Set the flags of one case on another too."""
    there = set(target.flags.filter(cleared_at__isnull=True).values_list("code", flat=True))
    for flag in source.flags.filter(cleared_at__isnull=True).exclude(code__in=there):
        CaseFlag.objects.create(case_file=target, code=flag.code, set_at=at, set_by=by)
        events.record(events.FlagSet(flag=flag.code), case_file=target, by=by, at=at)


def copy_answers(source: CaseFile, target: CaseFile, by: User, at: datetime) -> None:
    """Give the new case what is answered about the case itself, as those who answered it said it."""
    answers = list(_about_the_case(source))
    _copy(answers, case_file=target)
    _tell_answers(answers, target, by, at)


def bring_answers(leaving: CaseFile, into: CaseFile, by: User, at: datetime) -> None:
    """Move the answers about the case itself to questions that the receiving case has not answered."""
    said = _about_the_case(into).values("question")
    answers = list(_about_the_case(leaving).exclude(question__in=said))
    Answer.objects.filter(pk__in=[answer.pk for answer in answers]).update(case_file=into)
    _tell_answers(answers, into, by, at)


def _about_the_case(case_file: CaseFile) -> QuerySet[Answer]:
    """Its answers, less the certificates and nil returns: somebody gave those for one file, and is asked again."""
    rows = Answer.objects.filter(case_file=case_file, suspect__isnull=True, person__isnull=True)
    return rows.exclude(question__startswith=DISCLOSURE).order_by("question")


def _tell_answers(answers: Sequence[Answer], target: CaseFile, by: User, at: datetime) -> None:
    if answers:
        codes = [answer.question for answer in answers]
        said = events.AnswersGiven(form="", section="", questions=codes, confirmed=[], person_id=None)
        events.record(said, case_file=target, by=by, at=at)


def copy_people(source: CaseFile, target: CaseFile, by: User, at: datetime) -> dict[int, Person]:
    """Give the new case its own rows for victims and witnesses, with what is answered about them."""
    copies = {}
    for person in source.people.live():
        original, answers = person.pk, list(person.answers.all())
        person.pk, person.case_file = None, target
        person.save(force_insert=True)
        copies[original] = person
        _copy(answers, case_file=target, person=person)
        _tell_person(person, target, by, at)
    return copies


def move_people(leaving: CaseFile, into: CaseFile, by: User, at: datetime) -> None:
    """Move victims and witnesses, with what is answered about them; those who were withdrawn go untold."""
    for person in Person.objects.filter(case_file=leaving):
        person.case_file = into
        person.save(update_fields=["case_file"])
        Answer.objects.filter(person=person).update(case_file=into)
        if person.withdrawn_at is None:
            _tell_person(person, into, by, at)


def _tell_person(person: Person, target: CaseFile, by: User, at: datetime) -> None:
    added = events.PersonAdded(person_id=person.pk, role=person.role)
    events.record(added, case_file=target, by=by, at=at)


def copy_material(
    source: CaseFile, target: CaseFile, people: Mapping[int, Person], by: User, at: datetime
) -> dict[int, Material]:
    """Give the new case its own rows for the same bytes; what is about one suspect stays with that suspect."""
    copies = {}
    shared = source.material.filter(withdrawn_at__isnull=True, suspect__isnull=True)
    for item in shared.prefetch_related("versions", "redactions"):
        original, versions, redactions = item.pk, list(item.versions.all()), list(item.redactions.all())
        media = list(MediaDetails.objects.filter(material=item))
        item.pk, item.case_file = None, target
        item.person = people.get(item.person_id) if item.person_id else None
        item.save(force_insert=True)
        copies[original] = item
        for rows in (versions, redactions, media):
            _copy(rows, material=item)
        _tell_material(item, target, by, at)
    return copies


def _copy(rows: Sequence[Model], **belongs_to: Model) -> None:
    """Store the rows again as somebody else's."""
    for row in rows:
        row.pk = None
        for name, owner in belongs_to.items():
            setattr(row, name, owner)
    for model in {type(row) for row in rows}:
        model._default_manager.bulk_create(rows)


def move_material(leaving: CaseFile, into: CaseFile, by: User, at: datetime) -> dict[int, Material]:
    """Move what the receiving case does not hold already, and return what stands there for the rest.

    An exact repeat stays behind with the old reference: a document whose newest version is held there, as openly or
    as closely as here. What was withdrawn comes along untold: its history does.
    """
    held = _by_digest(into)
    instead = {}
    for item in Material.objects.filter(case_file=leaving).prefetch_related("versions"):
        version = newest(item)
        same = held.get((version.sha256, item.sensitive)) if version and item.withdrawn_at is None else None
        if same:
            instead[item.pk] = same
        else:
            _move_item(item, into, by, at)
    return instead


def _by_digest(case_file: CaseFile) -> dict[tuple[str, bool], Material]:
    """The live material that holds some bytes, by their digest and whether it is sensitive."""
    rows = MaterialVersion.objects.filter(material__case_file=case_file, material__withdrawn_at__isnull=True)
    return {(row.sha256, row.material.sensitive): row.material for row in rows.select_related("material")}


def _move_item(item: Material, target: CaseFile, by: User, at: datetime) -> None:
    item.case_file = target
    item.save(update_fields=["case_file"])
    if item.withdrawn_at is None:
        _tell_material(item, target, by, at)


def _tell_material(item: Material, case_file: CaseFile, by: User, at: datetime) -> None:
    """Tell in a case's ledger that a piece of material came to it with its latest version."""
    last = MaterialVersion.objects.filter(material=item).order_by("-number").first()
    said = events.MaterialAdded(
        material_id=item.pk,
        kind=item.kind,
        version=last.number if last else 1,
        sha256=last.sha256 if last else "",
    )
    events.record(said, case_file=case_file, by=by, at=at, suspects=[item.suspect] if item.suspect else [])


def move_suspects(going: Iterable[Suspect], target: CaseFile, by: User, at: datetime) -> None:
    """Move suspects with what is answered and held about them; each is told as if they had joined just now."""
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
        for item in suspect.material.select_for_update():
            _move_item(item, target, by, at)


def _tell_offences(suspect: Suspect, target: CaseFile, by: User, at: datetime) -> None:
    for offence in Offence.objects.filter(suspect=suspect).select_related("offence_code"):
        said = events.OffenceProposed(offence_id=offence.pk, offence_code=offence.offence_code.code)
        events.record(said, case_file=target, by=by, at=at, suspects=[suspect])
        if offence.withdrawn_at:
            gone = events.OffenceWithdrawn(offence_id=offence.pk, offence_code=offence.offence_code.code)
            events.record(gone, case_file=target, by=by, at=at, suspects=[suspect])


def list_unused(
    source: CaseFile, target: CaseFile, material: Mapping[int, Material], by: User, at: datetime
) -> dict[int, UnusedItem]:
    """List live unused items in a case too, under its own next numbers; where they were, they stay as history.

    `material` is what stands in the target for material of the source, by the key that it has there.
    """
    listed = {}
    rows = UnusedItem.objects.live().filter(case_file=source)
    for item in rows.select_related("material").order_by("sensitive", "number"):
        original, linked = item.pk, item.material
        if linked and linked.case_file_id != target.pk:
            linked = material.get(linked.pk)
        item.pk, item.case_file, item.material = None, target, linked
        unused.list_row(item, by, at)
        listed[original] = item
    return listed


def unlink_unused(case_file: CaseFile, by: User, at: datetime) -> None:
    """Take the link from unused items to material that has left the case; what they say of it stays."""
    linked = UnusedItem.objects.live().filter(case_file=case_file, material__isnull=False)
    for item in linked.exclude(material__case_file=case_file):
        item.case_file = case_file
        unused.change_row(item, {"material": None}, by, at)


def move_threads(
    threads: QuerySet[Thread],
    target: CaseFile,
    *,
    material: Mapping[int, Material],
    listed: Mapping[int, UnusedItem],
) -> None:
    """Move conversation to a case, and have it point to what stands there for the things that it is about."""
    for thread in threads:
        thread.case_file = target
        if thread.material_id and thread.material_id in material:
            thread.material = material[thread.material_id]
        if thread.unused_item_id and thread.unused_item_id in listed:
            thread.unused_item = listed[thread.unused_item_id]
        thread.save(update_fields=["case_file", "material", "unused_item"])
