"""Points to prove: the prosecutor's own beside the elements of an offence, and the material that supports them."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, CaseFile, Material, OffenceCode, Suspect
from charging import events
from charging.models import Point, PointSupport
from charging.permissions.reviewing import may_keep_points
from charging.rules.elements import elements_of
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


def _lock(case_file: CaseFile, by: User) -> CaseFile:
    locked = CaseFile.objects.lock(case_file)
    may_keep_points(by, locked).require_permission()
    return locked


@transaction.atomic
def add(*, suspect: Suspect, offence_code: OffenceCode, text: str, by: User, at: datetime) -> CaseEvent:
    """Add a point of the prosecutor's own. Raises NotPermitted or Refused (no words); then nothing has changed."""
    case_file = _lock(suspect.case_file, by)
    if not text.strip():
        raise Refused(Verdict.no("no_text", "Say what has to be proved.", "text"))
    point = Point.objects.create(
        case_file=case_file,
        suspect=suspect,
        offence_code=offence_code,
        text=text.strip(),
        added_at=at,
        added_by=by,
    )
    return ledger.record(events.PointAdded(point_id=point.pk), case_file=case_file, by=by, at=at, suspects=[suspect])


@transaction.atomic
def remove(*, point: Point, by: User, at: datetime) -> CaseEvent:
    """Take a point out; what supported it stays with it. Raises NotPermitted or Conflict; then nothing has changed."""
    case_file = _lock(point.case_file, by)
    row = Point.objects.select_for_update(of=("self",)).select_related("removed_by", "suspect").get(pk=point.pk)
    if row.removed_at:
        message = f"{row.removed_by} took this point out, {when(row.removed_at)}."
        raise Conflict(Verdict.no("already_done", message))
    row.removed_at, row.removed_by = at, by
    row.save(update_fields=["removed_at", "removed_by"])
    return ledger.record(
        events.PointRemoved(point_id=row.pk), case_file=case_file, by=by, at=at, suspects=[row.suspect]
    )


@transaction.atomic
def support(
    *,
    suspect: Suspect,
    offence_code: OffenceCode,
    element: str,
    point: Point | None,
    material: Material,
    note: str,
    by: User,
    at: datetime,
) -> CaseEvent:
    """Say that a piece of material supports a point: one of the prosecutor's own, or an element by its code.

    Raises NotPermitted, Refused (the material is withdrawn or another case's, no such element, a point that was taken
    out or is somebody else's) or Conflict, naming who linked it already; then nothing has changed.
    """
    case_file = _lock(suspect.case_file, by)
    item = Material.objects.visible_to(by).filter(case_file=case_file, pk=material.pk, withdrawn_at=None).first()
    if item is None:
        raise Refused(Verdict.no("no_material", "This material is not in the file any more.", "material"))
    proved = _own_point(point, suspect) if point else _element(case_file, suspect, offence_code, element, by, at)
    before = PointSupport.objects.filter(point=proved, material=item).select_related("added_by").first()
    if before:
        message = f"{before.added_by} linked “{item}” to this point, {when(before.added_at)}."
        raise Conflict(Verdict.no("already_done", message))
    PointSupport.objects.create(point=proved, material=item, note=note.strip(), added_at=at, added_by=by)
    said = events.PointSupported(point_id=proved.pk, material_id=item.pk)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


def _own_point(point: Point, suspect: Suspect) -> Point:
    """The point as it is now; raises Refused where it was taken out, or is about another suspect."""
    row = Point.objects.filter(pk=point.pk, suspect=suspect, removed_at=None).first()
    if row is None:
        raise Refused(Verdict.no("no_point", "This point is not to be proved any more. Choose another.", "point"))
    return row


def _element(
    case_file: CaseFile, suspect: Suspect, offence_code: OffenceCode, element: str, by: User, at: datetime
) -> Point:
    """The point of an element, made the first time that something supports it."""
    known = {each.code: each.text for each in elements_of(offence_code.code, local_date(at))}
    if element not in known:
        raise Refused(Verdict.no("no_element", "Choose what the material supports.", "point"))
    row, _ = Point.objects.get_or_create(
        suspect=suspect,
        offence_code=offence_code,
        element=element,
        removed_at=None,
        defaults={"case_file": case_file, "text": known[element], "added_at": at, "added_by": by},
    )
    return row


@transaction.atomic
def unsupport(*, support: PointSupport, by: User, at: datetime) -> CaseEvent:
    """Say that material does not support a point. Raises NotPermitted or Conflict; then nothing has changed."""
    case_file = _lock(support.point.case_file, by)
    row = PointSupport.objects.select_for_update(of=("self",)).filter(pk=support.pk).first()
    if row is None:
        raise Conflict(Verdict.no("already_done", "Somebody took this link out already."))
    said = events.PointUnsupported(point_id=row.point_id, material_id=row.material_id)
    row.delete()
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[support.point.suspect])
