"""Unused material: listing it on a schedule, describing it, taking it off, moving it as its sensitivity changes.

An item stays on its schedule for good. What changes schedule is withdrawn from one and listed on the other with
the next number there, so that whoever may not know of sensitive material meets an ordinary withdrawal or addition.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from casework import events, permissions
from casework.models import CaseEvent, CaseFile, Material, UnusedItem
from casework.operations import building
from casework.rules import unused as rules
from casework.rules.disclosure import edition_on
from foundation.periods import LONDON, local_date
from foundation.verdicts import Reason, Refused, Verdict

MOVED = (
    "description",
    "location",
    "presumption",
    "rebutted_because",
    "view",
    "view_reason",
    "inspected_at",
    "inspected_by",
    "material",
)


@dataclass(frozen=True, kw_only=True)
class ItemDetails:
    """What is said of an item when it is listed. Ground and rationale belong to sensitive items and to no others."""

    description: str
    location: str = ""
    presumption: str = ""
    material: Material | None = None
    sensitive: bool = False
    sensitivity_ground: str = ""
    sensitivity_rationale: str = ""


@transaction.atomic
def add(*, case_file: CaseFile, items: Sequence[ItemDetails], by: User, at: datetime) -> list[CaseEvent]:
    """List items, all of them or none, and return an event for each.

    Raises NotPermitted or Refused, whose reasons say in `where` which row is meant ("1-description", from 1);
    then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    for sensitive in {item.sensitive for item in items} or {False}:
        permissions.may_keep_schedule(by, case_file, sensitive=sensitive).require_permission()
    building.require_editable(case_file)
    verdict, recorded = Verdict.ok(), []
    for place, details in enumerate(items, 1):
        row = UnusedItem(case_file=case_file, added_at=at, added_by=by, **vars(details))
        found = _check(row, at) & _material_fits(row)
        verdict &= Verdict.of(*(Reason(r.code, r.message, f"{place}-{r.where}") for r in found.reasons))
        if verdict.allowed:
            recorded.append(list_row(row, by, at))
    verdict.require()
    return recorded


def _check(row: UnusedItem, at: datetime) -> Verdict:
    """What stops a row from being saved as it is, the material that it is linked to apart."""
    return rules.for_listing(row, edition=edition_on(local_date(at))) & _not_listed_yet(row)


def _not_listed_yet(row: UnusedItem) -> Verdict:
    same = UnusedItem.objects.live().filter(
        case_file=row.case_file, sensitive=row.sensitive, description=row.description, location=row.location
    )
    twin = same.exclude(pk=row.pk).first()
    if twin is None:
        return Verdict.ok()
    return Verdict.no("listed_already", f"Item {twin.number} on this schedule says exactly this.", "description")


def _material_fits(row: UnusedItem) -> Verdict:
    if row.material is None:
        return Verdict.ok()
    here = Material.objects.filter(pk=row.material.pk, case_file=row.case_file_id).first()
    if here is None:
        return Verdict.no("another_case", "That material is not on this case.", "material")
    if here.sensitive and not row.sensitive:
        message = "That material is sensitive, so it can only be listed on the sensitive schedule."
        return Verdict.no("sensitive_material", message, "material")
    return Verdict.ok()


def list_row(row: UnusedItem, by: User, at: datetime) -> CaseEvent:
    """Save a new row under the next number of its schedule and tell it; the caller holds the case and has checked."""
    _save_numbered(row)
    said = events.UnusedItemAdded(
        item_id=row.pk,
        schedule=row.schedule,
        number=row.number,
        presumption=row.presumption,
        sensitive=row.sensitive,
    )
    return events.record(said, case_file=row.case_file, by=by, at=at)


def _save_numbered(row: UnusedItem) -> None:
    """Save a new row under the next number of its schedule; withdrawn items keep theirs."""
    schedule = UnusedItem.objects.filter(case_file=row.case_file, sensitive=row.sensitive)
    row.number = (schedule.aggregate(last=Max("number"))["last"] or 0) + 1
    row.save(force_insert=True)


def _lock(item: UnusedItem, by: User) -> UnusedItem:
    """Lock an item that may be changed now. Raises NotPermitted or Refused."""
    case_file = CaseFile.objects.lock(item.case_file)
    permissions.may_keep_schedule(by, case_file, sensitive=item.sensitive).require_permission()
    building.require_editable(case_file)
    row = UnusedItem.objects.select_for_update(of=("self",)).select_related("material").get(pk=item.pk)
    row.case_file = case_file
    if row.withdrawn_at:
        raise Refused(Verdict.no("withdrawn", "This item is no longer on its schedule."))
    return row


