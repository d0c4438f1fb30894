"""A submitted file as triage judges it: read from the sealed bytes, whatever was added to the case since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime

from casework.models import RowGroup
from charging.models import RejectionReason
from charging.queries.submission.checklist import Checklist, ChecklistRow, RouteShown, Said
from charging.queries.submission.receipt import held_back
from charging.queries.submission.sealed import Sealed
from charging.rules.explanations import COVERS, Key

MOST_MATERIAL = 50


@dataclass(frozen=True)
class MaterialThen:
    """One piece of material as it was sent: `key` names it in addresses, `size` is in bytes, None for a link."""

    key: int
    title: str
    kind: str
    about: str
    size: int | None
    held_back: str
    sensitive: bool


def checklist_as_sent(found: Sealed) -> Checklist:
    """The rows of the standard as they were judged when the file was sent, with the reasons that went with it."""
    titles = dict(RejectionReason.objects.values_list("code", "title"))
    standard = found.file.get("standard", [])
    elsewhere = {
        (code, about): row["code"]
        for row in standard
        if row["needed"] and not row["met"]
        for code, about in row.get("ways", {}).get(COVERS, ())
    }
    said = {(row["code"], row["about"]): _said(row) for row in found.file.get("explanations", [])}
    rows = [(row, _row(row, said, titles, elsewhere)) for row in standard]
    missing = [(row, view) for row, view in rows if row["needed"] and not row["met"]]
    return Checklist(
        stops=tuple(view for row, view in missing if row["blocks"]),
        warnings=tuple(view for row, view in missing if not row["blocks"]),
        met=tuple(view for row, view in rows if row["needed"] and row["met"]),
        not_needed=tuple(view for row, view in rows if not row["needed"]),
        sent_at=parse_datetime(found.file.get("submission", {}).get("sent_at") or ""),
        edition=str((found.file.get("submission", {}).get("edition") or {}).get("says", "")),
        routes=tuple(
            RouteShown(row["name"], row["police_may_charge"], row["because"]) for row in found.file.get("route", [])
        ),
    )


def _said(row: Mapping[str, Any]) -> Said:
    changed = row.get("changed") or {}
    return Said(row["text"], changed.get("by") or "", parse_datetime(changed.get("at") or ""))


def _row(
    row: Mapping[str, Any], said: Mapping[Key, Said], titles: Mapping[str, str], elsewhere: Mapping[Key, str]
) -> ChecklistRow:
    missing = row["needed"] and not row["met"]
    return ChecklistRow(
        code=row["code"],
        title=row["name"],
        about="",
        reason=row["reason"],
        met_by=row["met_by"],
        blocks=row["blocks"],
        triage_code=row["triage_code"],
        triage_title=titles.get(row["triage_code"], ""),
        where=row["about"],
        because=row.get("because", ""),
        gap=row["gap"],
        group=RowGroup.CASE,
        explanation=said.get((row["code"], row["about"])) if missing else None,
        covered_by=elsewhere.get((row["code"], row["about"]), ""),
    )


def material_as_sent(found: Sealed) -> Sequence[MaterialThen]:
    """The material that was sent, with sensitive items for a reader who may know of them."""
    called = {thing["key"]: thing["name"] for name in ("suspects", "people") for thing in found.file.get(name, [])}
    open_items = [_material(thing, called, sensitive=False) for thing in found.file.get("material", [])]
    return open_items + [_material(thing, called, sensitive=True) for thing in (found.annex or {}).get("material", [])]


def _material(thing: Mapping[str, Any], called: Mapping[str, str], *, sensitive: bool) -> MaterialThen:
    file = thing["file"]
    return MaterialThen(
        key=int(thing["key"].rpartition("-")[2]),
        title=thing["title"],
        kind=thing["kind"]["says"],
        about=called.get(thing["about"], "The case"),
        size=file["size"] if file else None,
        held_back=held_back(file) if file else "",
        sensitive=sensitive,
    )