@transaction.atomic
def change(
    *, item: UnusedItem, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Change what is said of an item; None where nothing differs.

    `changes` holds UnusedItem's own fields, and `inspected_on`, a local day or None, for when it was inspected
    by whoever changes it. Raises NotPermitted, Refused or Conflict; then nothing has changed.
    """
    item = _lock(item, by)
    building.check_version(item, expected_version)
    wanted = dict(changes)
    if "inspected_on" in wanted:
        wanted |= _inspection(item, wanted.pop("inspected_on"), by, at)
    candidate = copy(item)
    for name, value in wanted.items():
        setattr(candidate, name, value)
    # A link that stays is nobody's business here: who changes the rest may not know of the material.
    fits = _material_fits(candidate) if candidate.material_id != item.material_id else Verdict.ok()
    (_check(candidate, at) & fits).require()
    return change_row(item, wanted, by, at)


def change_row(item: UnusedItem, wanted: Mapping[str, Any], by: User, at: datetime) -> CaseEvent | None:
    """Change fields of an item and tell it; None where nothing differs. The caller holds the case and has checked."""
    fields = building.apply_changes(item, wanted, by=by, at=at)
    if not fields:
        return None
    said = events.UnusedItemChanged(
        item_id=item.pk,
        schedule=item.schedule,
        number=item.number,
        fields=fields,
        view=item.view,
        sensitive=item.sensitive,
    )
    return events.record(said, case_file=item.case_file, by=by, at=at)


def _inspection(item: UnusedItem, day: date | None, by: User, at: datetime) -> Mapping[str, Any]:
    """When and by whom an item was inspected; the same day again leaves the first inspector's name."""
    if day is None:
        return {"inspected_at": None, "inspected_by": None}
    if day > local_date(at):
        raise Refused(Verdict.no("future_date", "The item must have been inspected today or earlier.", "inspected_on"))
    if item.inspected_at and local_date(item.inspected_at) == day:
        return {}
    return {"inspected_at": datetime.combine(day, time.min, LONDON), "inspected_by": by}


@transaction.atomic
def withdraw(*, item: UnusedItem, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Take an item off its schedule; its number is not used again.

    Raises NotPermitted, Refused or Conflict; then nothing has changed.
    """
    item = _lock(item, by)
    building.check_version(item, expected_version)
    return _withdraw(item, by, at)


def _withdraw(item: UnusedItem, by: User, at: datetime) -> CaseEvent:
    _take_off(item, by, at)
    said = events.UnusedItemWithdrawn(
        item_id=item.pk, schedule=item.schedule, number=item.number, sensitive=item.sensitive
    )
    return events.record(said, case_file=item.case_file, by=by, at=at)


def _take_off(item: UnusedItem, by: User, at: datetime) -> None:
    building.apply_changes(item, {"withdrawn_at": at, "withdrawn_by": by}, by=by, at=at)


@transaction.atomic
def move(
    *, item: UnusedItem, ground: str = "", rationale: str = "", expected_version: int, by: User, at: datetime
) -> CaseEvent:
    """Move an item to the other schedule under the next number there, and return the event that only some may know.

    Ground and rationale are asked for where it becomes sensitive. Whoever may not know of sensitive material is
    told of a withdrawal, or of an addition. Raises NotPermitted, Refused or Conflict; then nothing has changed.
    """
    item = _lock(item, by)
    permissions.may_keep_schedule(by, item.case_file, sensitive=True).require_permission()
    building.check_version(item, expected_version)
    becomes_sensitive = not item.sensitive
    row = UnusedItem(
        case_file=item.case_file,
        added_at=at,
        added_by=by,
        sensitive=becomes_sensitive,
        sensitivity_ground=ground if becomes_sensitive else "",
        sensitivity_rationale=rationale if becomes_sensitive else "",
        **{name: getattr(item, name) for name in MOVED},
    )
    (_check(row, at) & _material_fits(row)).require()
    if becomes_sensitive:
        _withdraw(item, by, at)
        _save_numbered(row)
    else:
        _take_off(item, by, at)
        list_row(row, by, at)
    said = events.UnusedItemMoved(
        item_id=item.pk,
        schedule=item.schedule,
        number=item.number,
        to_item_id=row.pk,
        to_schedule=row.schedule,
        to_number=row.number,
    )
    return events.record(said, case_file=item.case_file, by=by, at=at)
